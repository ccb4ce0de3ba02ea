/** The vaults' public keys, as this phone believes them: from a key log that was checked and continues what was pinned. */

import { db, type KeysState } from "./db";
import { type Head, type KeyLog, KeyLogRefused, verifyChain } from "./keylog";
import type { SignedEntry } from "./wire";

export interface CheckedLog {
	state: KeysState;
	pin: Head | null;
	log: KeyLog | null;
}

/** Checks a log against what this phone has pinned. A shorter, forked or false one is `refused`, and changes no pin. */
export async function checkLog(
	entries: readonly SignedEntry[],
	org: string,
	pin: Head | null,
): Promise<CheckedLog> {
	try {
		const log = await verifyChain(entries, pin, org);
		return { state: entries.length === 0 ? "no_vaults" : "ready", pin: log.head, log };
	} catch (error) {
		if (!(error instanceof KeyLogRefused)) {
			throw error;
		}
		return { state: "refused", pin, log: null };
	}
}

let believed: { hash: string; log: KeyLog } | null = null;

/** The log to seal by, checked once per head; null with the state that forbids it. */
export async function believedLog(): Promise<{ state: KeysState; log: KeyLog | null }> {
	const [home, me] = [await db.home.get("home"), await db.identity.get("me")];
	if (home === undefined || me === undefined || home.keys !== "ready" || me.pin === null) {
		return { state: home?.keys === "refused" ? "refused" : "no_vaults", log: null };
	}
	if (believed?.hash !== me.pin.hash) {
		const checked = await checkLog(home.key_log, me.org.id, me.pin);
		if (checked.log === null) {
			return { state: checked.state, log: null };
		}
		believed = { hash: me.pin.hash, log: checked.log };
	}
	return { state: "ready", log: believed.log };
}
