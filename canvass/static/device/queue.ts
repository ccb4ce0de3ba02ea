/** The review queue: what the server may know of each contact, and what this browser finds inside, in memory only. */

import { placeOf, type Review, readContact, readReview, readWithdrawal } from "./bodies";
import { onGlass } from "./breath";
import { type Body, SealingError } from "./framing";
import { deskPages, inPortions, open } from "./opening";
import { plain } from "./plain";
import { type Suggestion, suggestTracks } from "./triage";
import { type CampaignRules, rulesOf } from "./triage_rules";
import { type ContactBody, URGENCIES, type Urgency, type WithdrawalBody } from "./types";
import { deskRequest, Locked, onLocking, openVaults } from "./unlocked";

export const CONTACT_STATES = ["new", "picked_up", "routed", "closed"] as const;
export type ContactState = (typeof CONTACT_STATES)[number];

/** A contact as the server keeps it; sealed parts come only to keyholders of `intake`. */
export interface QueuedContact {
	id: string;
	campaign: string;
	week: string;
	urgent: boolean;
	state: ContactState;
	/** Somebody of the team has spoken with them. */
	reached: boolean;
	rev: number;
	key_id: string | null;
	sealed: string | null;
}

/** What is in clear does not say what the seal says: somebody changed the one or invented the other. */
export interface Difference {
	field: "id" | "campaign" | "week" | "urgent";
	clear: string;
	sealed: string;
}

interface ReadContact {
	contact: QueuedContact;
	body: ContactBody;
	/** The whole body, to be sealed anew with nothing lost. */
	raw: Body;
	review: Review | null;
	differences: Difference[];
	/** The day by which the person may expect a call; null where nobody is in a hurry. */
	dueOn: string | null;
	/** What is searched: all that was written of the person, without accents and capitals. */
	searched: string;
}

export interface OpenedContact extends ReadContact {
	/** By the rules of its campaign. */
	suggestion: Suggestion;
}

/** No new contact: somebody takes back what they agreed to. To the server it is a contact as any other. */
export interface OpenedWithdrawal {
	contact: QueuedContact;
	body: null;
	code: "withdrawal";
	withdrawal: WithdrawalBody;
	raw: Body;
	review: Review | null;
	searched: string;
}

/** It did not open, or holds no contact: `code` says which. */
export interface UnreadableContact {
	contact: QueuedContact;
	body: null;
	code: string;
	withdrawal?: never;
}

export type ReviewedContact = OpenedContact | OpenedWithdrawal | UnreadableContact;

export function isWithdrawal(one: ReviewedContact): one is OpenedWithdrawal {
	return one.body === null && one.withdrawal !== undefined;
}

/** More than a screen shows; of thousands, so many are opened and shown before the others. */
const FIRST_SHOWN = 48;
/** How much more is open each time that it is shown anew: a list that grows does not jump at every row. */
const GROWTH = 4;
const DAYS_TO_ANSWER: Record<Urgency, number | null> = { today: 0, week: 7, no_rush: null };

type Read = ReadContact | OpenedWithdrawal | UnreadableContact;

/** Opened bodies by contact and revision, so that a queue that is read again is not opened again. */
const opened = new Map<string, Read>();
onLocking(() => {
	if (openVaults().size === 0) opened.clear();
});

/** The whole queue, urgent ones first, as the server orders it; `first` is given its first page while the others come. */
export async function fetchQueue(first?: (contacts: QueuedContact[]) => void): Promise<QueuedContact[]> {
	const found: QueuedContact[] = [];
	for await (const page of deskPages<QueuedContact>("/contacts")) {
		if (found.length === 0) first?.(page);
		found.push(...page);
	}
	return found;
}

/** More than so many at once come with the whole queue. */
const MOST_ONE_BY_ONE = 20;

/** The ids of new contacts that `known` does not hold: the cheap question, asked while a page is open. */
export async function askArrivals(known: readonly QueuedContact[]): Promise<string[]> {
	const ids = new Set(known.map(({ id }) => id));
	const found: string[] = [];
	for await (const page of deskPages<QueuedContact>("/contacts", { state: "new", sealed: "false" }))
		found.push(...page.map(({ id }) => id));
	return found.filter((id) => !ids.has(id));
}

/** The queue with those that arrived; the others stay as they were read. Throws as `fetchQueue`. */
export async function withArrivals(
	queue: readonly QueuedContact[],
	ids: readonly string[],
): Promise<QueuedContact[]> {
	if (ids.length > MOST_ONE_BY_ONE) return fetchQueue();
	const found = await Promise.all(ids.map((id) => deskRequest<QueuedContact>("GET", `/contacts/${id}`)));
	return [...queue, ...found];
}

/** How many contacts are in each state: what may be known before unlocking. */
export function countStates(contacts: readonly QueuedContact[]): Record<ContactState, number> {
	const counts = { new: 0, picked_up: 0, routed: 0, closed: 0 };
	for (const { state } of contacts) counts[state] += 1;
	return counts;
}

export interface Watcher {
	/** Is told how many are open. */
	progress?: (done: number) => void;
	/** Is given what is open so far, a few times, each time several times as much. */
	partly?: (opened: ReviewedContact[]) => void;
}

