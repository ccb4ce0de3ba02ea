/** A withdrawal at the desk: whose it is, what it stops, and word of it to the vaults that whoever confirms it cannot open. */

import { listCases } from "./cases";
import { erasePerson } from "./erasing";
import { listLadder } from "./ladder";
import { type Match, matchOf, type Why } from "./matching";
import { sealAnew } from "./narrowing";
import { forTrack, type OpenNotice, sealNotice, type TakenBack } from "./notices";
import { isWithdrawal, type OpenedWithdrawal, type QueuedContact, type ReviewedContact } from "./queue";
import { type Stopped, type StopWords, stop, type Whom } from "./stopping";
import type { Track } from "./triage";
import { sendOnce } from "./unanswered";
import { type Why as LeftWhy, reopened, whyNot } from "./undoing";
import { atWork, deskRequest, Locked, onLocking, openVaults, sealInto } from "./unlocked";

/** Somebody whose withdrawal it may be, and why; a person says whether it is. */
export type Candidate = Whom & {
	id: string;
	why: Why[];
	score: number;
	/** Their number, or the very contact that somebody has confirmed. */
	likely: boolean;
};

const CERTAIN = 100;
const TRACKS: readonly Track[] = ["consulta", "leadership"];

/** What was stopped for each withdrawal or notice since the vaults were unlocked, and can be undone. */
const stopped = new Map<string, Stopped[]>();
/** Of which all of it was stopped. */
const whole = new Set<string>();
/** Undos that have begun and did not come to their end, with what they could not undo so far: whoever goes on is told that too. */
const begun = new Map<string, Left[]>();
onLocking(() => {
	if (openVaults().size > 0) return;
	stopped.clear();
	whole.clear();
	begun.clear();
});

export function stoppedFor(id: string): readonly Stopped[] {
	return stopped.get(id) ?? [];
}

/** Whether all that was confirmed is stopped: who was cut off in the middle has to go on. */
export function isWhole(id: string): boolean {
	return whole.has(id);
}

/** Whether there is anything to undo, or to go on with where an undo was cut off. */
export function canUndo(id: string): boolean {
	return stoppedFor(id).length > 0 || begun.has(id);
}

/** A withdrawal as the desk sees it. */
export function takenBack({ withdrawal }: OpenedWithdrawal, contacts: readonly string[] = []): TakenBack {
	const { name, phone, language, purposes, erase, on } = withdrawal;
	return { name, phone, language, purposes, erase, on, contacts: [...contacts] };
}

/** Who may be meant, among these contacts and on these tracks as far as they are open and have something to stop: the likeliest first. Throws Locked, ApiError, NetworkFault. */
export async function findWhom(
	taken: TakenBack,
	contacts: readonly ReviewedContact[],
	tracks: readonly Track[] = TRACKS,
): Promise<Candidate[]> {
	const open = openVaults();
	const isOpen = (track: Track) =>
		tracks.includes(track) && open.has(track) && forTrack(track, taken).length > 0;
	const [cases, people] = await Promise.all([
		isOpen("consulta") ? listCases() : [],
		isOpen("leadership") ? listLadder() : [],
	]);
	const found: Candidate[] = [];
	for (const one of contacts) {
		const like = one.body && matchOf(taken, one.body);
		if (one.body && like) found.push(candidate({ what: "contact", one }, one.contact.id, like));
	}
	const linked = new Set([...taken.contacts, ...found.filter(({ likely }) => likely).map(({ id }) => id)]);
	const add = (whom: Whom, id: string, body: { contact: string; card: TakenBackCard } | null) => {
		if (body === null) return;
		const like = linked.has(body.contact) ? { score: CERTAIN, why: [] } : matchOf(taken, body.card);
		if (like) found.push(candidate(whom, id, like));
	};
	for (const one of cases) add({ what: "case", one }, one.record.id, one.body);
	for (const one of people) add({ what: "person", one }, one.record.id, one.body);
	return found.sort((a, b) => b.score - a.score);
}

type TakenBackCard = Pick<TakenBack, "name" | "phone" | "language">;

function candidate(whom: Whom, id: string, { score, why }: Match): Candidate {
	return { ...whom, id, score, why, likely: score >= CERTAIN || why.includes("phone") };
}

/**
 * Stops it for all who were chosen; what was stopped before a failure stays so, and the same again goes on, in another tab too.
 * Throws as `stop`.
 */
export async function stopAll(
	id: string,
	whom: readonly Whom[],
	taken: TakenBack,
	words: StopWords,
): Promise<void> {
	// An undo that another has ended is none to go on with.
	begun.delete(id);
	const told = (one: Stopped) => {
		// What was locked meanwhile stays nowhere.
		if (openVaults().size === 0) throw new Locked();
		stopped.set(id, [...stoppedFor(id).filter((other) => !isSame(one, other)), one]);
	};
	for (const one of whom) await stop(id, one, taken, words, told);
	whole.add(id);
}

function isSame(one: Stopped, other: Stopped): boolean {
	return one.what === other.what && one.id === other.id;
}

/** The tracks that are left a notice: this browser does not open their vaults. */
export function tracksToTell(taken: Pick<TakenBack, "purposes" | "erase">): Track[] {
	const open = openVaults();
	return TRACKS.filter((track) => !open.has(track) && forTrack(track, taken).length > 0);
}

/**
 * Ends the review of a withdrawal, with how much it stopped under its own seal; tracks that are not open here get a notice,
 * in the same request. Throws ApiError `stale`, `contact_done`; Locked, NetworkFault.
 */
