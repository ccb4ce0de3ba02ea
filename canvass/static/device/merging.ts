/** One person, met twice: a contact joined to another, or to the case or person that is open already; and taken apart again. */

import { CASES } from "./cases";
import { LADDER } from "./ladder";
import type { OpenedContact, QueuedContact, ReviewedContact } from "./queue";
import { endReview, reopenContact } from "./review";
import { addNote, type Note } from "./tracks";
import type { Track } from "./triage";

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

/** Joins a contact to an open case or person: what was new goes there as a note of its own, then the contact is closed. Throws as `joinContact`, and TooLong. */
export async function joinRecord(
	one: OpenedContact,
	{ track, id }: { track: Track; id: string },
	said: string,
): Promise<QueuedContact> {
	await noteOn(track, id, said, "joined");
	return endReview(one, [], "", { merged_into: id, track });
}

/** Takes a contact out of what it was joined to: it is reviewed again, and where it had become a note, another says so. Throws as `joinContact`. */
export async function separate(one: OpenedContact, said: string): Promise<QueuedContact> {
	const reopened = await reopenContact(one);
	const { merged_into, track } = one.review ?? {};
	if (merged_into && track) await noteOn(track, merged_into, said, "separated");
	return reopened;
}

function noteOn(track: Track, id: string, text: string, kind: "joined" | "separated"): Promise<Note> {
	return track === "consulta" ? addNote(CASES, id, text, kind) : addNote(LADDER, id, text, kind);
}
