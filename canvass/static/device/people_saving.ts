/** Into the people's outbox and, for five minutes, out of it again: for the screens that write down a contact or answers. */

import { changed, wanted } from "./changes";
import { db, type PeopleRecord } from "./db";
import { LONGEST_WAIT_MS, UNDO_MS, undoable } from "./people";
import { atomically } from "./save";
import { sealFor } from "./sealing";
import type { ContactBody, ContactEnvelope, HoldEnvelope, PeopleEnvelope, WithdrawalBody } from "./types";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

function recordOf(envelope: PeopleEnvelope, now: number): PeopleRecord {
	return {
		id: envelope.id,
		kind: envelope.kind,
		envelope: JSON.stringify(envelope),
		urgent: envelope.urgent,
		state: "saved",
		reason: null,
		week: envelope.week,
		held_until: Math.ceil((now + UNDO_MS) / MINUTE_MS) * MINUTE_MS,
		due_at: Math.floor((now + LONGEST_WAIT_MS) / HOUR_MS) * HOUR_MS,
		released: false,
		not_before: 0,
	};
}

export interface SavedPerson {
	id: string;
	/** The hour that was held for them, by the id under which the server tells what became of it. */
	hold: string | null;
	/** Phone time in milliseconds. */
	undoUntil: number;
}

/** A contact, or what looks like one to everybody but its reader, sealed as it is handed in. Throws SealingBlocked, TooLong. */
export async function sealContact(body: ContactBody | WithdrawalBody): Promise<ContactEnvelope> {
	const { id, campaign, week, urgent } = body;
	const sealed = await sealFor("intake", "contact", id, { ...body });
	return { id, kind: "contact", campaign, week, urgent, schema: 1, body: { sealed } };
}

/**
 * Writes a sealed record, to be undone for five minutes; `form` is what undoing gives back. Throws SaveFailed.
 *
 * An hour held for a contact is saved with it, or neither is, and goes when the contact does: in clear it says nothing of
 * how urgent that is. That the two belong together only this page's memory knows, and the seal.
 */
export async function savePerson(
	envelope: PeopleEnvelope,
	form: unknown,
	hold: HoldEnvelope | null = null,
): Promise<SavedPerson> {
	const now = Date.now();
	const records = [envelope, ...(hold ? [hold] : [])].map((one) => ({
		...recordOf(one, now),
		urgent: envelope.urgent,
	}));
	await atomically(() => db.people.bulkPut(records));
	const until = now + UNDO_MS;
	undoable.set(envelope.id, { until, form, ids: records.map(({ id }) => id) });
	setTimeout(() => undoable.delete(envelope.id), UNDO_MS);
	wanted();
	return { id: envelope.id, hold: hold?.id ?? null, undoUntil: until };
}

/** Takes a record back that has not left the phone, with the hour held for it. The form it was made from, or null if it is too late. */
export async function undoPerson(id: string): Promise<unknown> {
	const kept = undoable.get(id);
	if (kept === undefined || kept.until <= Date.now()) {
		return null;
	}
	const gone = await atomically(async () => {
		const unsent = (await db.people.bulkGet([...kept.ids])).filter((one) => one?.state === "saved");
		if (unsent.length < kept.ids.length) return false;
		await db.people.bulkDelete([...kept.ids]);
		return true;
	});
	undoable.delete(id);
	changed();
	return gone ? kept.form : null;
}

/** "Send now": ends the undo, and the wait for company, also of the hour held for a contact. Without ids, for all that wait. */
export async function releasePeople(...ids: readonly string[]): Promise<void> {
	await atomically(() =>
		db.people
			.where("state")
			.anyOf("saved", "sending")
			.filter((one) => ids.length === 0 || ids.includes(one.id))
			.modify({ released: true, held_until: 0 }),
	);
	for (const id of ids.length === 0 ? [...undoable.keys()] : ids) undoable.delete(id);
	wanted();
}
