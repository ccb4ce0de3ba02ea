/** Hands in the door's outbox: frozen envelopes out, a verdict for each in, and nothing deleted before that. */

import { ApiError, NetworkFault, request, type Timing } from "./api";
import { changed } from "./changes";
import { rememberClock, serverNow } from "./clock";
import { db, type OutboxRecord } from "./db";
import { isAboutTheBatch, LARGEST_BATCH, readPace, setBatch } from "./pace";
import { acknowledge, readSync } from "./verdicts";
import { answersEach, CLIENT, isPushAnswer, type PushAnswer } from "./wire";

const LARGEST_REQUEST_BYTES = 256 * 1024;
const STUCK_AFTER = 5;
/** A backup comes once a day; a restored one should not go unnoticed for one. */
const ASK_AGAIN_MS = 6 * 3_600_000;

function isUnsent(record: OutboxRecord): boolean {
	return record.state === "saved" || record.state === "sending" || record.stuck;
}

/** As they were numbered; what is stuck comes last. */
function inOrder(a: OutboxRecord, b: OutboxRecord): number {
	return Number(a.stuck) - Number(b.stuck) || a.device_seq - b.device_seq;
}

async function unsent(tried: ReadonlySet<string>): Promise<OutboxRecord[]> {
	const records = await db.outbox.where("state").anyOf("saved", "sending", "needs_you").toArray();
	const now = await serverNow();
	const due = (record: OutboxRecord) => record.not_before === null || Date.parse(record.not_before) <= now;
	return records.filter((one) => isUnsent(one) && due(one) && !tried.has(one.id)).sort(inOrder);
}

interface Event {
	id: string;
	envelope: string;
}

function bodyOf(events: readonly Event[]): { client: string; events: readonly Event[] } {
	return { client: CLIENT, events };
}

/** As many as fit the batch and the request; a stuck one goes alone, so that it holds up nobody. */
function firstBatch(records: readonly OutboxRecord[], most: number): OutboxRecord[] {
	if (records[0]?.stuck) {
		return records.slice(0, 1);
	}
	const encoder = new TextEncoder();
	let room = LARGEST_REQUEST_BYTES - encoder.encode(JSON.stringify(bodyOf([]))).length;
	const batch: OutboxRecord[] = [];
	for (const record of records.filter((one) => !one.stuck).slice(0, most)) {
		const { id, envelope } = record;
		room -= encoder.encode(JSON.stringify({ id, envelope })).length + 1;
		if (room < 0 && batch.length > 0) {
			break;
		}
		batch.push(record);
	}
	return batch;
}

async function setState(records: readonly OutboxRecord[], state: "saved" | "sending"): Promise<void> {
	const ids = records.filter((one) => !one.stuck).map((one) => one.id);
	await db.outbox
		.where("id")
		.anyOf(ids)
		.filter((one) => one.state === "saved" || one.state === "sending")
		.modify({ state });
	changed();
}

async function offer(batch: readonly OutboxRecord[]): Promise<void> {
	const events = batch.map(({ id, envelope }) => ({ id, envelope }));
	let timing: Timing | null = null;
	const answer = await request<PushAnswer>("POST", "/sync/push", {
		body: bodyOf(events),
		auth: "push",
		check: isPushAnswer,
		timed: (took) => {
			timing = took;
		},
	});
	if (
		!answersEach(
			events.map((event) => event.id),
			answer.verdicts,
		)
	) {
		throw new NetworkFault("not_ours");
	}
	await rememberClock(answer.server_time, timing);
	await acknowledge(answer);
}

/** Counts a failure against the one event that was sent; five in a row set it aside. Another tab may have had more luck. */
async function blame({ id }: OutboxRecord): Promise<void> {
	await db.outbox
		.where("id")
		.equals(id)
		.filter(isUnsent)
		.modify((record) => {
			record.failures += 1;
			if (record.failures >= STUCK_AFTER) {
				Object.assign(record, { stuck: true, state: "needs_you", reason: "stuck" });
			}
		});
	changed();
}

/** True if a smaller batch should be tried at once; else the fault is the caller's. */
async function shrink(batch: readonly OutboxRecord[], error: unknown): Promise<boolean> {
	await setState(batch, "saved");
	if (!isAboutTheBatch(error)) {
		return false;
	}
	if (batch.length > 1) {
		await setBatch(Math.floor(batch.length / 2));
	} else {
		await blame(batch[0] as OutboxRecord);
	}
	return error instanceof ApiError && error.status < 500;
}

/** The newest event of each outbox that the server has received, and the oldest of which nobody has decided yet. */
async function worthAsking(): Promise<OutboxRecord[]> {
	const held = await db.outbox.where("state").anyOf("received", "checking").sortBy("device_seq");
	const newest = new Map(held.map((one) => [one.outbox, one])).values();
	return [...new Set([...newest, ...held.filter((one) => one.state === "checking")])];
}

/**
 * Asks what the server has of this phone by offering again what it received last: so a phone that has nothing new to say
 * learns of a backup, lets go of what it covers, notices one that was restored, and hears what was decided in quarantine.
 */
async function askAgain(): Promise<void> {
	const since = Date.now() - ((await readSync()).asked_at ?? 0);
	if (since >= 0 && since < ASK_AGAIN_MS) {
		return;
	}
	const batch = firstBatch(await worthAsking(), LARGEST_BATCH);
	if (batch.length > 0) {
		await offer(batch);
	}
}

/** Sends all that is due, batch by batch. Throws ApiError or NetworkFault where it had to stop. */
export async function pushEvents(): Promise<void> {
	const tried = new Set<string>();
	for (;;) {
		const { batch: most } = await readPace();
		const batch = firstBatch(await unsent(tried), most);
		if (batch.length === 0) {
			return askAgain();
		}
		for (const record of batch.filter((one) => one.stuck)) {
			tried.add(record.id);
		}
		await setState(batch, "sending");
		try {
			await offer(batch);
		} catch (error) {
			if (!(await shrink(batch, error))) {
				throw error;
			}
			continue;
		}
		await setBatch(Math.max(most, batch.length === most ? most * 2 : most));
	}
}
