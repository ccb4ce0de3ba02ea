/**
 * The phone's lock: the keys to what tells of places, in this page's memory alone, and only while it is unlocked.
 *
 * A turf's key is made of the phone's key of keys and of the turf's own secret: neither opens anything without the other.
 * Setting and trying a PIN is `pin.ts`, which the lock's own screens bring along; what is read and written every minute is here.
 */

import { changed } from "./changes";
import { db, readMeta } from "./db";
import { type Bytes, lengthPrefixed, PROTOCOL } from "./framing";
import { dropSecrets, PASSKEY_SALT, PIN_SALT, secretFor, WORDS_SALT } from "./secrets";

/** What the way back to reading lies under, where a turf's name would stand. */
export const RETURN = "return";

/** `none`: no PIN was chosen yet. `shut`: it was given up; only what is unsent still goes. */
export type LockState = "none" | "locked" | "open" | "shut";

/** What was asked for can't be read or written while the phone is locked. */
export class Locked extends Error {
	override name = "Locked";
}

let held: { id: string; root: CryptoKey } | null = null;
const keys = new Map<string, Promise<CryptoKey>>();
const listeners = new Set<() => void>();

/** Calls `listener` when this page forgets its keys. */
export function onLock(listener: () => void): void {
	listeners.add(listener);
}

export async function lockState(): Promise<LockState> {
	const [lock, shut] = await Promise.all([readMeta("lock"), readMeta("shut")]);
	// Another tab or the worker has ended what it opened.
	if (held !== null && held.id !== lock?.id) forgetKeys();
	if (shut !== undefined) return "shut";
	if (lock === undefined) return "none";
	return held === null ? "locked" : "open";
}

/** Keeps the key of keys in this page's memory: it is unlocked. */
export async function hold(id: string, root: Bytes): Promise<void> {
	forgetKeys();
	held = { id, root: await crypto.subtle.importKey("raw", root, "HKDF", false, ["deriveKey"]) };
}

/** Forgets one turf's key, or all of them and what opens them. */
export function forgetKeys(turf?: string): void {
	if (turf !== undefined) {
		keys.delete(turf);
		return;
	}
	held = null;
	keys.clear();
	for (const listener of listeners) listener();
}

/** Locks this page. */
export function lock(): void {
	forgetKeys();
	changed();
}

/** The key of a turf's rows, made when it is first asked for. Throws Locked. */
export function keyOf(turf: string): Promise<CryptoKey> {
	if (held === null) return Promise.reject(new Locked());
	let key = keys.get(turf);
	if (key === undefined) {
		key = derived(held.root, turf);
		keys.set(turf, key);
		key.catch(() => keys.delete(turf));
	}
	return key;
}

async function derived(root: CryptoKey, turf: string): Promise<CryptoKey> {
	const salt = await secretFor(turf);
	const info = lengthPrefixed(PROTOCOL, "phone", turf);
	const aes = { name: "AES-GCM", length: 256 };
	return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info }, root, aes, false, [
		"encrypt",
		"decrypt",
	]);
}

/**
 * Destroys the secrets of turfs that are no longer here; with the last of them the PIN's, and the lock itself. What belongs
 * to a keyholder's words stays. For after a transaction that purged, and for the start: the phone may have been killed in
 * between.
 */
export async function sweepSecrets(): Promise<void> {
	const kept = await db.transaction("rw", [db.leases, db.meta, db.tries], async () => {
		const leased = (await db.leases.toArray()).map(({ turf_id }) => turf_id);
		if (await isShared()) return (await readMeta("shut")) ? [] : [PIN_SALT, RETURN, ...leased];
		if (leased.length > 0) return [WORDS_SALT, PIN_SALT, PASSKEY_SALT, ...leased];
		await Promise.all([db.meta.delete("lock"), db.tries.clear()]);
		forgetKeys();
		return [WORDS_SALT];
	});
	await dropSecrets(new Set(kept));
}

/** Others have this phone too: the lock is there without a lease, and for every screen. */
export async function isShared(): Promise<boolean> {
	return (await readMeta("return")) !== undefined;
}

/** What has to be done before a turf can be shown: choose a PIN, or type it; null where nothing has. */
export async function pinAsked(): Promise<"choose" | "type" | null> {
	const state = await lockState();
	if (state === "locked") return "type";
	return state === "none" && ((await isShared()) || (await db.leases.count()) > 0) ? "choose" : null;
}

/** Its owner erased it: it only waits until the rest has been handed in. */
export async function isErased(): Promise<boolean> {
	return (await readMeta("shut"))?.why === "erased";
}
