/** A few hours at the office that may be promised at a door, also without signal; the server decides when they are handed in. */

import { dayIn, isoWeek } from "./clock";
import { db } from "./db";
import { shuffled, uuidv4 } from "./ids";
import { sealFor } from "./sealing";
import type { ContactBody, HoldEnvelope, HomeSlot, LanguageCode } from "./types";

/** Of those that travel so many are shown, another choice in each form: two phones then seldom offer the same. */
const SHOWN = 4;

export interface Offers {
	slots: HomeSlot[];
	/** What travels here is of another week, and says nothing any more. */
	tooOld: boolean;
}

const NONE: Offers = { slots: [], tooOld: false };

/** The hours to offer now, by day and hour, in the person's language where there are any. One that is `chosen` stays among them. */
export async function drawSlots(language: LanguageCode, chosen: HomeSlot | null): Promise<Offers> {
	const home = await db.home.get("home");
	if (!home?.slots?.items.length) return NONE;
	const { week, items } = home.slots;
	if (week !== isoWeek(dayIn(home.org.time_zone))) return { slots: [], tooOld: true };
	const spoken = items.filter(({ languages }) => languages.includes(language));
	const others = shuffled(spoken.length ? spoken : items).filter(({ id }) => id !== chosen?.id);
	const drawn = [...(chosen ? [chosen] : []), ...others].slice(0, SHOWN);
	return { slots: drawn.sort((a, b) => moment(a).localeCompare(moment(b))), tooOld: false };
}

function moment({ day, begins, id }: HomeSlot): string {
	return `${day} ${begins} ${id}`;
}

/** An hour held for a contact. Throws as `sealFor`. */
export async function sealHold(
	slot: HomeSlot,
	{ id: contact, campaign, week }: ContactBody,
): Promise<HoldEnvelope> {
	const id = uuidv4();
	const body = { v: 1, type: "hold", id, campaign, week, slot: slot.id, contact };
	const sealed = await sealFor("intake", "hold", id, body);
	return { id, kind: "hold", campaign, week, urgent: false, schema: 1, body: { slot: slot.id, sealed } };
}