export async function endWithdrawal(one: OpenedWithdrawal, taken: TakenBack): Promise<QueuedContact> {
	const { id, rev } = one.contact;
	const told = tracksToTell(taken);
	const counts = countsOf(stoppedFor(id), told.length);
	const make = async () => {
		const { alias: by, today: on } = atWork();
		const review = { on, by, suggested: [], chosen: [], reason: "", stopped: counts };
		const sealed = await sealInto("intake", "contact", id, { ...one.raw, review });
		if (told.length === 0) return { path: "closing", sent: { rev, ...sealed } };
		const ladder = told.includes("leadership") ? await sealNotice("leadership", taken) : null;
		const notices = {
			case: told.includes("consulta") ? await sealNotice("consulta", taken) : null,
			ladder: ladder && { ...ladder, step: "met" },
		};
		return { path: "routing", sent: { rev, ...sealed, ...notices } };
	};
	return sendOnce(["withdrawal", id, rev, told, counts], make, ({ path, sent }) =>
		deskRequest<QueuedContact>("POST", `/contacts/${id}/${path}`, sent),
	);
}

function countsOf(all: readonly Stopped[], notices: number): Record<string, number> {
	const counts: Record<string, number> = notices > 0 ? { notice: notices } : {};
	for (const { what } of all) counts[what] = (counts[what] ?? 0) + 1;
	return counts;
}

/** What was not undone, and why. */
export interface Left {
	one: Stopped;
	why: LeftWhy;
}

/**
 * Undoes all that was stopped, as far as it can be; what was undone before a failure stays so. What somebody is changing just now
 * stays on the list, to be tried again. Throws Locked, NetworkFault, ApiError where the server does not answer.
 */
export async function undoAll(id: string): Promise<Left[]> {
	const left = await undoStopped(id);
	if (isTriedAgain(left)) return left;
	begun.delete(id);
	whole.delete(id);
	return left;
}

async function undoStopped(id: string): Promise<Left[]> {
	const left = (begun.get(id) ?? []).filter(({ why }) => why !== "moved");
	begun.set(id, left);
	for (const one of stoppedFor(id)) {
		const why = await undoOne(one);
		if (why !== null) left.push({ one, why });
		if (why !== "moved")
			stopped.set(
				id,
				stoppedFor(id).filter((other) => other !== one),
			);
	}
	return left;
}

function isTriedAgain(left: readonly Left[]): boolean {
	return left.some(({ why }) => why === "moved");
}

async function undoOne({ undo }: Stopped): Promise<LeftWhy | null> {
	try {
		return (await undo()) === "kept" ? "kept" : null;
	} catch (error) {
		const why = whyNot(error);
		if (why === null) throw error;
		return why;
	}
}

/**
 * Takes a confirmed withdrawal back: nothing is stopped any more, and it is reviewed again. Where notices went out to vaults that
 * are not open here it stays, and says when the rest was undone: a notice is its readers'. Null while something is left to try
 * again. Throws as `undoAll`, ApiError `stale`.
 */
export async function undoWithdrawal(
	one: OpenedWithdrawal,
): Promise<{ contact: QueuedContact | null; left: Left[] }> {
	const left = await undoStopped(one.contact.id);
	if (isTriedAgain(left)) return { contact: null, left };
	const contact = await afterUndo(one);
	begun.delete(one.contact.id);
	return { contact, left };
}

/** One that was cut off before its end is under review still. */
async function afterUndo(one: OpenedWithdrawal): Promise<QueuedContact> {
	if (toldOthers(one)) return sayUndone(one);
	if (!isOver(one)) return one.contact;
	const { review: _, ...raw } = one.raw;
	return reopened(one.contact, raw);
}

/**
 * Other withdrawals, confirmed and not undone, that look like the same person's. What one has stopped the next finds stopped, and
 * says nothing of: to undo the first gives back what all of them took.
 */
export function alsoOf(one: OpenedWithdrawal, all: readonly ReviewedContact[]): OpenedWithdrawal[] {
	return all.filter(isWithdrawal).filter(({ contact, review, ...other }) => {
		const stands = review?.stopped !== undefined && !review.undone;
		return stands && contact.id !== one.contact.id && matchOf(one.withdrawal, other.withdrawal) !== null;
	});
}

/** Whether it came to its end: what it is about is stopped, or it is nobody's. */
export function isOver({ contact }: OpenedWithdrawal): boolean {
	return contact.state === "routed" || contact.state === "closed";
}

/** Whether other vaults have word of it. */
export function toldOthers({ contact }: OpenedWithdrawal): boolean {
	return contact.state === "routed";
}

async function sayUndone({ contact, raw, review }: OpenedWithdrawal): Promise<QueuedContact> {
	await sealAnew(contact, { ...raw, review: { ...review, undone: atWork().today } });
	return deskRequest("GET", `/contacts/${contact.id}`);
}

/** Contacts among those who were chosen. */
export function contactsOf(whom: readonly Whom[]): string[] {
	return whom.flatMap((one) => (one.what === "contact" ? [one.one.contact.id] : []));
}

/** A notice that was seen to: it goes for good, as nobody needs it any more. Throws ApiError `held` under a hold. */
export function dropNotice(track: Track, { record }: OpenNotice): Promise<void> {
	return erasePerson(track === "consulta" ? "cases" : "ladder", record.id);
}
