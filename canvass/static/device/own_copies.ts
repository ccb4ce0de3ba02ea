/**
 * What only this phone knows of a turf: its own visits, and the doors that it added. Covered before it is stored, except for
 * what merging with the server's rows needs; what an earlier build left readable is read as it is, and covered once there is a key.
 */

import { cover, eachCovered, uncover, unlessNoise } from "./cover";
import { type AddedDoor, db, type OwnSealed, type OwnVisit, type StoredAdded, type StoredOwn } from "./db";
import type { Row } from "./types";

/** The part of an own visit that is read back, covered. Throws Locked. */
export function coverOwn({ turf, visit }: Pick<OwnVisit, "turf" | "visit">, inside: OwnSealed) {
	const { result, literature, has_note, has_language, at } = inside;
	const value: OwnSealed = { result, literature, has_note, has_language, at };
	return cover({ turf, kind: "own", id: visit }, value);
}

/** An added door's row, covered. Throws Locked. */
export function coverAdded(turf: string, row: Row) {
	return cover({ turf, kind: "added", id: row.door }, row);
}

/** What no key opens any more is lost here, and still goes to the server: it lies in the outbox as well. */
async function openOwn(stored: StoredOwn): Promise<OwnVisit | null> {
	if (stored.sealed === undefined) return stored;
	const { sealed, ...clear } = stored;
	const place = { turf: clear.turf, kind: "own", id: clear.visit } as const;
	const inside = await unlessNoise(uncover<OwnSealed>(place, sealed));
	return inside && { ...clear, ...inside };
}

async function openAdded(stored: StoredAdded): Promise<AddedDoor | null> {
	if (stored.sealed === undefined) return stored;
	const { door, turf, sealed } = stored;
	const row = await unlessNoise(uncover<Row>({ turf, kind: "added", id: door }, sealed));
	return row && { door, turf, row };
}

/** Own visits as they were made. Throws Locked. */
export async function openOwnVisits(stored: readonly StoredOwn[]): Promise<OwnVisit[]> {
	return (await eachCovered(stored, openOwn)).filter((one) => one !== null);
}

/** The doors that this phone added to a turf. Throws Locked. */
export async function addedDoors(turf: string): Promise<AddedDoor[]> {
	const stored = await db.added.where("turf").equals(turf).toArray();
	return (await eachCovered(stored, openAdded)).filter((one) => one !== null);
}
