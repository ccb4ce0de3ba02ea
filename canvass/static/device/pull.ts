/** Brings a turf's rows to this phone: a snapshot first, then what has changed, checked by a digest of the whole. */

import { ApiError, NetworkFault, request } from "./api";
import { changed } from "./changes";
import { cover, eachCovered } from "./cover";
import { changeMeta, db, type StoredRow } from "./db";
import { grouped } from "./groups";
import { uuidv4 } from "./ids";
import type { Row } from "./types";
import { NO_SYNC_YET, offerAllAgain } from "./verdicts";
import { isPullPage, isSnapshot, type PullPage, type Snapshot } from "./wire";

const PAGE = 500;
const STAGED_AT_ONCE = 400;

/**
 * SHA-256, in hex, over a line `group:digest` for each group of rows whose doors' ids end in the same two digits, in
 * order; a group's digest is that of the lines `door:revision` of its rows that are not removed, in order.
 */
export async function digestOf(
	rows: readonly Pick<StoredRow, "door" | "revision" | "sealed">[],
): Promise<string> {
	const groups = grouped(rows, ({ door, sealed }) => sealed && door.slice(-2));
	const lines = [...groups].map(async ([name, its]) => {
		const doors = its.map(({ door, revision }) => `${door}:${revision}\n`);
		return `${name}:${await sha256(doors.sort().join(""))}\n`;
	});
	return sha256((await Promise.all(lines)).sort().join(""));
}

