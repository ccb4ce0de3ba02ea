/** Corrections: a later event in the place of a visit. */

import { db, type OutboxRecord } from "./db";
import { leaseOn } from "./leases";
import { save } from "./outbox";
import { openOwnVisits } from "./own_copies";
import type { Result } from "./types";
import { coverCopy, inClear, sealParts, underLease } from "./visits";

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

function keptPart(part: string | null | undefined, before: boolean): boolean {
	return part === undefined ? before : part !== null && part !== "";
}

/**
 * Replaces what was recorded at a door by a later event, and answers that event's id. One made on another device of the
 * same member has no copy here yet. Throws as `recordVisit`.
 */
export async function correctVisit(correction: Correction): Promise<string> {
	const { visit, door, turf, result, literature } = correction;
	const lease = await leaseOn(turf);
	const sealedParts = await sealParts(visit, door, correction);
	const options = { ...underLease(lease), shown: { door, turf, result } };
	const [kept] = await openOwnVisits((await db.own.bulkGet([visit])).filter((one) => one !== undefined));
	const has = {
		has_note: keptPart(correction.note, kept?.has_note ?? false),
		has_language: keptPart(correction.language, kept?.has_language ?? false),
	};
	const sealed = await coverCopy(visit, correction, has, kept?.at);
	const body = { visit, door, result, literature, ...sealedParts };
	return save("visit.corrected", body, options, async ([event]) => {
		const fresh = { ...inClear(event as OutboxRecord, correction), visit, pending: [] };
		const { seq, voided, pending, ...before } = (await db.own.get(visit)) ?? fresh;
		const after = [...pending, (event as OutboxRecord).id];
		await db.own.put({ visit, door: before.door, turf: before.turf, seq, voided, pending: after, sealed });
	});
}