/** Opens contacts in memory, those first that wait for somebody. Throws Locked. */
export async function openContacts(
	contacts: readonly QueuedContact[],
	{ progress, partly }: Watcher = {},
	rules: readonly CampaignRules[] = [],
): Promise<ReviewedContact[]> {
	const ordered = [...contacts.filter(waits), ...contacts.filter((one) => !waits(one))];
	const found: ReviewedContact[] = [];
	let enough = FIRST_SHOWN;
	for await (const some of inPortions(ordered, (one) => openContact(one, rules))) {
		found.push(...some);
		progress?.(found.length);
		if (found.length < enough) continue;
		partly?.([...found]);
		await onGlass();
		enough = found.length * GROWTH;
	}
	return found;
}

function waits({ state }: QueuedContact): boolean {
	return state === "new" || state === "picked_up";
}

/** Opens one contact. What cannot be opened or is no contact says so instead of failing. Throws Locked. */
export async function openContact(
	contact: QueuedContact,
	rules: readonly CampaignRules[] = [],
): Promise<ReviewedContact> {
	const key = `${contact.id} ${contact.rev} ${contact.sealed}`;
	const known = opened.get(key);
	if (known) return suggested({ ...known, contact }, rules);
	const read = await readSealed(contact);
	// What was locked meanwhile stays nowhere.
	if (openVaults().size === 0) throw new Locked();
	opened.set(key, read);
	return suggested(read, rules);
}

/** What is open stays so where the rules change: only what they suggest is worked out anew. */
function suggested(one: Read, rules: readonly CampaignRules[]): ReviewedContact {
	if (one.body === null) return one;
	return { ...one, suggestion: suggestTracks(one.body, rulesOf(rules, one.contact.campaign).rules) };
}

async function readSealed(contact: QueuedContact): Promise<Read> {
	if (contact.sealed === null) return { contact, body: null, code: "key_missing" };
	let raw: Body;
	try {
		raw = await open("intake", "contact", contact.id, contact.sealed);
	} catch (error) {
		if (!(error instanceof SealingError)) throw error;
		return { contact, body: null, code: error.code };
	}
	const body = readContact(raw);
	if (body === null) return readTakenBack(contact, raw) ?? { contact, body: null, code: "other_kind" };
	return {
		contact,
		body,
		raw,
		review: readReview(raw),
		differences: differencesOf(contact, body),
		dueOn: dueDay(body),
		searched: searchedText(body),
	};
}

function readTakenBack(contact: QueuedContact, raw: Body): OpenedWithdrawal | null {
	const withdrawal = readWithdrawal(raw);
	if (withdrawal === null) return null;
	const { name, phone, note, met_by } = withdrawal;
	const searched = plain([name, note, met_by, phone].join(" "));
	return { contact, body: null, code: "withdrawal", withdrawal, raw, review: readReview(raw), searched };
}

function differencesOf(contact: QueuedContact, body: ContactBody): Difference[] {
	const fields = ["id", "campaign", "week", "urgent"] as const;
	const differ = fields.filter((field) => contact[field] !== body[field]);
	const found = differ.map((field) => ({
		field,
		clear: String(contact[field]),
		sealed: String(body[field]),
	}));
	if (body.urgent === (body.urgency === "today") || found.some(({ field }) => field === "urgent"))
		return found;
	return [...found, { field: "urgent", clear: String(contact.urgent), sealed: body.urgency }];
}

function dueDay({ on, urgency }: ContactBody): string | null {
	const days = DAYS_TO_ANSWER[urgency];
	if (days === null || on === "") return null;
	return new Date(Date.parse(on) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Who takes something back first; then the most urgent; then who was promised an hour that was another's (`calls`); then who needs something; then who has waited
 * longest. What cannot be read comes last.
 */
export function inReviewOrder(
	contacts: readonly ReviewedContact[],
	calls: ReadonlySet<string> = new Set(),
): ReviewedContact[] {
	const ranked = contacts.map((one) => ({ one, rank: rankOf(one, calls.has(one.contact.id)) }));
	ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
	return ranked.map(({ one }) => one);
}

function rankOf(one: ReviewedContact, call: boolean): string {
	const { contact, body } = one;
	// Whoever asks not to be called is called by nobody any more today.
	if (isWithdrawal(one)) return `! ${contact.id}`;
	if (body === null) return `9 ${contact.urgent ? 0 : 1} ${contact.id}`;
	const urgency = contact.urgent ? 0 : call ? 0.5 : URGENCIES.indexOf(body.urgency);
	return `${urgency} ${body.needs.length > 0 ? 0 : 1} ${body.on} ${contact.id}`;
}

/** Whether a contact holds the words searched for, accents and capitals aside; digits are looked for in the phone. */
export function holdsWords(one: ReviewedContact, searched: string): boolean {
	const words = plain(searched).split(/\s+/).filter(Boolean);
	if (words.length === 0) return true;
	if (isWithdrawal(one)) return words.every((word) => one.searched.includes(word));
	if (one.body === null) return false;
	const { phone } = one.body;
	return words.every((word) => one.searched.includes(word) || phoneHolds(phone, word));
}

function searchedText({ name, ask_for, note, met_by, language, source }: ContactBody): string {
	return plain([name, ask_for, note, met_by, language, placeOf(source)].join(" "));
}

function phoneHolds(phone: string, word: string): boolean {
	const digits = word.replace(/\D/g, "");
	return digits.length >= 2 && phone.replace(/\D/g, "").includes(digits);
}
