/** The people's outbox: contacts, answers and held hours, with no door, no device, no number and no time in what is sent. */

import { db, type PeopleRecord, readMeta } from "./db";
import { shuffled } from "./ids";

export const UNDO_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
export const LONGEST_WAIT_MS = 4 * HOUR_MS;
const LONGEST_PATIENCE_MS = 24 * HOUR_MS;
const ENOUGH_TO_HIDE_IN = 3;

/** What can still be undone, in this page's memory only: a form that outlived it would be a readable copy. */
export const undoable = new Map<string, { until: number; form: unknown; ids: readonly string[] }>();

/** Drops every readable form from memory: when the phone is locked, and when its member signs out. */
export function forgetForms(): void {
	undoable.clear();
}

/** At a shift's end: all goes as soon as it can no longer be undone. */
export async function releaseAtShiftsEnd(): Promise<void> {
	await db.people.where("state").anyOf("saved", "sending").modify({ released: true });
}

/** A moment that lies further ahead than `most` was noted by a clock that was wrong: nothing waits for it. */
function isAhead(moment: number, now: number, most: number): boolean {
	return moment > now && moment <= now + most;
}

/** Undone any more it can't be, nor does the server ask for patience. */
function isFree(record: PeopleRecord, now: number): boolean {
	return (
		!isAhead(record.held_until, now, UNDO_MS + MINUTE_MS) &&
		!isAhead(record.not_before, now, LONGEST_PATIENCE_MS)
	);
}

function mustGo(record: PeopleRecord, now: number): boolean {
	return record.urgent || record.released || !isAhead(record.due_at, now, LONGEST_WAIT_MS);
}

/**
 * Which records go now, shuffled: three that wait hide each other; one alone goes only if it must.
 * Those that the server has and no backup covers are offered again along with them.
 */
export function whichGo(records: readonly PeopleRecord[], now: number): PeopleRecord[] {
	const unheld = records.filter((one) => isFree(one, now));
	const waiting = unheld.filter((one) => one.state === "saved" || one.state === "sending");
	// A held hour goes with its contact, and is no company for it.
	const enough = waiting.filter((one) => one.kind !== "hold").length >= ENOUGH_TO_HIDE_IN;
	const going = waiting.filter((one) => enough || mustGo(one, now));
	return shuffled([...going, ...unheld.filter((one) => one.state === "received")]);
}

/** Phone time in milliseconds at which the next record may go, or null. */
export async function nextPeopleAt(now: number): Promise<number | null> {
	const waiting = await db.people.where("state").anyOf("saved", "sending").toArray();
	const times = waiting.map((one) => {
		if (isFree(one, now) && mustGo(one, now)) {
			return now;
		}
		const wanted = one.urgent || one.released ? one.held_until : Math.max(one.held_until, one.due_at);
		return Math.max(wanted, one.not_before);
	});
	return times.length === 0 ? null : Math.min(...times);
}

export interface PeopleCounts {
	sent: number;
	waiting: number;
	needs_you: number;
}

export async function peopleCounts(): Promise<PeopleCounts> {
	const records = await db.people.toArray();
	return {
		sent: (await readMeta("people_sent"))?.n ?? 0,
		waiting: records.filter((one) => one.state === "saved" || one.state === "sending").length,
		needs_you: records.filter((one) => one.state === "needs_you").length,
	};
}
