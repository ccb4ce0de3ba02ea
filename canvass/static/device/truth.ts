/** The line that tells the truth about what is on this phone: counted from the store, never from memory. */

import { db, type KeysState, type OutboxState, type SessionState } from "./db";
import { readPace, waitsUntil } from "./pace";
import { peopleCounts } from "./people";
import { readSync } from "./verdicts";
import { CLIENT_VERSION } from "./wire";

export interface Counts {
	/** Received by the server since this phone was enrolled, both streams. */
	sent: number;
	/** On this phone only, both streams. */
	waiting: number;
	/** The server keeps them until a person has looked. */
	checking: number;
	/** Sending again won't help: in conflict, refused, or stuck. */
	needs_you: number;
	/** Of those that wait or need somebody: of the doors, and of people. */
	doors_unsent: number;
	people_unsent: number;
	/** Events of this phone that never reached the server and are no longer here. */
	lost: number;
	last_sync: string | null;
}

export async function counts(): Promise<Counts> {
	const of = (...states: OutboxState[]) => db.outbox.where("state").anyOf(states).count();
	const [people, sync, waiting, checking, stuck] = await Promise.all([
		peopleCounts(),
		readSync(),
		of("saved", "sending"),
		of("checking"),
		of("needs_you"),
	]);
	return {
		sent: sync.sent_total + people.sent,
		waiting: waiting + people.waiting,
		checking,
		needs_you: stuck + people.needs_you,
		doors_unsent: waiting + stuck,
		people_unsent: people.waiting + people.needs_you,
		lost: Object.values(sync.told).reduce((sum, one) => sum + one.lost.length, 0),
		last_sync: sync.last_success,
	};
}

export interface SyncState {
	session: SessionState;
	/** The server no longer takes this device's token: what is here can only be exported. */
	push_refused: boolean;
	keys: KeysState;
	/** The server asks for a newer app than this one. */
	update_needed: boolean;
	/** Phone time in milliseconds at which it tries again, or null if it may at once. */
	waits_until: number | null;
	last_fault: string | null;
}

/** True if version `a` comes before `b`, both as `1.2.3`. */
export function isOlder(a: string, b: string): boolean {
	const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
	const at = right.findIndex((part, index) => part !== (left[index] ?? 0));
	return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

export async function syncState(): Promise<SyncState> {
	const [sync, home, pace] = [await readSync(), await db.home.get("home"), await readPace()];
	return {
		session: sync.session,
		push_refused: sync.push_refused,
		keys: home?.keys ?? "no_vaults",
		update_needed: sync.min_client !== null && isOlder(CLIENT_VERSION, sync.min_client),
		waits_until: waitsUntil(pace, Date.now()),
		last_fault: sync.last_fault,
	};
}
