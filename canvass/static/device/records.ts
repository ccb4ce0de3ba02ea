/** What this phone recorded, as its own screen shows it, and what became of that. */

import { request } from "./api";
import { db, type OutboxRecord, type PeopleRecord } from "./db";
import { isUuid, shuffled } from "./ids";
import type { ContactStatus } from "./types";
import { isStatuses, type StatusesAnswer } from "./wire";

const STATUSES_AT_ONCE = 50;

/** The people's records on this phone, for the outbox screen; sealed, so only kind, week and state can be shown. */
export async function peopleRecords(): Promise<PeopleRecord[]> {
	return shuffled(await db.people.toArray());
}

/** What became of the contacts handed in from this phone, by their ids alone. Throws ApiError, NetworkFault. */
export async function contactStatuses(): Promise<{ id: string; week: string; status: ContactStatus }[]> {
	const sent = await db.people.where("state").anyOf("received", "handed_in").toArray();
	const contacts = new Map(
		sent.filter((one) => one.kind === "contact" && isUuid(one.id)).map((one) => [one.id, one.week]),
	);
	const ids = shuffled([...contacts.keys()]);
	const items: StatusesAnswer["items"] = [];
	for (let from = 0; from < ids.length; from += STATUSES_AT_ONCE) {
		const body = { ids: ids.slice(from, from + STATUSES_AT_ONCE) };
		const answer = await request<StatusesAnswer>("POST", "/contacts/statuses", {
			body,
			auth: "none",
			check: isStatuses,
		});
		items.push(...answer.items);
	}
	return items.map((item) => ({ ...item, week: contacts.get(item.id) ?? "" }));
}

/**
 * What the outbox holds, for the screen that shows each record with its state: the newest first, and before them what
 * needs the volunteer, who would not find it among a day's visits.
 */
export async function outboxRecords(): Promise<OutboxRecord[]> {
	const records = await db.outbox.toArray();
	const needy = (one: OutboxRecord) => Number(one.state === "needs_you");
	return records.sort((a, b) => needy(b) - needy(a) || newerFirst(a, b));
}

function newerFirst(a: OutboxRecord, b: OutboxRecord): number {
	if (a.outbox === b.outbox) {
		return b.device_seq - a.device_seq;
	}
	return a.recorded_at < b.recorded_at ? 1 : -1;
}
