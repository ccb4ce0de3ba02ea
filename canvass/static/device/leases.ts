/** Leases: which turfs this phone may show, until when, and what goes when that ends. */

import { changed } from "./changes";
import { serverNow } from "./clock";
import { cover, uncover, unlessNoise } from "./cover";
import { db, type StoredLease, TURF_STORES } from "./db";
import { forgetKeys, lockState, sweepSecrets } from "./lock";
import { forgetOrder } from "./own_order";
import { forgetRows } from "./rows";
import type { Lease } from "./types";
import { noteSync } from "./verdicts";

/** This phone holds no lease on that turf, so there is nothing to record a visit under. */
export class NotLeased extends Error {
	override name = "NotLeased";
}

/** The turf's lease, also one that has ended and is in its grace time: what happened at a door is a fact. Throws NotLeased. */
export async function leaseOn(turf: string): Promise<StoredLease> {
	const leases = await db.leases.where("turf_id").equals(turf).toArray();
	const latest = leases.sort((a, b) => b.generation - a.generation)[0];
	if (latest === undefined) {
		throw new NotLeased(turf);
	}
	return latest;
}

export function hasEnded(lease: Pick<StoredLease, "until">, now: number): boolean {
	return now >= Date.parse(lease.until);
}

/** What of a lease tells where it is, and who walks along. */
export type LeaseInside = Pick<Lease, "members" | "turf">;

/** It as the server told it; null where this phone was locked when it came, and has not asked since. Throws Locked. */
export async function insideOf({ assignment, turf_id, sealed }: StoredLease): Promise<LeaseInside | null> {
	if (sealed === null) return null;
	return unlessNoise(uncover<LeaseInside>({ turf: turf_id, kind: "lease", id: assignment }, sealed));
}

/** Leases as they are kept: a locked phone notes when they end, and nothing else. Made before a transaction, never in one. */
export async function storedLeases(leases: readonly Lease[]): Promise<StoredLease[]> {
	const open = (await lockState()) === "open";
	return Promise.all(
		leases.map(async ({ members, turf, ...clear }) => {
			const place = { turf: turf.id, kind: "lease", id: clear.assignment } as const;
			const sealed = open ? await cover(place, { members, turf }) : null;
			return { ...clear, turf_id: turf.id, sealed };
		}),
	);
}

/** The lease under which a turf's doors may be shown now, or undefined. */
export async function openLease(turf: string): Promise<StoredLease | undefined> {
	const now = await serverNow();
	const leases = await db.leases.where("turf_id").equals(turf).toArray();
	return leases.find((lease) => !hasEnded(lease, now));
}

/**
 * Deletes all that tells of a turf, and keeps the outboxes: what was collected there still goes to the server.
 * Runs in the caller's transaction over `TURF_STORES`.
 */
export async function purgeTurf(turf: string): Promise<void> {
	forgetRows(turf);
	forgetKeys(turf);
	forgetOrder(turf);
	await Promise.all([
		db.turfs.delete(turf),
		db.rows.where("turf").equals(turf).delete(),
		db.staging.where("turf").equals(turf).delete(),
		db.own.where("turf").equals(turf).delete(),
		db.added.where("turf").equals(turf).delete(),
		db.basemaps.delete(turf),
	]);
}

/** Takes over the leases that the server names; turfs without one are purged. Runs in the caller's transaction over `TURF_STORES`. */
export async function takeLeases(leases: readonly StoredLease[]): Promise<void> {
	const kept = new Set(leases.map((lease) => lease.turf_id));
	const before = await db.leases.toArray();
	const held = [...before.map((lease) => lease.turf_id), ...(await db.turfs.toCollection().primaryKeys())];
	for (const turf of new Set(held)) {
		if (!kept.has(turf)) {
			await purgeTurf(turf);
		}
	}
	await db.leases.clear();
	const known = new Map(before.map(({ assignment, sealed }) => [assignment, sealed]));
	await db.leases.bulkPut(
		leases.map((lease) => ({ ...lease, sealed: lease.sealed ?? known.get(lease.assignment) ?? null })),
	);
}

/** Purges turfs whose grace time is over, also without a network. */
export async function purgeEndedLeases(): Promise<void> {
	const now = await serverNow();
	await dropLeases((await db.leases.toArray()).filter((lease) => now >= Date.parse(lease.grace_until)));
}

/** The phone's time in milliseconds at which the next lease here ends: from then on its doors are locked away. Null where none will. */
export async function nextLeaseEnd(): Promise<number | null> {
	const [now, phone] = [await serverNow(), Date.now()];
	const ends = (await db.leases.toArray()).map(({ until }) => Date.parse(until)).filter((end) => end > now);
	return ends.length === 0 ? null : phone + Math.min(...ends) - now;
}

/** Ends leases here, whose time is over or which the server has ended. */
export async function dropLeases(over: readonly StoredLease[]): Promise<void> {
	if (over.length === 0) return;
	await db.transaction("rw", TURF_STORES, async () => {
		for (const lease of over) {
			await db.leases.delete(lease.assignment);
			await purgeTurf(lease.turf_id);
		}
	});
	await sweepSecrets();
	changed();
}

/** Who may not read any more, revoked or expired, keeps no doors either; what was collected can still be handed in. */
export async function endAccess(): Promise<void> {
	await db.transaction("rw", ["meta", ...TURF_STORES], async () => {
		await noteSync({ session: "ended" });
		await takeLeases([]);
	});
	await sweepSecrets();
	changed();
}
