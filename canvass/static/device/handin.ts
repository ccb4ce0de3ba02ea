/** Hands in the people's outbox: apart from the visits, shuffled, and again until a backup covers it. */

import { NetworkFault, request } from "./api";
import { changed } from "./changes";
import { db, type PeopleRecord, readMeta } from "./db";
import { isAboutTheBatch } from "./pace";
import { whichGo } from "./people";
import { answersEach, CLIENT, isPeopleAnswer, type PeopleAnswer, type PeopleVerdict } from "./wire";

const MOST_AT_ONCE = 20;
/** A backup comes once a day; asking more often would only show which phone holds what. */
const ASK_AGAIN_MS = 6 * 3_600_000;
const HOUR_MS = 3_600_000;
const KEEP_IDS_MS = 28 * 24 * HOUR_MS;

function again(now: number): number {
	return Math.ceil((now + ASK_AGAIN_MS) / HOUR_MS) * HOUR_MS;
}

function judged(record: PeopleRecord, verdict: PeopleVerdict, now: number): PeopleRecord {
	switch (verdict.verdict) {
		case "accepted":
		case "duplicate":
			return verdict.backed_up
				? { ...record, state: "handed_in", envelope: "", reason: null, held_until: 0, not_before: 0 }
				: { ...record, state: "received", reason: null, not_before: again(now) };
		case "retry":
			return { ...record, state: "saved", not_before: now + (verdict.retry_after ?? 60) * 1000 };
		case "conflict":
		case "refused":
			return { ...record, state: "needs_you", reason: verdict.reason ?? verdict.verdict };
	}
}

function isReceived({ state }: PeopleRecord): boolean {
	return state === "received" || state === "handed_in";
}

/** Everything that an answer changes, in one transaction. Of answers nothing is asked later, so nothing of them stays. */
async function acknowledge(answer: PeopleAnswer, now: number): Promise<void> {
	await db.transaction("rw", [db.people, db.meta], async () => {
		let received = 0;
		for (const verdict of answer.verdicts) {
			const before = await db.people.get(verdict.id);
			// Of one that is handed in nothing is left to be judged: this answer was overtaken by another tab's.
			if (before === undefined || before.state === "handed_in") {
				continue;
			}
			const after = judged(before, verdict, now);
			const isNew = isReceived(after) && !isReceived(before) && before.counted !== true;
			received += isNew ? 1 : 0;
			if (after.state === "handed_in" && after.kind === "answers") {
				await db.people.delete(after.id);
			} else {
				await db.people.put(isNew ? { ...after, counted: true } : after);
			}
		}
		const n = ((await readMeta("people_sent"))?.n ?? 0) + received;
		await db.meta.put({ key: "people_sent", n });
	});
	changed();
}

/** After four weeks nobody asks any more what became of a contact. */
async function forgetOldIds(now: number): Promise<void> {
	await db.people
		.where("state")
		.equals("handed_in")
		.filter((one) => one.due_at < now - KEEP_IDS_MS)
		.delete();
}

async function offer(batch: readonly PeopleRecord[]): Promise<void> {
	// Another tab or the worker may have had its answer since the batch was read.
	await db.people
		.where("id")
		.anyOf(batch.map((one) => one.id))
		.filter((one) => one.state === "saved")
		.modify({ state: "sending" });
	const records = batch.map(({ id, envelope }) => ({ id, envelope }));
	const answer = await request<PeopleAnswer>("POST", "/sync/people", {
		body: { client: CLIENT, records },
		auth: "push",
		check: isPeopleAnswer,
	});
	if (
		!answersEach(
			records.map((record) => record.id),
			answer.verdicts,
		)
	) {
		throw new NetworkFault("not_ours");
	}
	await acknowledge(answer, Date.now());
}

/** One by one, so that a record over which the server stumbles keeps none of the others here. */
async function offerApart(batch: readonly PeopleRecord[]): Promise<void> {
	let fault: unknown = null;
	for (const record of batch) {
		try {
			await offer([record]);
		} catch (error) {
			fault = error;
			if (!isAboutTheBatch(error)) {
				break;
			}
		}
	}
	if (fault !== null) {
		throw fault;
	}
}

async function offerAll(batch: readonly PeopleRecord[]): Promise<void> {
	try {
		await offer(batch);
	} catch (error) {
		if (batch.length === 1 || !isAboutTheBatch(error)) {
			throw error;
		}
		await offerApart(batch);
	}
}

/** Sends what may go now. Throws ApiError or NetworkFault; what was not answered waits as before. */
export async function handInPeople(): Promise<void> {
	const now = Date.now();
	const going = whichGo(await db.people.toArray(), now);
	try {
		for (let from = 0; from < going.length; from += MOST_AT_ONCE) {
			await offerAll(going.slice(from, from + MOST_AT_ONCE));
		}
	} finally {
		await db.people.where("state").equals("sending").modify({ state: "saved" });
		await forgetOldIds(now);
	}
}
