/** The PIN: chosen, tried, given up. Only the lock's own screens import this. */

import { changed } from "./changes";
import { eachCovered } from "./cover";
import { db, readMeta, type ShutRecord, TURF_STORES } from "./db";
import { forgetDrafts } from "./drafts";
import { type Bytes, joined, lengthPrefixed, PROTOCOL } from "./framing";
import { uuidv4 } from "./ids";
import { forgetKeys, hold } from "./lock";
import { coverAdded, coverOwn } from "./own_copies";
import { forgetForms } from "./people";
import { dropSecrets, PASSKEY_SALT, PIN_SALT, secret, secretFor } from "./secrets";
import { stretched } from "./stretch";
import { noteSync } from "./verdicts";

export const PIN_DIGITS = 6;
export const MOST_TRIES = 10;
const NONCE_BYTES = 12;
const ROOT_BYTES = 32;
export function isPin(text: string): boolean {
	return /^\d{6}$/.test(text);
}

/** What is tried first: one digit six times, or six in a row. */
export function isEasy(pin: string): boolean {
	return /^(\d)\1+$/.test(pin) || "01234567890".includes(pin) || "09876543210".includes(pin);
}

async function pinKey(pin: string, salt: Bytes): Promise<CryptoKey> {
	return crypto.subtle.importKey("raw", await stretched({ pin, salt }), "AES-GCM", false, [
		"encrypt",
		"decrypt",
	]);
}

function parameters(id: string, iv: Bytes): AesGcmParams {
	return { name: "AES-GCM", iv, additionalData: lengthPrefixed(PROTOCOL, "phone", "lock", id) };
}

/** Chooses the PIN of a phone that has none, and unlocks this page. A PIN that another tab chose meanwhile stays. */
export async function choosePin(pin: string): Promise<void> {
	const id = uuidv4();
	const root = crypto.getRandomValues(new Uint8Array(ROOT_BYTES));
	const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
	const salt = await secretFor(PIN_SALT);
	const key = await pinKey(pin, salt);
	const wrapped = joined(iv, new Uint8Array(await crypto.subtle.encrypt(parameters(id, iv), key, root)));
	const chosen = await db.transaction("rw", [db.meta, db.tries], async () => {
		if ((await readMeta("lock")) !== undefined) return false;
		await db.meta.put({ key: "lock", id, wrapped });
		await db.tries.bulkPut(ALL_TRIES);
		return true;
	});
	if (chosen) {
		await hold(id, root);
		await coverWhatIsReadable();
	}
	changed();
}

/** `gone`: that was the last try, or what the PIN opens is no longer here; the lock was given up. */
type Refused = { is: "wrong"; left: number } | { is: "gone" };
export type Tried = { is: "open" } | Refused;

/** What the right PIN gives: the key of keys of the lock with this id. */
export interface RightPin {
	lock: string;
	root: Bytes;
}

type Judged = ({ is: "right" } & RightPin) | Refused;

const ALL_TRIES = Array.from({ length: MOST_TRIES }, (_, index) => ({ n: index + 1 }));

/**
 * Uses up one try, before it is judged: who kills the app in between has had it. How many are left, or null where there was none.
 *
 * Taken away, not counted up: on a phone that is full nothing can be written, but something deleted.
 */
function useTry(): Promise<number | null> {
	return db.transaction("rw", db.tries, async () => {
		const one = await db.tries.toCollection().first();
		if (one === undefined) return null;
		await db.tries.delete(one.n);
		return db.tries.count();
	});
}

/** Tries a PIN; the tenth wrong one in a row destroys the keys. A full phone opens too. */
export async function tryPin(pin: string): Promise<Tried> {
	const tried = await rootBy(pin);
	if (tried.is !== "right") return tried;
	await openWith(tried);
	return { is: "open" };
}

/** As `tryPin`, and opens nothing: for who adds another way to open. */
export async function judge(pin: string): Promise<Judged> {
	const tried = await rootBy(pin);
	if (tried.is === "right") await giveTriesBack();
	return tried;
}

async function rootBy(pin: string): Promise<Judged> {
	const [left, lock, salt] = await Promise.all([useTry(), readMeta("lock"), secret(PIN_SALT)]);
	if (lock === undefined) {
		changed();
		return { is: "gone" };
	}
	if (salt === null || left === null) return giveUp();
	const root = await unwrapped(await pinKey(pin, salt), lock.id, lock.wrapped);
	if (root === null) return left === 0 ? giveUp() : { is: "wrong", left };
	return { is: "right", lock: lock.id, root };
}

/** Unlocks this page. */
export async function openWith({ lock, root }: RightPin): Promise<void> {
	const again = giveTriesBack();
	await hold(lock, root);
	await Promise.all([again, coverWhatIsReadable()]);
	changed();
}

/** Where the phone is full, they come back with the next right one. */
async function giveTriesBack(): Promise<void> {
	await db.tries.bulkPut(ALL_TRIES).catch(() => undefined);
}

async function unwrapped(key: CryptoKey, id: string, wrapped: Bytes): Promise<Bytes | null> {
	const iv = wrapped.slice(0, NONCE_BYTES);
	return crypto.subtle.decrypt(parameters(id, iv), key, wrapped.slice(NONCE_BYTES)).then(
		(root) => new Uint8Array(root),
		() => null,
	);
}

async function giveUp(): Promise<Refused> {
	await shut("pin");
	return { is: "gone" };
}

/** Whether a passkey opens this phone too; without its file it opens nothing any more. */
export async function hasPasskey(): Promise<boolean> {
	const [lock, file] = await Promise.all([readMeta("lock"), secret(PASSKEY_SALT)]);
	return lock?.passkey !== undefined && file !== null;
}

/** How many wrong tries are left. */
export function triesLeft(): Promise<number> {
	return db.tries.count();
}

/** Gives the lock up, locked and offline too: nothing of any turf can be read any more, and no session reads it anew. */
export async function shut(why: ShutRecord["why"]): Promise<void> {
	forgetKeys();
	forgetForms();
	forgetDrafts();
	await dropSecrets();
	await db.transaction("rw", ["meta", "tries", ...TURF_STORES], async () => {
		await db.tries.clear();
		await noteSync({ session: "ended" });
		await db.meta.delete("lock");
		await db.meta.put({ key: "shut", why, left: false });
		await db.meta.delete("shift");
		for (const name of TURF_STORES) await db.table(name).clear();
	});
	changed();
}

/** Covers what an earlier build left readable, once there is a key. No screen is there that would change it meanwhile. */
async function coverWhatIsReadable(): Promise<void> {
	const own = (await db.own.toArray()).filter((one) => one.sealed === undefined);
	const added = (await db.added.toArray()).filter((one) => one.sealed === undefined);
	if (own.length + added.length === 0) return;
	const parts = await eachCovered(own, (one) => coverOwn(one, one));
	const rows = await eachCovered(added, (one) => coverAdded(one.turf, one.row));
	await db.transaction("rw", [db.own, db.added], async () => {
		for (const [index, sealed] of parts.entries()) {
			// The server may have taken it meanwhile: what waits is what waits now.
			const now = await db.own.get(own[index]?.visit ?? "");
			if (now === undefined) continue;
			const { visit, door, turf, voided, seq, pending } = now;
			await db.own.put({ visit, door, turf, voided, seq, pending, sealed });
		}
		for (const [index, sealed] of rows.entries()) {
			const now = await db.added.get(added[index]?.door ?? "");
			if (now !== undefined) await db.added.put({ door: now.door, turf: now.turf, sealed });
		}
	});
}
