/** One person, met twice: a contact joined to another, or to the case or person that is open already; and taken apart again. */

import { agreedBeyond, unwidened, widened } from "./agreed";
import { CASES } from "./cases";
import { LADDER } from "./ladder";
import { MovedMeanwhile, readContact } from "./narrowing";
import type { OpenedContact, QueuedContact, ReviewedContact } from "./queue";
import { appointmentPlan, type Choice, endReview, reopenContact } from "./review";
import { CASE_TASKS, withTask } from "./tasks";
import { withNote } from "./tracks";
import type { Track } from "./triage";
import type { Consent, Purpose } from "./types";
import { atWork } from "./unlocked";

/** Contacts that were joined to this one: all that they said is shown beside it. */
export function joinedTo(one: OpenedContact, all: readonly ReviewedContact[]): OpenedContact[] {
	return all.filter(
		(other): other is OpenedContact => other.body !== null && mergedInto(other) === one.contact.id,
	);
}

/** What a contact was joined to; null for any that was not, or that is open again. */
export function mergedInto({ contact, review }: Pick<OpenedContact, "contact" | "review">): string | null {
	return contact.state === "closed" ? (review?.merged_into ?? null) : null;
}

/**
 * Joins a contact to another that is still under review: it is closed, its content stays under its own seal.
 *
 * Throws ApiError `stale`, `contact_done`; Locked, NetworkFault.
 */
export function joinContact(one: OpenedContact, other: OpenedContact): Promise<QueuedContact> {
	return endReview(one, [], "", { merged_into: other.contact.id });
}

/**
 * Joins a contact to an open case or person: what was new goes there as a note of its own, an hour that was held for them as its
 * appointment, then the contact is closed. `more`: what they agreed to besides, by which the record's consent becomes wider.
 * Throws as `joinContact`, TooLong, and MovedMeanwhile where any of that was taken back since it was shown.
 */
export async function joinRecord(
	one: OpenedContact,
	{ track, id }: { track: Track; id: string },
	said: string,
	hour: NonNullable<Choice["hour"]> | null = null,
	more: readonly Purpose[] = [],
): Promise<QueuedContact> {
	if (more.length > 0) await checkStillAgreed(one, more);
	const slot = track === "consulta" ? hour?.slot : undefined;
	const wider = more.length > 0 ? { widened: [...more] } : {};
	const close = () =>
		endReview(one, [], "", { merged_into: id, track, ...(slot && { slot: slot.id }), ...wider });
	const told = [one.contact.id, one.contact.rev];
	const clear = { to: atWork().member, next_on: slot?.day ?? null };
	const act = () =>
		hour && slot ? withTask(CASE_TASKS, id, appointmentPlan(hour), clear, told, close) : close();
	const consent = (now: Consent) => widerStill(now, one.body.consent, more);
	return withWord({ track, id }, { text: said, kind: "joined" }, one, act, more.length > 0 ? consent : null);
}

async function checkStillAgreed({ contact }: OpenedContact, more: readonly Purpose[]): Promise<void> {
	const { purposes } = (await readContact(contact.id)).body.consent;
	if (more.some((code) => !purposes.includes(code))) throw new MovedMeanwhile();
}

/** The record's consent as it stands, made wider by what was agreed to where they met; what it holds already, an earlier try added. */
function widerStill(now: Consent, met: Consent, more: readonly Purpose[]): Consent {
	const addable = [...now.purposes, ...agreedBeyond(now, met)];
	if (more.some((code) => !addable.includes(code))) throw new MovedMeanwhile();
	return widened(now, more, met.on);
}

/**
 * Takes a contact out of what it was joined to: it is reviewed again, and where it had become a note, another says so; what the
 * record agreed to by it alone, it does not any more. Throws as `joinRecord`.
 */
export async function separate(one: OpenedContact, said: string): Promise<QueuedContact> {
	const { merged_into: id, track, widened: more = [] } = one.review ?? {};
	const reopen = () => reopenContact(one);
	if (!id || !track) return reopen();
	const consent = (now: Consent) => unwidened(now, more);
	return withWord(
		{ track, id },
		{ text: said, kind: "separated" },
		one,
		reopen,
		more.length > 0 ? consent : null,
	);
}

/** Does it with a contact, and says so first on the case or person, whose consent changes with that, or stays. */
function withWord(
	{ track, id }: { track: Track; id: string },
	said: { text: string; kind: "joined" | "separated" },
	{ contact }: OpenedContact,
	act: () => Promise<QueuedContact>,
	change: ((consent: Consent) => Consent) | null,
): Promise<QueuedContact> {
	const told = [contact.id, contact.rev];
	const inside =
		change === null ? undefined : (body: { consent: Consent }) => changedIn(body.consent, change);
	return track === "consulta"
		? withNote(CASES, id, said, told, act, inside)
		: withNote(LADDER, id, said, told, act, inside);
}

function changedIn(consent: Consent, change: (consent: Consent) => Consent): { consent?: Consent } {
	const changed = change(consent);
	return changed === consent ? {} : { consent: changed };
}
