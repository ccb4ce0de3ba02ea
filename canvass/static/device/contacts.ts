/** Contacts: a person who agreed to be called. Checked, sealed, saved; from then on nobody reads it on this phone. */

import { dayIn, isoWeek } from "./clock";
import { roomLeft } from "./framing";
import { me } from "./identity";
import { uuidv4 } from "./ids";
import { releasePeople, type SavedPerson, savePerson, sealContact, undoPerson } from "./people_saving";
import { sealHold } from "./slot_offers";
import type {
	Channel,
	ContactBody,
	HomeSlot,
	Interest,
	LanguageCode,
	Need,
	OpenSource,
	Promised,
	Purpose,
	Source,
	TimeOfDay,
	Urgency,
} from "./types";

/** What the form holds, in the page's memory only. */
export interface ContactForm {
	campaign: string;
	source: Source;
	name: string;
	phone: string;
	channel: Channel;
	when: TimeOfDay[];
	voicemail: boolean;
	ask_for: string;
	language: LanguageCode;
	needs: Need[];
	interests: Interest[];
	urgency: Urgency;
	note: string;
	promise: Promised;
	/** The hour at the office that they want, of those that travel with the phone. */
	slot: HomeSlot | null;
	consent: { purposes: Purpose[]; language: LanguageCode; words: string };
}

export interface ContactProblem {
	field: keyof ContactForm | "consent.purposes" | "consent.words";
	code: "needed" | "bad_phone" | "too_long";
}

/** The form is not saved as it stands. */
export class ContactInvalid extends Error {
	override name = "ContactInvalid";
	readonly problems: ContactProblem[];

	constructor(problems: ContactProblem[]) {
		super(problems.map((problem) => `${problem.field}: ${problem.code}`).join(", "));
		this.problems = problems;
	}
}

const HOME_REGION = "US";
/** Kept free for what a review adds under the same seal: whom it was routed to, and why. */
const REVIEW_BYTES = 320;
/** And for the slot that becomes their appointment. */
const SLOT_BYTES = 48;
/** And for what they may take back later: each purpose, on which day, by which withdrawal. */
const WITHDRAWAL_BYTES = 128;
const LONGEST_ALIAS = "x".repeat(60);
const SOME_ID = "00000000-0000-4000-8000-000000000000";

/** Whether a source has a name of its own: a gathering's or a partner's, and never where somebody lives. */
export function isNamed(source: Source): source is OpenSource & { kind: "table" | "partner" } {
	return source.kind === "table" || source.kind === "partner";
}

/** A source as it is sealed: without what another kind had been given. */
export function settled(source: Source): Source {
	if (source.kind === "door") return source;
	return { kind: source.kind, name: isNamed(source) ? source.name.trim() : "" };
}

export function emptyContact(
	start: Pick<ContactForm, "campaign" | "source" | "language"> & { words: string },
): ContactForm {
	const { campaign, source, language, words } = start;
	return {
		campaign,
		source,
		name: "",
		phone: "",
		channel: "call",
		when: [],
		voicemail: false,
		ask_for: "",
		language,
		needs: [],
		interests: [],
		urgency: "no_rush",
		note: "",
		promise: { words: "", name: "" },
		slot: null,
		consent: { purposes: [], language, words },
	};
}

/**
 * A number in E.164 by libphonenumber's rules, read as one of the United States if it names no country; null if it is none.
 * The rules weigh more than the rest of the phone's code, so they come only when a form asks for them.
 */
export async function formatPhone(text: string): Promise<string | null> {
	const { parsePhoneNumberFromString } = await import("libphonenumber-js/min");
	const parsed = parsePhoneNumberFromString(text, HOME_REGION);
	return parsed?.isValid() ? parsed.number : null;
}

/** Whether they agreed to what the hours are for. */
export function mayHold({ consent }: Pick<ContactForm, "consent">): boolean {
	return consent.purposes.includes("consulta");
}

function contactBody(form: ContactForm, id: string, on: string, phone: string, metBy: string): ContactBody {
	return {
		v: 1,
		type: "contact",
		id,
		campaign: form.campaign,
		week: isoWeek(on),
		urgent: form.urgency === "today",
		on,
		source: settled(form.source),
		met_by: metBy,
		name: form.name.trim(),
		phone,
		channel: form.channel,
		when: form.when,
		voicemail: form.voicemail,
		ask_for: form.ask_for.trim(),
		language: form.language,
		needs: form.needs,
		interests: form.interests,
		urgency: form.urgency,
		note: form.note.trim(),
		promise: { words: form.promise.words.trim(), name: form.promise.name.trim() },
		consent: { ...form.consent, on },
	};
}

/** Bytes of UTF-8 that may still be written before the contact is too long to seal; below zero it is. */
export function roomInContact(form: ContactForm): number {
	const body = contactBody(form, SOME_ID, "2026-01-01", form.phone, LONGEST_ALIAS);
	return roomLeft("intake", { ...body }) - REVIEW_BYTES - WITHDRAWAL_BYTES - (form.slot ? SLOT_BYTES : 0);
}

function needed(form: ContactForm): ContactProblem[] {
	const missing: [boolean, ContactProblem["field"]][] = [
		[form.name.trim() === "", "name"],
		[form.phone.trim() === "" && form.channel !== "visit", "phone"],
		[form.consent.purposes.length === 0, "consent.purposes"],
		[form.consent.words.trim() === "", "consent.words"],
		[isNamed(form.source) && form.source.name.trim() === "", "source"],
	];
	return missing.filter(([is]) => is).map(([, field]) => ({ field, code: "needed" }));
}

/** What keeps the form from being saved: none if it can be. */
export async function checkContact(form: ContactForm): Promise<ContactProblem[]> {
	const problems = needed(form);
	if (form.phone.trim() !== "" && (await formatPhone(form.phone)) === null) {
		problems.push({ field: "phone", code: "bad_phone" });
	}
	if (roomInContact(form) < 0) {
		problems.push({ field: "note", code: "too_long" });
	}
	return problems;
}

/**
 * Seals a contact to `intake` and saves it, with the hour that is held for them, to be undone for five minutes.
 *
 * Throws ContactInvalid, SealingBlocked or SaveFailed; then nothing is on the phone.
 */
export async function saveContact(form: ContactForm): Promise<SavedPerson> {
	const problems = await checkContact(form);
	const member = await me();
	if (problems.length > 0 || member === undefined) {
		throw new ContactInvalid(problems);
	}
	const id = uuidv4();
	const phone = (await formatPhone(form.phone)) ?? "";
	const body = contactBody(form, id, dayIn(member.org.time_zone), phone, member.member.alias);
	const envelope = await sealContact(body);
	// Whoever does not want to be called about Consulta is promised no hour of it.
	const slot = mayHold(form) ? form.slot : null;
	return savePerson(envelope, form, slot && (await sealHold(slot, body)));
}

/** Takes a contact back within five minutes: the form as it was filled in, or null if it is too late. */
export async function undoContact(id: string): Promise<ContactForm | null> {
	return (await undoPerson(id)) as ContactForm | null;
}

/** Ends the undo and the wait for company: a contact, and the hour held for it, go at once. */
export function sendNow({ id, hold }: SavedPerson): Promise<void> {
	return releasePeople(id, ...(hold ? [hold] : []));
}
