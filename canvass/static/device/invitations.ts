/**
 * Invitations to an event, and what was said to each: replies that only grow, of which the later holds, part by part. Whose a
 * reply is stands inside its seal; so does the code on a card without a name, which is looked for in this browser alone.
 */

import { code, text } from "./bodies";
import { type Body, isObject } from "./framing";
import { uuidv4 } from "./ids";
import type { OpenPerson } from "./ladder";
import { openList, openOrNull } from "./opening";
import type { LadderStep } from "./steps";
import { consentCovers } from "./triage";
import { sendOnce } from "./unanswered";
import { atWork, deskRequest, sealInto } from "./unlocked";

export const ANSWERS = ["unknown", "coming", "not_coming"] as const;
export type Reply = (typeof ANSWERS)[number];

/** What somebody needs to be able to come: asked of each, counted for all. */
export interface AccessNeeds {
	/** How many come, with the person. */
	party: number;
	children: number;
	ride: boolean;
	/** A language, or nothing. */
	interpreter: string;
	/** What they do not eat, or nothing. */
	food: string;
}

/** What one reply says; what it leaves out stays as it was. */
export interface Said {
	code?: string;
	answer?: Reply;
	needs?: AccessNeeds;
	came?: boolean;
}

export interface ReplyBody extends Said {
	v: 1;
	id: string;
	gathering: string;
	/** The id of somebody on the ladder. */
	person: string;
	at: string;
	by: string;
}

export interface Invitation {
	person: string;
	/** The last one is printed; who was invited twice at once may hold another. */
	codes: string[];
	answer: Reply;
	needs: AccessNeeds;
	came: boolean;
}

interface SealedReply {
	id: string;
	key_id: string;
	sealed: string;
}

const VAULT = "leadership";
const KIND = "gathering.reply";
export const NO_NEEDS: AccessNeeds = { party: 1, children: 0, ride: false, interpreter: "", food: "" };
/** The step of who came to an event, where the organisation kept it. */
const EVENT_STEP = "event";
const MOST = 30;

/** What all replies together say, by person. Pure. */
export function invitationsOf(replies: readonly ReplyBody[]): Map<string, Invitation> {
	const found = new Map<string, Invitation>();
	for (const said of [...replies].sort((a, b) => a.at.localeCompare(b.at))) {
		const { person } = said;
		const before = found.get(person) ?? { person, codes: [], ...NOT_ASKED };
		found.set(person, {
			person,
			codes: said.code ? [...before.codes, said.code] : before.codes,
			answer: said.answer ?? before.answer,
			needs: said.needs ?? before.needs,
			came: said.came ?? before.came,
		});
	}
	return found;
}

const NOT_ASKED = { answer: "unknown", needs: NO_NEEDS, came: false } as const;

/** Whether somebody agreed to be invited. Pure. */
export function mayInvite({ body }: OpenPerson): boolean {
	return body !== null && consentCovers(body.consent, "events");
}

/** How much of what has to be there, counted over those who said that they come. Pure. */
export interface NeedsCounted {
	coming: number;
	/** With those who come along. */
	people: number;
	children: number;
	rides: number;
	interpreters: [language: string, people: number][];
	food: [wish: string, people: number][];
}

export function countNeeds(invitations: Iterable<Invitation>): NeedsCounted {
	const coming = [...invitations].filter(({ answer }) => answer === "coming").map(({ needs }) => needs);
	const sum = (of: (needs: AccessNeeds) => number) => coming.reduce((all, needs) => all + of(needs), 0);
	return {
		coming: coming.length,
		people: sum(({ party }) => party),
		children: sum(({ children }) => children),
		rides: sum(({ ride, party }) => (ride ? party : 0)),
		interpreters: tally(coming.map(({ interpreter }) => interpreter)),
		food: tally(coming.map(({ food }) => food)),
	};
}

function tally(texts: readonly string[]): [string, number][] {
	const counts = new Map<string, number>();
	for (const one of texts.filter(Boolean)) counts.set(one, (counts.get(one) ?? 0) + 1);
	return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
}

