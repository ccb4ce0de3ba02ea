/** Hours that were held at doors, beside the contacts they are for: only this browser, which has opened both, can join them. */

import { text } from "./bodies";
import type { Slot } from "./hours";
import { mergedInto } from "./merging";
import { openList, openOrNull } from "./opening";
import type { OpenedContact, ReviewedContact } from "./queue";

/** As the server keeps it: first come, first served. */
export interface HoldRecord {
	id: string;
	campaign: string;
	week: string;
	state: "waiting" | "confirmed" | "taken";
	/** As it stands now; null where there is none any more. */
	slot: Slot | null;
	key_id: string;
	sealed: string;
}

export interface OpenHold {
	record: HoldRecord;
	/** Whose it is, and for which slot: by the seal. */
	contact: string;
	slot: string;
}

/** An hour as the review shows it beside its contact. */
export interface HeldHour {
	hold: OpenHold;
	/** It is theirs, and still to come. Otherwise somebody calls to find another. */
	isTheirs: boolean;
}

export type Hours = ReadonlyMap<string, HeldHour>;

/** All that are held; one that does not open is nobody's here. Throws Locked, ApiError, NetworkFault. */
export async function listHolds(): Promise<OpenHold[]> {
	const opened = await openList("/slots/holds", {}, openHold);
	return opened.filter((one) => one !== null);
}

async function openHold(record: HoldRecord): Promise<OpenHold | null> {
	const body = await openOrNull("intake", "hold", record.id, record.sealed);
	return body && { record, contact: text(body.contact), slot: text(body.slot) };
}

/** What stands in clear is believed only as far as the seal says the same. */
function isTheirs({ record: { state, slot }, slot: sealed }: OpenHold, today: string): boolean {
	return state === "confirmed" && slot?.id === sealed && slot.state === "held" && slot.day >= today;
}

/** By contact, also where another meeting with the same person was joined to it; an hour that is theirs before one that is not. */
export function hoursOf(
	holds: readonly OpenHold[],
	contacts: readonly ReviewedContact[],
	today: string,
): Hours {
	const found = new Map<string, HeldHour>();
	if (holds.length === 0) return found;
	const byId = opened(contacts);
	for (const hold of holds) {
		const one = whose(hold, byId);
		if (one === undefined) continue;
		const hour = { hold, isTheirs: isTheirs(hold, today) };
		if (!found.get(one.contact.id)?.isTheirs) found.set(one.contact.id, hour);
	}
	return found;
}

function opened(contacts: readonly ReviewedContact[]): ReadonlyMap<string, OpenedContact> {
	return new Map(contacts.flatMap((one) => (one.body === null ? [] : [[one.contact.id, one] as const])));
}

/** The contact that a hold is for, or the one to which that was joined. */
function whose(hold: OpenHold, byId: ReadonlyMap<string, OpenedContact>): OpenedContact | undefined {
	const seen = new Set<string>();
	let one = byId.get(hold.contact);
	while (one && !seen.has(one.contact.id)) {
		seen.add(one.contact.id);
		const next = one.review?.track ? undefined : byId.get(mergedInto(one) ?? "");
		if (next === undefined) break;
		one = next;
	}
	return one;
}

/** What becomes of a hold: its slot is kept for the appointment that it has become, or both are let go. */
export interface Ending {
	hold: OpenHold;
	keeps: boolean;
}

/**
 * The holds that are not needed any more. `erased`: contacts that were erased here.
 *
 * An hour stays while its contact waits for somebody, while its contact has not come yet (its phone hands both in, and one may
 * be late), and where it came after its contact had gone to Consulta: then somebody must see to it.
 */
export function endingsOf(
	holds: readonly OpenHold[],
	contacts: readonly ReviewedContact[],
	erased: ReadonlySet<string>,
	today: string,
): Ending[] {
	if (holds.length === 0) return [];
	const byId = opened(contacts);
	return holds.flatMap((hold): Ending[] => {
		const one = whose(hold, byId);
		const isPast = (hold.record.slot?.day ?? "") < today;
		if (one === undefined) {
			return erased.has(hold.contact) || (isPast && !isThere(contacts, hold)) ? [{ hold, keeps: false }] : [];
		}
		const { state } = one.contact;
		if (state === "new" || state === "picked_up") return [];
		if (one.review?.slot === hold.slot) return [{ hold, keeps: hold.record.slot?.state === "held" }];
		return isLate({ hold, isTheirs: isTheirs(hold, today) }, one) ? [] : [{ hold, keeps: false }];
	});
}

/** A contact that does not open may be theirs. */
function isThere(contacts: readonly ReviewedContact[], { contact }: OpenHold): boolean {
	return contacts.some((one) => one.contact.id === contact);
}

/** Whether an hour came when its contact had gone to Consulta already, so that no appointment was made of it. */
export function isLate({ hold, isTheirs }: HeldHour, { contact, review }: OpenedContact): boolean {
	const toConsulta = review?.chosen.includes("consulta") || review?.track === "consulta";
	return (
		isTheirs &&
		contact.state !== "new" &&
		contact.state !== "picked_up" &&
		toConsulta === true &&
		review?.slot !== hold.slot
	);
}
