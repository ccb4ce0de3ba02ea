/** Shifts: when an outing began and ended. Its end lets go of the contacts that waited for company. */

import { db, readMeta } from "./db";
import { leaseOn } from "./leases";
import { save } from "./outbox";
import { releaseAtShiftsEnd } from "./people";

export interface Shift {
	turf: string | null;
	started_at: string;
}

async function leaseFields(
	turf: string | null,
): Promise<{ assignment: string | null; generation: number | null }> {
	if (turf === null) {
		return { assignment: null, generation: null };
	}
	const { assignment, generation } = await leaseOn(turf);
	return { assignment, generation };
}

/** The shift that has begun on this phone and not ended, or null. */
export async function currentShift(): Promise<Shift | null> {
	const record = await readMeta("shift");
	return record === undefined ? null : { turf: record.turf, started_at: record.started_at };
}

/** Throws NotLeased, SaveFailed. */
export async function startShift(turf: string | null): Promise<void> {
	const fields = await leaseFields(turf);
	const started_at = new Date().toISOString();
	await save("shift.started", { turf }, { ...fields, shown: { turf } }, async () => {
		await db.meta.put({ key: "shift", turf, started_at });
	});
}

/** Ends the shift, also when its lease has gone meanwhile. Throws SaveFailed. */
export async function endShift(): Promise<void> {
	const turf = (await currentShift())?.turf ?? null;
	const fields = await leaseFields(turf).catch(() => ({ assignment: null, generation: null }));
	await save("shift.ended", { turf }, { ...fields, shown: { turf } }, async () => {
		await db.meta.delete("shift");
		await releaseAtShiftsEnd();
	});
}
