/** A turf's rows, read once per edition: what was built from them stays the same object until the turf's rows change. */

import Dexie from "dexie";
import { breathe } from "./breath";
import { db } from "./db";
import type { Row } from "./types";

/** Few enough that reading a page of them never holds up a frame, on a slow phone too. */
const PAGE = 400;
const kept = new Map<string, { edition: number; rows: Row[] }>();

async function readPage(turf: string, after: string | null): Promise<{ row: Row | null; door: string }[]> {
	const from = after === null ? [turf, Dexie.minKey] : [turf, after];
	return db.rows
		.where("[turf+door]")
		.between(from, [turf, Dexie.maxKey], after === null, false)
		.limit(PAGE)
		.toArray();
}

async function readRows(turf: string): Promise<Row[]> {
	const rows: Row[] = [];
	let after: string | null = null;
	for (;;) {
		const page = await readPage(turf, after);
		rows.push(...page.flatMap((stored) => (stored.row === null ? [] : [stored.row])));
		if (page.length < PAGE) {
			return rows.sort((a, b) => a.position - b.position || (a.door < b.door ? -1 : 1));
		}
		after = page.at(-1)?.door ?? null;
		await breathe();
	}
}

/** The turf's rows in walking order; the same array as before if nothing has changed. */
export async function turfRows(turf: string): Promise<Row[]> {
	const edition = (await db.turfs.get(turf))?.edition ?? 0;
	const known = kept.get(turf);
	if (known !== undefined && known.edition === edition) {
		return known.rows;
	}
	const rows = await readRows(turf);
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
