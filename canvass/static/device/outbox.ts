/** The door's outbox: what a Save writes. Sending is sync's. */

import type { Transaction } from "dexie";
import { wanted } from "./changes";
import { clockNow } from "./clock";
import { db, type OutboxRecord, readMeta } from "./db";
import { checkBody, type Draft, type Frozen, freeze } from "./envelope";
import { uuidv4, uuidv7 } from "./ids";
import { atomically } from "./save";
import type { Bodies, Kind } from "./types";

/** What the screen needs to show a record without reading its envelope. */
export type Shown = Partial<Pick<OutboxRecord, "door" | "turf" | "result" | "problem">>;

export interface SaveOptions {
	/** The envelope's id, where something inside the body is sealed for it. */
	id?: string;
	assignment?: string | null;
	generation?: number | null;
	shown?: Shown;
}

export type Saving<K extends Kind = Kind> = SaveOptions & { kind: K; body: Bodies[K] };
/** What else a Save changes, in the same transaction. It may wait for nothing but the store. */
export type Also = (events: readonly OutboxRecord[], tx: Transaction) => Promise<void>;

const NOTHING_SHOWN = { door: null, turf: null, result: null, problem: null };
const NOT_SENT = {
	state: "saved",
	reason: null,
	failures: 0,
	stuck: false,
	not_before: null,
	reoffered: false,
	acked_at: null,
} as const;

function recordOf(draft: Draft, frozen: Frozen, shown: Shown | undefined): OutboxRecord {
	return { id: draft.id, kind: draft.kind, ...frozen, ...NOT_SENT, ...NOTHING_SHOWN, ...shown };
}

async function writeAll(
	drafts: readonly Draft[],
	shown: readonly (Shown | undefined)[],
	now: Date,
): Promise<OutboxRecord[]> {
	const life = (await readMeta("outbox")) ?? { key: "outbox" as const, outbox: uuidv4(), next_seq: 1 };
	const clock = await clockNow();
	const records = drafts.map((draft, index) => {
		const lineage = { outbox: life.outbox, device_seq: life.next_seq + index, clock };
		return recordOf(draft, freeze(draft, lineage, now), shown[index]);
	});
	await db.outbox.bulkAdd(records);
	await db.meta.put({ ...life, next_seq: life.next_seq + drafts.length });
	return records;
}

/** True for what a connection wrote before it was lost, without a chance to say so. */
async function isWritten(ids: string[]): Promise<boolean> {
	return (await db.outbox.where("id").anyOf(ids).count()) > 0;
}

function draftOf(saving: Saving, now: Date): Draft {
	checkBody(saving.kind, saving.body);
	const { id = uuidv7(now.getTime()), kind, body, assignment = null, generation = null } = saving;
	return { id, kind, body, assignment, generation };
}

/**
 * Saves several envelopes and whatever else belongs to them in one transaction, and answers their ids.
 *
 * Throws BadBody before anything is written, SaveFailed if nothing was.
 */
export async function saveAll(savings: readonly Saving[], also?: Also): Promise<string[]> {
	const now = new Date();
	const drafts = savings.map((saving) => draftOf(saving, now));
	const shown = savings.map((saving) => saving.shown);
	const ids = drafts.map((draft) => draft.id);
	await atomically(async (tx) => {
		if (await isWritten(ids)) {
			return;
		}
		const events = await writeAll(drafts, shown, now);
		await also?.(events, tx);
	});
	wanted();
	return ids;
}

/** Saves one envelope: see `saveAll`. */
export async function save<K extends Kind>(
	kind: K,
	body: Bodies[K],
	options: SaveOptions = {},
	also?: Also,
): Promise<string> {
	const [id] = await saveAll([{ ...options, kind, body } as Saving], also);
	return id as string;
}
