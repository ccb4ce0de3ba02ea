/** The phone's store. The schema only grows: a build reads what every build before it has written. */

import Dexie, { type DBCore, type Table, type Transaction } from "dexie";
import type {
	HomeRecord,
	Identity,
	Meta,
	MetaOf,
	OutboxRecord,
	PeopleRecord,
	SecretRecord,
	StagedRow,
	StoredAdded,
	StoredLease,
	StoredOwn,
	StoredPiece,
	StoredRow,
	TryRecord,
	TurfRecord,
} from "./stored";
import type { Lease, Script } from "./types";
import { chosenStore, FIRST_STORE } from "./whose";

export type * from "./stored";

/** No screen reads it, so nobody who only looks has to wait. */
const TURN = "staging";

/**
 * One writer at a time, in whatever page or worker: each takes one store along that all have in common.
 *
 * Chromium (156, on LevelDB) that is killed while two transactions have written to different stores can't make sense of
 * that when it starts again, and begins with an empty store: every visit that was not sent is gone. See decision 0014.
 */
function oneWriter(core: DBCore): DBCore {
	return {
		...core,
		transaction: (stores, mode, options) =>
			core.transaction(mode === "readwrite" ? [...new Set([...stores, TURN])] : stores, mode, options),
	};
}

/**
 * What the server gives again is let go of where it was readable: it comes anew, under the lock. What only this phone knows,
 * its own visits and the doors that it added, stays until there is a key for it (`cover`).
 */
async function dropReadable(tx: Transaction): Promise<void> {
	for (const name of ["rows", "staging", "turfs", "basemaps"]) {
		await tx.table(name).clear();
	}
	await tx
		.table("leases")
		.toCollection()
		.modify((lease: Partial<Lease & StoredLease>) => {
			delete lease.members;
			delete lease.turf;
			lease.sealed = null;
		});
}

export class PhoneStore extends Dexie {
	declare identity: Table<Identity, string>;
	declare home: Table<HomeRecord, string>;
	declare leases: Table<StoredLease, string>;
	declare scripts: Table<Script, string>;
	declare turfs: Table<TurfRecord, string>;
	declare rows: Table<StoredRow, [string, string]>;
	declare staging: Table<StagedRow, [string, string]>;
	declare outbox: Table<OutboxRecord, string>;
	declare people: Table<PeopleRecord, string>;
	declare own: Table<StoredOwn, string>;
	declare added: Table<StoredAdded, string>;
	declare basemaps: Table<StoredPiece, string>;
	declare secrets: Table<SecretRecord, string>;
	declare tries: Table<TryRecord, number>;
	declare meta: Table<Meta, string>;

	constructor(name: string) {
		super(name, { chromeTransactionDurability: "strict" });
		this.version(1).stores({
			identity: "key",
			home: "key",
			leases: "assignment, turf_id",
			scripts: "id",
			turfs: "turf",
			rows: "[turf+door], turf, door",
			staging: "[load+door], turf",
			outbox: "id, state, door, turf, [outbox+device_seq]",
			people: "id, state",
			own: "visit, door, turf",
			added: "door, turf",
			meta: "key",
		});
		this.version(2).stores({ basemaps: "turf" });
		this.version(3).stores({ secrets: "name", tries: "n" }).upgrade(dropReadable);
		this.use({ stack: "dbcore", name: "one writer", create: oneWriter });
	}

	/** Where the browser would not open it, whoever asks next tries anew: else all would be refused until the app is loaded again. */
	override open(): ReturnType<Dexie["open"]> {
		return super.open().catch((error: unknown) => {
			if (!this.hasBeenClosed()) {
				super.close({ disableAutoOpen: false });
			}
			throw error;
		});
	}
}

/** The store of whoever is at this page. */
export let db = new PhoneStore(chosenStore() ?? FIRST_STORE);

/**
 * From now on that store is worked on: for the worker, which serves everybody on this phone one after the other, and for what
 * erases them all. Nothing may be under way. A page that somebody looks at knows one store, and is loaded anew for another.
 */
export function openAs(name: string): void {
	if (db.name === name) return;
	db.close();
	db = new PhoneStore(name);
}

/** Such work on this store goes one after the other, in all tabs and the worker. */
export function oneAtATime<T>(what: string, work: () => Promise<T>): Promise<T> {
	return navigator.locks ? (navigator.locks.request(`${db.name}.${what}`, work) as Promise<T>) : work();
}

/** All that tells of turfs. */
export const TURF_STORES = ["leases", "turfs", "rows", "staging", "own", "added", "basemaps"];

/** The record of `meta` under `key`, or undefined. */
export async function readMeta<Key extends Meta["key"]>(key: Key): Promise<MetaOf<Key> | undefined> {
	return (await db.meta.get(key)) as MetaOf<Key> | undefined;
}

/**
 * Changes a record of `meta`, or `fresh` where there is none yet, by what `change` answers.
 *
 * Read and written in one transaction, the caller's if there is one: what another tab or the worker notes is kept.
 */
export function changeMeta<One extends Meta>(
	fresh: One,
	change: (before: One) => Partial<One>,
): Promise<unknown> {
	return db.transaction("rw", db.meta, async () => {
		const before = ((await db.meta.get(fresh.key)) as One | undefined) ?? fresh;
		await db.meta.put({ ...before, ...change(before) });
	});
}
