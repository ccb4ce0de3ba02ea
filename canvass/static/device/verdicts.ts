/** What an answer to a push changes on the phone: a verdict for each event, and what the server has of each outbox. */

import { changed } from "./changes";
import { changeMeta, db, type OutboxRecord, readMeta, type SyncRecord } from "./db";
import type { OutboxReport, PushAnswer, Verdict } from "./wire";

const KEPT_MS = 72 * 3_600_000;

export const NO_SYNC_YET: SyncRecord = {
	key: "sync",
	last_success: null,
	last_fault: null,
	session: "open",
	push_refused: false,
	min_client: null,
	sent_total: 0,
	told: {},
	digest_mismatches: 0,
};

export async function readSync(): Promise<SyncRecord> {
	return (await readMeta("sync")) ?? NO_SYNC_YET;
}

export async function noteSync(changes: Partial<SyncRecord>): Promise<void> {
	await changeMeta(NO_SYNC_YET, () => changes);
}

function judged(record: OutboxRecord, verdict: Verdict, serverTime: string): OutboxRecord {
	const acked = {
		...record,
		reason: verdict.reason,
		acked_at: serverTime,
		failures: 0,
		stuck: false,
		not_before: null,
	};
	switch (verdict.verdict) {
		case "accepted":
		case "duplicate":
			return { ...acked, state: "received", late: record.late === true || verdict.late === true };
		case "quarantined":
			// Nobody looks at it any more once it was discarded: it is settled like what counts.
			return { ...acked, state: verdict.reason === "discarded" ? "received" : "checking" };
		case "conflict":
			return { ...acked, state: "needs_you" };
		case "retry": {
			const again = new Date(Date.parse(serverTime) + (verdict.retry_after ?? 60) * 1000).toISOString();
			return { ...record, state: "saved", stuck: false, reason: verdict.reason, not_before: again };
		}
	}
}

async function applyVerdicts(answer: PushAnswer): Promise<number> {
	const verdicts = new Map(answer.verdicts.map((verdict) => [verdict.id, verdict]));
	const records = (await db.outbox.bulkGet([...verdicts.keys()])).filter((one) => one !== undefined);
	const after = records.map((one) => judged(one, verdicts.get(one.id) as Verdict, answer.server_time));
	await db.outbox.bulkPut(after);
	return after.filter((one, index) => records[index]?.acked_at === null && one.acked_at !== null).length;
}

async function reoffer(ids: readonly string[]): Promise<void> {
	await db.outbox
		.where("id")
		.anyOf([...ids])
		.modify({ state: "saved", reoffered: true });
}

/** Offers again all that the server once received and this phone still holds: for a server that may have lost it. */
export async function offerAllAgain(): Promise<void> {
	await db.outbox.where("state").anyOf("received", "checking").modify({ state: "saved", reoffered: true });
	changed();
}

/**
 * Compares what the server has of an outbox with what this phone holds of it.
 *
 * If the server knows less than it once did, a backup was restored: all that is still here is offered again. What it
 * misses in between is offered again once; what it misses and is no longer here is lost, and shown.
 */
async function reconcile(
	report: OutboxReport,
	before: SyncRecord["told"][string] | undefined,
): Promise<number[]> {
	const held = await db.outbox
		.where("[outbox+device_seq]")
		.between([report.outbox, 0], [report.outbox, Infinity])
		.toArray();
	const acked = held.filter((one) => one.state === "received" || one.state === "checking");
	const missing = new Set(report.missing);
	const fellBack = before !== undefined && report.contiguous_through < before.contiguous_through;
	const again = acked.filter((one) =>
		fellBack
			? one.device_seq > report.contiguous_through
			: missing.has(one.device_seq) && one.state === "received" && !one.reoffered,
	);
	await reoffer(again.map((one) => one.id));
	const here = new Set(held.map((one) => one.device_seq));
	return report.missing.filter((seq) => !here.has(seq));
}

/** Acknowledged events leave the phone once a backup covers them, or after 72 hours of the server's time. */
async function forgetAcknowledged(serverTime: string, reports: readonly OutboxReport[]): Promise<void> {
	const backedUp = new Map(reports.map((report) => [report.outbox, report.backed_up_through]));
	const old = Date.parse(serverTime) - KEPT_MS;
	await db.outbox
		.where("state")
		.anyOf("received", "checking")
		.filter((one) => {
			const covered = one.device_seq <= (backedUp.get(one.outbox) ?? 0);
			return covered || (one.acked_at !== null && Date.parse(one.acked_at) < old);
		})
		.delete();
}

/** Everything that an answer changes, in one transaction. */
export async function acknowledge(answer: PushAnswer): Promise<void> {
	await db.transaction("rw", [db.outbox, db.meta], async () => {
		const sync = await readSync();
		const received = await applyVerdicts(answer);
		const told = { ...sync.told };
		for (const report of answer.outboxes) {
			const lost = await reconcile(report, told[report.outbox]);
			told[report.outbox] = { contiguous_through: report.contiguous_through, lost };
		}
		await forgetAcknowledged(answer.server_time, answer.outboxes);
		const sent_total = sync.sent_total + received;
		await db.meta.put({
			...sync,
			told,
			sent_total,
			min_client: answer.min_client ?? null,
			push_refused: false,
			asked_at: Date.now(),
		});
	});
	changed();
}
