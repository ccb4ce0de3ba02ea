/** What the phone keeps, as it lies in its store (`db`). What an earlier build left out may be missing. */

import type { Bytes } from "./framing";
import type { Head } from "./keylog";
import type { PasskeyWrap } from "./passkeys";
import type {
	ClockReading,
	HomeCampaign,
	HomeSlots,
	Kind,
	Member,
	Org,
	PeopleEnvelope,
	Problem,
	Result,
	Row,
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
	/** Missing in what an earlier build took home. */
	slots?: HomeSlots;
}

export interface TurfRecord {
	turf: string;
	cursor: string;
	digest: string;
	/** Goes up with every write to the turf's rows, so that a reader can keep what it has built from them. */
	edition: number;
	as_of: string;
}

/** A lease as it lies here: when it ends in clear, so that its turf goes in time, also while nobody can read the rest. */
export interface StoredLease {
	assignment: string;
	generation: number;
	starts_at: string;
	until: string;
	grace_until: string;
	turf_id: string;
	/** Name, note, outline, who walks along, under the turf's key; null until the phone is unlocked and has asked anew. */
	sealed: Bytes | null;
}

/** A row lies here under its turf's key; of a removed one only its revision stays, so that an older one can't bring it back. */
export interface StoredRow {
	turf: string;
	door: string;
	revision: number;
	sealed: Bytes | null;
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
	/** Of a held hour: what the server said of it. */
	became?: "confirmed" | "taken";
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

type ReadBack = "result" | "literature" | "has_note" | "has_language" | "at";
/** What merging with the server's rows needs; it says nothing of a place. */
export type OwnInClear = Omit<OwnVisit, ReadBack>;
/** The rest, readable by whoever has unlocked the phone. */
export type OwnSealed = Pick<OwnVisit, ReadBack>;

/** An own visit as it lies here. Before there was a lock, nothing of it was sealed. */
export type StoredOwn = OwnInClear & ({ sealed: Bytes } | (OwnSealed & { sealed?: never }));

/** A door that this phone added, shown until the server's row for it arrives. */
export interface AddedDoor {
	door: string;
	turf: string;
	row: Row;
}

/** As it lies here; before there was a lock, it was not sealed. */
export type StoredAdded = Omit<AddedDoor, "row"> & ({ sealed: Bytes } | { sealed?: never; row: Row });

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

/** As it lies here: which blocks these are would tell where the turf is. */
export interface StoredPiece {
	turf: string;
	version: string;
	sealed: Bytes;
}

/** Where the browser has no files of its own to keep them in: what the keys are made of, by name. */
export interface SecretRecord {
	name: string;
	bytes: Bytes;
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

/** `away`: somebody else had the phone since; on a shared one the member comes back with their PIN. */
export type SessionState = "open" | "away" | "ended";

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
	/** Phone time in milliseconds when the server last said what its member may still read, while somebody else had the phone. */
	stood_at?: number;
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

/** The PIN's lock; there is none before a PIN was chosen, and none where no lease is. */
export interface LockRecord {
	key: "lock";
	id: string;
	/** The key of keys, under the PIN's. */
	wrapped: Bytes;
	/** The same, under what a passkey yields, where its owner asked for that. */
	passkey?: PasskeyWrap;
}

/** One of the tries that a PIN has: each uses one up, and the right one gives them all back. */
export interface TryRecord {
	n: number;
}

/** The lock was given up: this phone only hands in what it holds, until a new link makes it somebody's. */
export interface ShutRecord {
	key: "shut";
	/** `erased`: the rest goes too, once nothing waits. */
	why: "pin" | "erased";
	/** The server has ended the session. */
	left: boolean;
}

/** What a keyholder's words are for their blob, under what a passkey of this device yields. */
export interface WordsWrapRecord {
	key: "words_wrap";
	/** Whose words: other keys have other words. */
	holder: string;
	passkey: PasskeyWrap;
}

/** The phone is shared: its lock stays, with a lease or without one, and stands before every screen. */
export interface ReturnRecord {
	key: "return";
	/** The secret to come back with, under the lock; null until the server knows its hash. */
	sealed: Bytes | null;
}

export type Meta =
	| OutboxLife
	| Pace
	| ClockRecord
	| SyncRecord
	| ShiftRecord
	| CountsRecord
	| LockRecord
	| ShutRecord
	| WordsWrapRecord
	| ReturnRecord;
export type MetaOf<Key extends Meta["key"]> = Extract<Meta, { key: Key }>;
