/** Visits: recorded, corrected, voided; never changed. Each is on this phone for good before the screen says so. */

import { db, type OutboxRecord, type OwnVisit } from "./db";
import { uuidv7 } from "./ids";
import { leaseOn } from "./leases";
import { type Saving, save, saveAll } from "./outbox";
import { newestFirst } from "./overlay";
import { sealFieldPart } from "./sealing";
import type { Lease, Result, VisitBody } from "./types";

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

export interface Correction {
	visit: string;
	door: string;
	turf: string;
	result: Result;
	literature: boolean;
	/** Left out, the sealed part stays as it is; null removes it. */
	note?: string | null;
	language?: string | null;
}

type SealedParts = Pick<VisitBody, "note" | "language">;
type SealableParts = Pick<Correction, "note" | "language">;

async function sealParts(visit: string, door: string, parts: SealableParts): Promise<SealedParts> {
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

function underLease(lease: Lease): { assignment: string; generation: number } {
	return { assignment: lease.assignment, generation: lease.generation };
}

type Recorded = Pick<NewVisit, "door" | "turf" | "result" | "literature">;

function ownCopy(event: OutboxRecord, { door, turf, result, literature }: Recorded): OwnVisit {
	return {
		visit: event.id,
		door,
		turf,
		result,
		literature,
		has_note: false,
		has_language: false,
		at: new Date().toISOString(),
		voided: false,
		seq: event.device_seq,
		pending: [event.id],
	};
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
	return save("visit.recorded", body, options, async ([event]) => {
		const sealed = { has_note: parts.note !== undefined, has_language: parts.language !== undefined };
		await db.own.add({ ...ownCopy(event as OutboxRecord, visit), ...sealed });
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
			body: { door, result, literature },
			...underLease(lease),
			shown: { door, turf, result },
		}),
	);
	return saveAll(savings, async (events) => {
		const copies = events.map((event) =>
			ownCopy(event, { door: event.door as string, turf, result, literature }),
		);
		await db.own.bulkAdd(copies);
	});
}

function keptPart(part: string | null | undefined, before: boolean): boolean {
	return part === undefined ? before : part !== null && part !== "";
}

/** One made on another device of the same member has no copy here yet. */
function corrected(kept: OwnVisit | undefined, correction: Correction, event: OutboxRecord): OwnVisit {
	const { visit, result, literature, note, language } = correction;
	const own = kept ?? { ...ownCopy(event, correction), visit, pending: [] };
	return {
		...own,
		result,
		literature,
		has_note: keptPart(note, own.has_note),
		has_language: keptPart(language, own.has_language),
		pending: [...own.pending, event.id],
	};
}

/** Replaces what was recorded at a door by a later event, and answers that event's id. Throws as `recordVisit`. */
export async function correctVisit(correction: Correction): Promise<string> {
	const { visit, door, turf, result, literature } = correction;
	const lease = await leaseOn(turf);
	const sealed = await sealParts(visit, door, correction);
	const options = { ...underLease(lease), shown: { door, turf, result } };
	return save("visit.corrected", { visit, door, result, literature, ...sealed }, options, async ([event]) => {
		await db.own.put(corrected(await db.own.get(visit), correction, event as OutboxRecord));
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
	const savings: Saving<"visit.voided">[] = [];
	for (const { visit, door, turf, result } of own) {
		const lease = await leaseOn(turf);
		savings.push({
			kind: "visit.voided",
			body: { visit },
			...underLease(lease),
			shown: { door, turf, result },
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
	const visits = await db.own.where("door").equals(door).toArray();
	return newestFirst(visits.filter((one) => !one.voided));
}
