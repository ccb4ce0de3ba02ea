/** A turf's rows, read once per edition: what was built from them stays the same object until the turf's rows change. */

import Dexie from "dexie";
import { breathe } from "./breath";
import { changed } from "./changes";
import { eachCovered, isNoise, uncover } from "./cover";
import { db, type StoredRow } from "./db";
import { onLock } from "./lock";
import type { Row } from "./types";

/** Few enough that reading a page of them never holds up a frame, on a slow phone too. */
const PAGE = 400;
const kept = new Map<string, { edition: number; rows: Row[] }>();

async function readPage(turf: string, after: string | null): Promise<StoredRow[]> {
	const from = after === null ? [turf, Dexie.minKey] : [turf, after];
	return db.rows
		.where("[turf+door]")
		.between(from, [turf, Dexie.maxKey], after === null, false)
		.limit(PAGE)
		.toArray();
}

type There = StoredRow & { sealed: NonNullable<StoredRow["sealed"]> };

function isThere(stored: StoredRow): stored is There {
	return stored.sealed !== null;
}

function readRow({ turf, door, sealed }: There): Promise<Row> {
	return uncover<Row>({ turf, kind: "row", id: door }, sealed);
}

/** Rows that no key opens, since the browser lost what their key was made of, are let go of, and come anew. */
async function fetchAnew(turf: string): Promise<void> {
	await db.transaction("rw", [db.rows, db.turfs], async () => {
		await db.turfs.delete(turf);
		await db.rows.where("turf").equals(turf).delete();
	});
	changed();
}

async function readRows(turf: string): Promise<Row[]> {
	const rows: Row[] = [];
	let page = await readPage(turf, null);
	for (;;) {
		// The store looks for the next page while this one is uncovered.
		const last = page.length < PAGE ? undefined : page.at(-1);
		const [some, next] = await Promise.all([
			eachCovered(page.filter(isThere), readRow),
			last && readPage(turf, last.door),
		]);
		rows.push(...some);
		if (next === undefined) {
			return rows.sort((a, b) => a.position - b.position || (a.door < b.door ? -1 : 1));
		}
		page = next;
		await breathe();
	}
}

/** The turf's rows in walking order; the same array as before if nothing has changed. Throws Locked. */
export async function turfRows(turf: string): Promise<Row[]> {
	const edition = (await db.turfs.get(turf))?.edition ?? 0;
	const known = kept.get(turf);
	if (known !== undefined && known.edition === edition) {
		return known.rows;
	}
	const rows = await readRows(turf).catch(async (error: unknown) => {
		if (!isNoise(error)) throw error;
		await fetchAnew(turf);
		return [];
	});
	await breathe();
	kept.set(turf, { edition, rows });
	return rows;
}

/** Drops what memory holds of one turf, when it is purged, or of all, at sign-out. */
export function forgetRows(turf?: string): void {
	if (turf === undefined) {
		kept.clear();
	} else {
		kept.delete(turf);
	}
}

onLock(() => forgetRows());
