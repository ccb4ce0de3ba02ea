/**
 * What keyholders find inside seals. A seal says who can read and not who wrote, so every body is read with care:
 * what has another shape than ours becomes empty, and nothing of it is believed to be code or markup.
 */

import { type KeptPromise, readConsent, readKept, readPromised } from "./agreed";
import { type Body, isObject } from "./framing";
import { readNeeds } from "./needs";
import { code, codes, count, day, text, texts } from "./reading";
import {
	CHANNELS,
	type Consent,
	type ContactBody,
	INTERESTS,
	type Interest,
	type Need,
	PURPOSES,
	type Purpose,
	type Source,
	TIMES_OF_DAY,
	URGENCIES,
	type Urgency,
	type WithdrawalBody,
} from "./types";

export { readConsent } from "./agreed";
export { code, day, text, texts } from "./reading";

/** How to reach a person without doing harm. */
export type Card = Pick<
	ContactBody,
	"name" | "phone" | "channel" | "when" | "voicemail" | "ask_for" | "language"
>;

/** Who or what a person is up against: what patterns are looked for in. */
export const COUNTERPARTIES = ["landlord", "employer", "park", "agency", "other"] as const;

export interface Counterparty {
	kind: (typeof COUNTERPARTIES)[number];
	name: string;
	place: string;
}

export interface CaseBody {
	v: 1;
	id: string;
	/** Where it came from, for the word "reached" that its phone learns. */
	contact: string;
	card: Card;
	/** How many live there; nobody's ages, names or papers. */
	household: number | null;
	interpreter: boolean;
	counterparty: Counterparty | null;
	needs: Need[];
	urgency: Urgency;
	note: string;
	promise: KeptPromise;
	consent: Consent;
	next_step: string;
	opened_on: string;
	opened_by: string;
}

/** A person came to a step, by its code: when, who saw it, and what they noted. */
export interface Move {
	step: string;
	on: string;
	by: string;
	note: string;
}

export interface LadderBody {
	v: 1;
	id: string;
	contact: string;
	card: Card;
	interests: Interest[];
	promise: KeptPromise;
	consent: Consent;
	next_step: string;
	/** They want to be told of events, and no more. */
	only_events: boolean;
	history: Move[];
}

/** What a review adds under the same seal. */
export interface Review {
	on: string;
	by: string;
	suggested: string[];
	chosen: string[];
	reason: string;
	/** The contact, or the case or person on the ladder, that this one was joined to: it is the same person. */
	merged_into?: string;
	/** What the case or person agrees to besides since this one was joined to it. */
	widened?: Purpose[];
	/** Of a withdrawal: how much it stopped, by kind. */
	stopped?: Record<string, number>;
	/** Of a withdrawal whose notices stay where they are: the day on which the rest was undone. */
	undone?: string;
	/** The withdrawal that ended this review. */
	stopped_by?: string;
	/** On which track that is; none for another contact. */
	track?: "consulta" | "leadership";
	/** The slot that was held at the door and became the case's appointment. */
	slot?: string;
}

/** A new contact; null for anything else that was sealed to `intake`. */
export function readContact(body: Body): ContactBody | null {
	if (body.type !== "contact" || body.v !== 1 || !isObject(body.consent)) return null;
	return {
		v: 1,
		type: "contact",
		id: text(body.id),
		campaign: text(body.campaign),
		week: text(body.week),
		urgent: body.urgent === true,
		on: day(body.on),
		source: readSource(body.source),
		met_by: text(body.met_by),
		...readCard(body),
		needs: readNeeds(body.needs),
		interests: codes(body.interests, INTERESTS),
		urgency: code(body.urgency, URGENCIES, "no_rush"),
		note: text(body.note),
		promise: readPromised(body.promise),
		consent: readConsent(body.consent),
	};
}

