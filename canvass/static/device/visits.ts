/** Visits: recorded, corrected, voided; never changed. Each is on this phone for good before the screen says so. */

import { eachCovered } from "./cover";
import { db, type OutboxRecord, type OwnInClear, type OwnVisit, type StoredLease } from "./db";
import { uuidv7 } from "./ids";
import { leaseOn } from "./leases";
import { Locked } from "./lock";
import { type Saving, save, saveAll } from "./outbox";
import { newestFirst } from "./overlay";
import { coverOwn, openOwnVisits } from "./own_copies";
import { sealFieldPart } from "./sealing";
import type { Result, VisitBody } from "./types";

/** The most UTF-8 bytes of a note: with its ids around it, as JSON, it fills a `field` body of 512. */
export const NOTE_BYTES = 360;

export interface NewVisit {
	door: string;
	turf: string;
	result: Result;
	literature: boolean;
	note?: string;
	language?: string;
}

type SealedParts = Pick<VisitBody, "note" | "language">;
/** What is left out stays as it is; null removes it. */
export type SealableParts = { note?: string | null; language?: string | null };

/** A note and a language, sealed to `field`. Throws SealingBlocked, TooLong. */
export async function sealParts(visit: string, door: string, parts: SealableParts): Promise<SealedParts> {
	const sealed: SealedParts = {};
	if (parts.note !== undefined) {
		sealed.note = parts.note ? await sealFieldPart("visit.note", visit, { door, text: parts.note }) : null;
	}
	if (parts.language !== undefined) {
		sealed.language = parts.language
			? await sealFieldPart("visit.language", visit, { door, language: parts.language })
			: null;
	}
	return sealed;
}

/** A new visit has nothing to remove, so an empty part is left out. */
function filled(visit: NewVisit): SealableParts {
	return {
		...(visit.note?.trim() ? { note: visit.note.trim() } : {}),
		...(visit.language?.trim() ? { language: visit.language.trim() } : {}),
	};
}

/** What an envelope says of its lease. */
export function underLease(lease: StoredLease): { assignment: string; generation: number } {
	return { assignment: lease.assignment, generation: lease.generation };
}

type Recorded = Pick<NewVisit, "door" | "turf" | "result" | "literature">;

const PLAIN = { has_note: false, has_language: false };

/** The part of an own copy that says nothing of a place. */
export function inClear(event: OutboxRecord, { door, turf }: Pick<NewVisit, "door" | "turf">): OwnInClear {
	return { visit: event.id, door, turf, voided: false, seq: event.device_seq, pending: [event.id] };
}

/** What is read back of a visit, covered before the transaction that stores it. */
export function coverCopy(
	visit: string,
	{ turf, result, literature }: Recorded,
	parts: Pick<OwnVisit, "has_note" | "has_language">,
	at = new Date().toISOString(),
) {
	return coverOwn({ turf, visit }, { result, literature, ...parts, at });
}

/** It was locked under the finger that saved: what happened is kept and sent all the same, and not shown before it came back. */
function noneIfLocked(error: unknown): null {
	if (error instanceof Locked) return null;
	throw error;
}

/**
 * Records one visit and answers its id; resolves when it is safely on the phone.
 *
 * A note or language is sealed first: throws SealingBlocked or TooLong, and then nothing is saved.
 * Throws NotLeased without a lease on the turf, SaveFailed if the phone could not write.
 */
export async function recordVisit(visit: NewVisit): Promise<string> {
	const lease = await leaseOn(visit.turf);
	const { door, turf, result, literature } = visit;
	const id = uuidv7();
	const parts = filled(visit);
	const body = { door, result, literature, ...(await sealParts(id, door, parts)) };
	const options = { id, ...underLease(lease), shown: { door, turf, result } };
	const has = { has_note: parts.note !== undefined, has_language: parts.language !== undefined };
	const sealed = await coverCopy(id, visit, has).catch(noneIfLocked);
	return save("visit.recorded", body, options, async ([event]) => {
		if (sealed !== null) await db.own.add({ ...inClear(event as OutboxRecord, visit), sealed });
	});
}

/** The same result at several doors, "nobody home" along a corridor: all of them are saved, or none. */
export async function recordVisits(visits: {
	doors: readonly string[];
	turf: string;
	result: Result;
	literature: boolean;
}): Promise<string[]> {
	const lease = await leaseOn(visits.turf);
	const { turf, result, literature } = visits;
	const savings = visits.doors.map(
		(door): Saving<"visit.recorded"> => ({
			kind: "visit.recorded",
			id: uuidv7(),
			body: { door, result, literature },
			...underLease(lease),
			shown: { door, turf, result },
		}),
	);
	const sealed = await eachCovered(savings, ({ id, body }) =>
		coverCopy(id as string, { ...body, turf }, PLAIN).catch(noneIfLocked),
	);
	return saveAll(savings, async (events) => {
		const copies = events.flatMap((event, index) => {
			const copy = sealed[index];
			return copy ? [{ ...inClear(event, { door: event.door as string, turf }), sealed: copy }] : [];
		});
		await db.own.bulkAdd(copies);
	});
}

/** The turf has left this phone with all of it, so nothing here can take the visit back. */
export class TooLateToUndo extends Error {
	override name = "TooLateToUndo";
}

/** Undoes visits of this phone: a slip of the finger. Throws TooLateToUndo where none of them is here any more. */
export async function voidVisits(visits: readonly string[]): Promise<void> {
	const here = (await db.own.bulkGet([...visits])).filter((one) => one !== undefined);
	if (here.length === 0) {
		throw new TooLateToUndo();
	}
	const own = here.filter((one) => !one.voided);
	const read = new Map((await openOwnVisits(own)).map((one) => [one.visit, one.result]));
	const savings: Saving<"visit.voided">[] = [];
	for (const { visit, door, turf } of own) {
		const lease = await leaseOn(turf);
		savings.push({
			kind: "visit.voided",
			body: { visit },
			...underLease(lease),
			shown: { door, turf, result: read.get(visit) ?? null },
		});
	}
	await saveAll(savings, async (events) => {
		const voided = own.map((one, index) => {
			const { id } = events[index] as OutboxRecord;
			return { ...one, voided: true, pending: [...one.pending, id] };
		});
		await db.own.bulkPut(voided);
	});
}

export function voidVisit(visit: string): Promise<void> {
	return voidVisits([visit]);
}

/** This phone's visits at a door, the newest first, without those that were undone. */
export async function ownVisits(door: string): Promise<OwnVisit[]> {
	const visits = await openOwnVisits(await db.own.where("door").equals(door).toArray());
	return newestFirst(visits.filter((one) => !one.voided));
}