/** Who came and stands on a step before that of having come to an event; nobody where there is no such step. Pure. */
export function couldMove(
	people: readonly OpenPerson[],
	invitations: ReadonlyMap<string, Invitation>,
	steps: readonly LadderStep[],
): { people: OpenPerson[]; step: string } {
	const at = steps.findIndex(({ code: step, retired }) => step === EVENT_STEP && !retired);
	const before = new Set(steps.slice(0, Math.max(at, 0)).map(({ code: step }) => step));
	const came = people.filter(
		({ record, body }) => body !== null && invitations.get(record.id)?.came && before.has(record.step),
	);
	return { people: came, step: EVENT_STEP };
}

/** All that was said to an event's invitations; what does not open is left out. Throws Locked. */
export async function listReplies(gathering: string): Promise<ReplyBody[]> {
	const opened = await openList(`/gatherings/${gathering}/replies`, {}, openReply);
	return opened.filter((one): one is ReplyBody => one !== null && one.gathering === gathering);
}

async function openReply({ id, sealed }: SealedReply): Promise<ReplyBody | null> {
	const body = await openOrNull(VAULT, KIND, id, sealed);
	return body && readReply(body);
}

function readReply(body: Body): ReplyBody {
	return {
		v: 1,
		id: text(body.id),
		gathering: text(body.gathering),
		person: text(body.person),
		at: text(body.at),
		by: text(body.by),
		...(typeof body.code === "string" ? { code: body.code } : {}),
		...(typeof body.answer === "string" ? { answer: code(body.answer, ANSWERS, "unknown") } : {}),
		...(isObject(body.needs) ? { needs: readNeeds(body.needs) } : {}),
		...(typeof body.came === "boolean" ? { came: body.came } : {}),
	};
}

function readNeeds(needs: Body): AccessNeeds {
	return {
		party: Math.max(1, few(needs.party)),
		children: few(needs.children),
		ride: needs.ride === true,
		interpreter: text(needs.interpreter),
		food: text(needs.food),
	};
}

function few(value: unknown): number {
	return typeof value === "number" && Number.isInteger(value) && value > 0 ? Math.min(value, MOST) : 0;
}

/** Says something of an invitation. Throws TooLong, Locked, ApiError, NetworkFault; the same again is said once. */
export function addReply(gathering: string, person: string, said: Said): Promise<ReplyBody> {
	return sendOnce(
		[KIND, gathering, person, said],
		() => sealReply(gathering, person, said),
		async ({ body, sent }) => {
			await deskRequest("POST", `/gatherings/${gathering}/replies`, sent);
			return body;
		},
	);
}

/** A reply, sealed, and how it is sent. Throws TooLong, Locked. */
export async function sealReply(gathering: string, person: string, said: Said) {
	const id = uuidv4();
	const at = new Date().toISOString();
	const body: ReplyBody = { v: 1, id, gathering, person, at, by: atWork().alias, ...said };
	return { body, sent: { id, ...(await sealInto(VAULT, KIND, id, { ...body })) } };
}

/**
 * Invites people, each with a code of their own; who is invited already is left out. `progress` is told of each. Throws as
 * `addReply`: who was invited before stays so, and the same again goes on.
 */
export async function invite(
	gathering: string,
	people: readonly OpenPerson[],
	there: ReadonlyMap<string, Invitation>,
	progress: (reply: ReplyBody) => void,
): Promise<void> {
	const taken = new Set([...there.values()].flatMap(({ codes }) => codes));
	for (const person of people) {
		if (there.has(person.record.id) || !mayInvite(person)) continue;
		const drawn = drawCode(taken);
		taken.add(drawn);
		progress(await addReply(gathering, person.record.id, { code: drawn, answer: "unknown" }));
	}
}

/** Without 0 and O, 1, I and L, U and V: it is read aloud and typed. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ";
const CODE_LENGTH = 6;

function drawCode(taken: ReadonlySet<string>): string {
	for (;;) {
		const drawn = Array.from({ length: CODE_LENGTH }, drawLetter).join("");
		if (!taken.has(drawn)) return drawn;
	}
}

function drawLetter(): string {
	const most = 256 - (256 % LETTERS.length);
	for (;;) {
		const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
		if (byte < most) return LETTERS[byte % LETTERS.length] as string;
	}
}

/** Whose card this is, from its code as a camera or a person reads it; null for any other text. Pure. */
export function personWith(invitations: Iterable<Invitation>, read: string): string | null {
	const wanted = read.toUpperCase().replace(/[^A-Z0-9]/g, "");
	if (wanted.length !== CODE_LENGTH) return null;
	return [...invitations].find(({ codes }) => codes.includes(wanted))?.person ?? null;
}
