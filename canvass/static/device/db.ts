/** The phone's store. The schema only grows: a build reads what every build before it has written. */

import Dexie, { type DBCore, type Table } from "dexie";
import type { Head } from "./keylog";
import type {
	ClockReading,
	HomeCampaign,
	Kind,
	Lease,
	Member,
	Org,
	PeopleEnvelope,
	Problem,
	Result,
	Row,
	Script,
} from "./types";
import type { SignedEntry } from "./wire";

export interface Identity {
	key: "me";
	member: Member;
	device: { id: string };
	org: Org;
	push_token: string;
	/** The head of the key log that this phone has verified; null before there are vaults. */
	pin: Head | null;
}

export type KeysState = "ready" | "no_vaults" | "refused";

export interface HomeRecord {
	key: "home";
	org: Org;
	campaigns: HomeCampaign[];
	key_log: SignedEntry[];
	keys: KeysState;
	stop_notices: unknown[];
	server_time: string;
	min_client: string;
}

export interface TurfRecord {
	turf: string;
	cursor: string;
	digest: string;
	/** Goes up with every write to the turf's rows, so that a reader can keep what it has built from them. */
	edition: number;
	as_of: string;
}

/** A row is kept whole in `row`; of a removed one only its revision stays, so that an older one can't bring it back. */
export interface StoredRow {
	turf: string;
	door: string;
	revision: number;
	row: Row | null;
}

export interface StagedRow extends StoredRow {
	load: string;
}

/** `saved`: on this phone only. `checking`: the server keeps it until a person has looked. `needs_you`: sending again won't help. */
export type OutboxState = "saved" | "sending" | "received" | "checking" | "needs_you";

export interface OutboxRecord {
	id: string;
	outbox: string;
	device_seq: number;
	kind: Kind;
	/** The frozen text. These bytes are sent, and never made again. */
	envelope: string;
	state: OutboxState;
	reason: string | null;
	/** Failures in a row while it was the only one sent; five make it stuck. */
	failures: number;
	stuck: boolean;
	/** Server time before which it is not offered again, after the verdict `retry`. */
	not_before: string | null;
	reoffered: boolean;
	recorded_at: string;
	/** Server time of the verdict. */
	acked_at: string | null;
	/** The server took it as a visit that came after its lease was over or another's. */
	late?: boolean;
	door: string | null;
	turf: string | null;
	result: Result | null;
	problem: Problem | null;
}

/** `handed_in`: the server has it and a backup covers it; the envelope is gone, the id stays to ask what became of it. */
export type PeopleState = "saved" | "sending" | "received" | "needs_you" | "handed_in";

export interface PeopleRecord {
	id: string;
	kind: PeopleEnvelope["kind"];
	envelope: string;
	urgent: boolean;
	state: PeopleState;
	reason: string | null;
	week: string;
	/** Phone time in milliseconds, to the minute: until then it can be undone, and is not sent. */
	held_until: number;
	/** Phone time in milliseconds, to the hour: then it goes, whatever else waits. */
	due_at: number;
	/** The shift has ended, or the volunteer asked for it: it goes as soon as it is no longer held. */
	released: boolean;
	not_before: number;
	/** It stands among those that were sent, however often the server receives it; an earlier build told by the state alone. */
	counted?: boolean;
}

/** What the volunteer may see of an own visit, to correct it. Its note and language are sealed, and not here. */
export interface OwnVisit {
	visit: string;
	door: string;
	turf: string;
	result: Result;
	literature: boolean;
	has_note: boolean;
	has_language: boolean;
	at: string;
	voided: boolean;
	/** The number of its event in this phone's outbox: the order in which visits were made, whatever the clock did. */
	seq: number;
	/** Envelopes about this visit which the turf's rows from the server don't yet reflect. */
	pending: string[];
}

/** A door that this phone added, shown until the server's row for it arrives. */
export interface AddedDoor {
	door: string;
	turf: string;
	row: Row;
}

/** What the server says of its basemap; another version is another file. */
export interface BasemapInfo {
	version: string;
	/** West, south, east, north in WGS84 degrees. */
	bounds: number[];
	min_zoom: number;
	max_zoom: number;
	bytes: number;
	attribution: string;
}

/** A turf's piece of the basemap: blocks of its file by their number. It goes with the turf. */
export interface BasemapPiece {
	turf: string;
	info: BasemapInfo;
	blocks: { number: number; bytes: ArrayBuffer }[];
}

export interface OutboxLife {
	key: "outbox";
	outbox: string;
	next_seq: number;
}

export interface Pace {
	key: "pace";
	batch: number;
	failures: number;
	/** Phone time in milliseconds before which nothing is sent. */
	not_before: number;
	/** The server itself named that time, so a tap does not override it. */
	told: boolean;
}

export interface ClockRecord {
	key: "clock";
	/** The best of `samples`: the one with the shortest way. */
	reading: ClockReading;
	server_time: string;
	/** What the last answers showed; an earlier build kept only `reading`. */
	samples?: ClockSample[];
}

export interface ClockSample extends ClockReading {
	/** The server's time in milliseconds when it was taken. */
	at: number;
}

export type SessionState = "open" | "ended";

export interface SyncRecord {
	key: "sync";
	last_success: string | null;
	last_fault: string | null;
	session: SessionState;
	push_refused: boolean;
	min_client: string | null;
	/** How many envelopes of this phone the server has received in all. */
	sent_total: number;
	/** What each outbox was told: `contiguous_through`, and numbers that never arrived and are no longer here. */
	told: Record<string, { contiguous_through: number; lost: number[] }>;
	digest_mismatches: number;
	/** Phone time in milliseconds when the server last said what it holds of this phone; an earlier build kept none. */
	asked_at?: number;
}

export interface ShiftRecord {
	key: "shift";
	turf: string | null;
	started_at: string;
}

export interface CountsRecord {
	key: "people_sent";
	n: number;
}

export type Meta = OutboxLife | Pace | ClockRecord | SyncRecord | ShiftRecord | CountsRecord;
export type MetaOf<Key extends Meta["key"]> = Extract<Meta, { key: Key }>;

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

export class PhoneStore extends Dexie {
	declare identity: Table<Identity, string>;
	declare home: Table<HomeRecord, string>;
	declare leases: Table<Lease & { turf_id: string }, string>;
	declare scripts: Table<Script, string>;
	declare turfs: Table<TurfRecord, string>;
	declare rows: Table<StoredRow, [string, string]>;
	declare staging: Table<StagedRow, [string, string]>;
	declare outbox: Table<OutboxRecord, string>;
	declare people: Table<PeopleRecord, string>;
	declare own: Table<OwnVisit, string>;
	declare added: Table<AddedDoor, string>;
	declare basemaps: Table<BasemapPiece, string>;
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

export const db = new PhoneStore("canvass");

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