/** What somebody took back; null for anything else that was sealed to `intake`. */
export function readWithdrawal(body: Body): WithdrawalBody | null {
	if (body.type !== "withdrawal" || body.v !== 1) return null;
	return {
		v: 1,
		type: "withdrawal",
		id: text(body.id),
		campaign: text(body.campaign),
		week: text(body.week),
		urgent: false,
		on: day(body.on),
		source: readSource(body.source),
		met_by: text(body.met_by),
		name: text(body.name),
		phone: text(body.phone),
		language: text(body.language),
		purposes: codes(body.purposes, PURPOSES),
		erase: body.erase === true,
		note: text(body.note),
	};
}

const SOURCE_KINDS: readonly Source["kind"][] = ["door", "line", "office", "table", "partner"];

/** Where the door is, or the name of a gathering or a partner. */
export function placeOf(source: Source): string {
	return source.kind === "door" ? source.address : source.name;
}

function readSource(value: unknown): Source {
	const source = isObject(value) ? value : {};
	const kind = code(source.kind, SOURCE_KINDS, "door");
	if (kind !== "door") return { kind, name: text(source.name) };
	return { kind, door: text(source.door), turf: text(source.turf), address: text(source.address) };
}

export function readReview(body: Body): Review | null {
	const review = body.review;
	if (!isObject(review)) return null;
	return {
		on: day(review.on),
		by: text(review.by),
		suggested: texts(review.suggested),
		chosen: texts(review.chosen),
		reason: text(review.reason),
		...(isObject(review.stopped) ? { stopped: readCounts(review.stopped) } : {}),
		...(Array.isArray(review.widened) ? { widened: codes(review.widened, PURPOSES) } : {}),
		...(day(review.undone) ? { undone: day(review.undone) } : {}),
		...(text(review.stopped_by) ? { stopped_by: text(review.stopped_by) } : {}),
		...(text(review.merged_into) ? { merged_into: text(review.merged_into) } : {}),
		...(text(review.slot) ? { slot: text(review.slot) } : {}),
		...(review.track === "consulta" || review.track === "leadership" ? { track: review.track } : {}),
	};
}

function readCounts(counts: Record<string, unknown>): Record<string, number> {
	return Object.fromEntries(Object.entries(counts).map(([kind, n]) => [kind, count(n) ?? 0]));
}

export function readCase(body: Body): CaseBody {
	return {
		v: 1,
		id: text(body.id),
		contact: text(body.contact),
		card: readCard(body.card),
		household: count(body.household),
		interpreter: body.interpreter === true,
		counterparty: readCounterparty(body.counterparty),
		needs: readNeeds(body.needs),
		urgency: code(body.urgency, URGENCIES, "no_rush"),
		note: text(body.note),
		promise: readKept(body.promise),
		consent: readConsent(body.consent),
		next_step: text(body.next_step),
		opened_on: day(body.opened_on),
		opened_by: text(body.opened_by),
	};
}

export function readLadder(body: Body): LadderBody {
	const history = Array.isArray(body.history) ? body.history.filter(isObject) : [];
	return {
		v: 1,
		id: text(body.id),
		contact: text(body.contact),
		card: readCard(body.card),
		interests: codes(body.interests, INTERESTS),
		promise: readKept(body.promise),
		consent: readConsent(body.consent),
		next_step: text(body.next_step),
		only_events: body.only_events === true,
		history: history.map((move) => ({
			step: text(move.step),
			on: day(move.on),
			by: text(move.by),
			note: text(move.note),
		})),
	};
}

/** The card of a contact, alone. */
export function cardOf({ name, phone, channel, when, voicemail, ask_for, language }: Card): Card {
	return { name, phone, channel, when, voicemail, ask_for, language };
}

export function readCard(value: unknown): Card {
	const card = isObject(value) ? value : {};
	return {
		name: text(card.name),
		phone: text(card.phone),
		channel: code(card.channel, CHANNELS, "call"),
		when: codes(card.when, TIMES_OF_DAY),
		voicemail: card.voicemail === true,
		ask_for: text(card.ask_for),
		language: text(card.language),
	};
}

function readCounterparty(value: unknown): Counterparty | null {
	if (!isObject(value)) return null;
	return {
		kind: code(value.kind, COUNTERPARTIES, "other"),
		name: text(value.name),
		place: text(value.place),
	};
}