async function sha256(text: string): Promise<string> {
	const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
	return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The rows as they are kept: made before a transaction, never in one. Throws Locked. */
function storedRows(turf: string, rows: readonly Row[]): Promise<StoredRow[]> {
	return eachCovered(rows, async (row) => {
		const { door, revision, removed } = row;
		const sealed = removed ? null : await cover({ turf, kind: "row", id: door }, row);
		return { turf, door, revision, sealed };
	});
}

/**
 * Own events that the server had acknowledged before it was asked: what it answers reflects them, since it answers
 * a push only after COMMIT. They no longer need to be laid over its rows.
 */
async function acknowledgedBefore(turf: string): Promise<Set<string>> {
	const own = await db.own.where("turf").equals(turf).toArray();
	const pending = own.flatMap((one) => one.pending);
	const records = await db.outbox.bulkGet(pending);
	return new Set(pending.filter((_, index) => (records[index]?.state ?? "received") === "received"));
}

/** Lets go of added doors that the server's rows now hold, and answers those that they don't. */
async function settleAdded(turf: string): Promise<Set<string>> {
	const added = (await db.added.where("turf").equals(turf).toArray()).map((one) => one.door);
	const known = await db.rows.bulkGet(added.map((door) => [turf, door] as [string, string]));
	const isKnown = (_: string, index: number) => known[index] !== undefined;
	await db.added.bulkDelete(added.filter(isKnown));
	return new Set(added.filter((door, index) => !isKnown(door, index)));
}

/** Runs in the caller's transaction. What was visited at a door that has no row yet is nowhere else to be seen. */
async function settle(turf: string, covered: ReadonlySet<string>): Promise<void> {
	const withoutRow = await settleAdded(turf);
	await db.own
		.where("turf")
		.equals(turf)
		.filter((one) => !withoutRow.has(one.door) && one.pending.some((event) => covered.has(event)))
		.modify((one) => {
			one.pending = one.pending.filter((event) => !covered.has(event));
		});
}

/** A turf that comes back after it was purged must not have an edition that some tab's memory still knows. */
async function noteTurf(turf: string, cursor: string, digest: string): Promise<void> {
	const edition = ((await db.turfs.get(turf))?.edition ?? Date.now()) + 1;
	await db.turfs.put({ turf, cursor, digest, edition, as_of: new Date().toISOString() });
}

async function isLeased(turf: string): Promise<boolean> {
	return (await db.leases.where("turf_id").equals(turf).count()) > 0;
}

async function stage(turf: string, load: string, rows: readonly StoredRow[]): Promise<void> {
	await db.staging.where("turf").equals(turf).delete();
	for (let from = 0; from < rows.length; from += STAGED_AT_ONCE) {
		const part = rows.slice(from, from + STAGED_AT_ONCE).map((row) => ({ ...row, load }));
		await db.staging.bulkPut(part);
	}
}

const SWAPPED = ["staging", "rows", "turfs", "own", "added", "leases"];

/** All of the new rows or all of the old: there is no moment in between. */
async function swap(
	turf: string,
	load: string,
	snapshot: Snapshot,
	covered: ReadonlySet<string>,
): Promise<void> {
	await db.transaction("rw", SWAPPED, async () => {
		const staged = await db.staging
			.where("turf")
			.equals(turf)
			.filter((row) => row.load === load)
			.toArray();
		await db.staging.where("turf").equals(turf).delete();
		// Another tab may have begun to stage meanwhile, or the lease may have ended: then these rows are nobody's.
		if (staged.length !== snapshot.rows.length || !(await isLeased(turf))) {
			return;
		}
		await db.rows.where("turf").equals(turf).delete();
		await db.rows.bulkPut(staged.map(({ load: _, ...row }) => row));
		await noteTurf(turf, snapshot.cursor, snapshot.digest);
		await settle(turf, covered);
	});
	changed();
}

/** Replaces a turf's rows by the server's. A body that does not fit its own digest was cut: a network fault. */
export async function takeSnapshot(turf: string): Promise<void> {
	const covered = await acknowledgedBefore(turf);
	const snapshot = await request<Snapshot>("GET", `/turfs/${turf}/snapshot`, { check: isSnapshot });
	const rows = await storedRows(turf, snapshot.rows);
	if ((await digestOf(rows)) !== snapshot.digest) {
		throw new NetworkFault("not_ours");
	}
	const load = uuidv4();
	await stage(turf, load, rows);
	await swap(turf, load, snapshot, covered);
}

/** Only a newer revision is applied, so it does not matter in which order or how often a page arrives. */
async function applyRows(turf: string, rows: readonly StoredRow[]): Promise<boolean> {
	const keys = rows.map((row) => [turf, row.door] as [string, string]);
	const known = await db.rows.bulkGet(keys);
	const newer = rows.filter((row, index) => row.revision > (known[index]?.revision ?? 0));
	await db.rows.bulkPut(newer);
	return newer.length > 0;
}

async function applyPage(turf: string, page: PullPage, covered: ReadonlySet<string>): Promise<void> {
	const rows = await storedRows(turf, page.rows);
	await db.transaction("rw", [db.rows, db.turfs, db.own, db.added, db.leases], async () => {
		const turfRecord = await db.turfs.get(turf);
		if (turfRecord === undefined || !(await isLeased(turf))) {
			return;
		}
		const news = await applyRows(turf, rows);
		const edition = turfRecord.edition + (news ? 1 : 0);
		const digest = page.digest ?? turfRecord.digest;
		await db.turfs.put({
			...turfRecord,
			cursor: page.cursor,
			digest,
			edition,
			as_of: new Date().toISOString(),
		});
		if (!page.more) {
			await settle(turf, covered);
		}
	});
	changed();
}

async function noteMismatch(): Promise<void> {
	await changeMeta(NO_SYNC_YET, (sync) => ({ digest_mismatches: sync.digest_mismatches + 1 }));
}

async function pullPages(turf: string, from: string): Promise<void> {
	const covered = await acknowledgedBefore(turf);
	let cursor = from;
	for (;;) {
		const query = new URLSearchParams({ turf, cursor, limit: String(PAGE) });
		const page = await request<PullPage>("GET", `/sync/pull?${query}`, { check: isPullPage });
		await applyPage(turf, page, covered);
		if (!page.more) {
			const rows = await db.rows.where("turf").equals(turf).toArray();
			if ((await digestOf(rows)) !== page.digest) {
				await noteMismatch();
				await takeSnapshot(turf);
			}
			return;
		}
		cursor = page.cursor;
	}
}

/** Brings one turf up to date. Throws Locked. One that the server no longer shows to this member is left for home to end. */
export async function pullTurf(turf: string): Promise<void> {
	try {
		const known = await db.turfs.get(turf);
		await (known === undefined ? takeSnapshot(turf) : pullPages(turf, known.cursor));
	} catch (error) {
		if (!(error instanceof ApiError)) {
			throw error;
		}
		if (error.status === 409 || error.status === 410) {
			// Another log than the one that this phone handed in to: a backup was restored, and may lack what it received.
			if (error.code === "log_changed") await offerAllAgain();
			await takeSnapshot(turf);
		} else if (error.status !== 404 && error.status !== 403) {
			throw error;
		}
	}
}
