/**
 * What a withdrawal stops, as far as this browser may see: each a change with a note of its own, and each can be undone.
 *
 * Whatever is stopped says so under its own seal, by the withdrawal's mark, with what it was before. So a withdrawal that was
 * cut off, also with its tab, is gone on with: what it had stopped is found, not stopped or counted again.
 */

import { readStopped, type StoppedBy, without } from "./agreed";
import type { CaseBody, LadderBody } from "./bodies";
import { CASES, type CaseRecord, getCase, isLive, type OpenCase } from "./cases";
import { changeTask } from "./kept_hours";
import { getPerson, LADDER, type LadderRecord, type OpenPerson } from "./ladder";
import { isMoved, readContact, sealAnew } from "./narrowing";
import type { Note } from "./notes";
import { allTaken, forTrack, type TakenBack } from "./notices";
import type { OpenedContact } from "./queue";
import { endReview } from "./review";
import { TooLong } from "./sealing";
import {
	CASE_TASKS,
	LADDER_TASKS,
	type OpenTask,
	type TaskBody,
	type TaskRecord,
	type TasksOf,
} from "./tasks";
import { asItStands, changeNoted, type Opened, type TrackKind, type TrackRecord } from "./tracks";
import type { Track } from "./triage";
import type { Consent, Purpose } from "./types";
import { offerAgain, restoreContact, restoreRecord, restoreTask, type Undone } from "./undoing";

/** Whose withdrawal it is: confirmed by a person. */
export type Whom =
	| { what: "contact"; one: OpenedContact }
	| { what: "case"; one: OpenCase }
	| { what: "person"; one: OpenPerson };

/** One thing that was stopped. */
export interface Stopped {
	what: "contact" | "case" | "person" | "task" | "offer" | "notice";
	/** Of which record: the same thing is told once. */
	id: string;
	/** Whose, or of a task what. */
	name: string;
	undo: () => Promise<Undone>;
}

/** What is noted, in the words of whoever works. */
export interface StopWords {
	/** On a case or person: what was taken back, when and where. */
	note: string;
	/** Why a contact was closed or a task dropped. */
	reason: string;
	/** Where all of it is undone. */
	undone: string;
}

/** A withdrawal, as whatever it stops names it: enough to tell those of one person apart, in little room. */
export function markOf(withdrawal: string): string {
	return withdrawal.slice(0, 8);
}

/** What is stopped, by which withdrawal, in which words. */
export interface How {
	mark: string;
	purposes: readonly Purpose[];
	on: string;
	words: StopWords;
	told: (stopped: Stopped) => void;
}

/**
 * Stops what is taken back, for one record of the person, as it stands now; `told` hears of each thing that this withdrawal
 * stopped, also of what an earlier try had stopped.
 *
 * Throws MovedMeanwhile, TooLong, Locked; ApiError `stale`; NetworkFault.
 */
export async function stop(
	withdrawal: string,
	whom: Whom,
	taken: TakenBack,
	words: StopWords,
	told: (stopped: Stopped) => void,
): Promise<void> {
	const purposes = whom.what === "person" ? forTrack("leadership", taken) : allTaken(taken);
	const how = { mark: markOf(withdrawal), purposes, on: taken.on, words, told };
	const act = () => stopOne(whom, how);
	try {
		await act();
	} catch (error) {
		if (!isMoved(error)) throw error;
		// Somebody changed it meanwhile, be it this withdrawal in another tab: once more, with all that was noted by then.
		await act();
	}
}

async function stopOne(whom: Whom, how: How): Promise<void> {
	if (whom.what === "contact") return narrow(await readContact(whom.one.contact.id), how);
	const { id } = whom.one.record;
	if (whom.what === "case") {
		const { notes, tasks, ...open } = await getCase(id);
		const ending = (record: CaseRecord) => (isLive(record) ? { state: "closed" as const } : {});
		await stopTrack<CaseRecord, CaseBody>(CASES, "consulta", open, notes, ending, how);
		return stopTasks(CASE_TASKS, tasks, how);
	}
	const { notes, tasks, ...open } = await getPerson(id);
	await stopTrack<LadderRecord, LadderBody>(LADDER, "leadership", open, notes, () => ({}), how);
	return stopTasks(LADDER_TASKS, tasks, how);
}

async function narrow(one: OpenedContact, how: How): Promise<void> {
	const { contact, body, raw } = one;
	const { mark, purposes, on, words } = how;
	const tell = () =>
		how.told({
			what: "contact",
			id: contact.id,
			name: body.name,
			undo: () => restoreContact(contact.id, how),
		});
	const consent = without(body.consent, purposes, on, mark);
	if (consent === body.consent) return body.consent.stopped?.by === mark ? tell() : undefined;
	const waits = contact.state === "new" || contact.state === "picked_up";
	const ends = waits && consent.purposes.length === 0;
	await fitting(consent, (fits) => {
		const narrowed = { ...one, raw: { ...raw, consent: fits } };
		return ends
			? endReview(narrowed, [], words.reason, { stopped_by: mark })
			: sealAnew(contact, narrowed.raw);
	});
	tell();
}

/** Where a body of an older build has no room for what was taken back and when, the words that were read to them go. */
async function fitting(consent: Consent, seal: (consent: Consent) => Promise<unknown>): Promise<void> {
	try {
		await seal(consent);
	} catch (error) {
		if (!(error instanceof TooLong)) throw error;
		await seal({ ...consent, words: "" });
	}
}

export type Person = { consent: Consent; card: { name: string } };

async function stopTrack<R extends TrackRecord, B extends Person>(
	of: TrackKind<B>,
	track: Track,
	from: Opened<R, B>,
	notes: readonly Note[],
	ending: (record: R) => Partial<R>,
	how: How,
): Promise<void> {
	const before = wasBefore(notes, how.mark);
	const change = changeFor(from, track, ending, how, before);
	if (change !== null) await stopRecord(of, from, change, how);
	const was = change?.was ?? before;
	if (was !== null) tellOf(of, track, from, was, how);
}

interface Change<R> {
	clear: Partial<R>;
	consent: Consent | null;
	was: StoppedBy;
}

/**
 * What has to change of a case or of somebody on the ladder, with what it was before; null where nothing has to. `earlier`: what
 * it was before an earlier try, since which somebody has set some of it going again.
 */
function changeFor<R extends TrackRecord, B extends Person>(
	{ record, body }: Opened<R, B>,
	track: Track,
	ending: (record: R) => Partial<R>,
	{ purposes, on, mark }: How,
	earlier: StoppedBy | null,
): Change<R> | null {
	if (body === null) return null;
	const consent = without(body.consent, purposes, on);
	const narrowed = consent !== body.consent;
	const clear = (purposes.includes(track) ? { ...ending(record), ...freed(record) } : {}) as Partial<R>;
	if (!narrowed && Object.keys(clear).length === 0) return null;
	const lost = [...body.consent.purposes, ...(earlier?.purposes ?? [])].filter(
		(code) => !consent.purposes.includes(code),
	);
	const before = Object.fromEntries(Object.keys(clear).map((name) => [name, record[name as keyof R]]));
	const was = { ...earlier, by: mark, purposes: lost, ...before };
	return { clear, consent: narrowed ? consent : null, was };
}

/** Without a next day, and offered to nobody. */
function freed({ next_on, offered_to }: TrackRecord): Partial<TrackRecord> {
	return {
		...(next_on === null ? {} : { next_on: null }),
		...(offered_to === null ? {} : { offered_to: null }),
	};
}

/** The consent of a case or of somebody on the ladder; what it was there for ends with it. */
async function stopRecord<R extends TrackRecord, B extends Person>(
	of: TrackKind<B>,
	from: Opened<R, B>,
	{ clear, consent, was }: Change<R>,
	{ words }: How,
): Promise<void> {
	const said = { kind: "withdrawn", text: words.note, stopped: { ...was } } as const;
	if (consent === null) await changeNoted(of, from, clear, said);
	else await fitting(consent, (fits) => changeNoted(of, from, clear, said, { consent: fits } as Partial<B>));
}

/** What a record was before this withdrawal stopped it, as its last note of that says; null where it is undone, or was never stopped. */
function wasBefore(notes: readonly Note[], mark: string): StoppedBy | null {
	const told = notes.flatMap(({ body }) => (readStopped(body?.stopped)?.by === mark ? [body] : [])).at(-1);
	return told?.kind === "withdrawn" ? readStopped(told.stopped) : null;
}

function tellOf<R extends TrackRecord, B extends Person>(
	of: TrackKind<B>,
	track: Track,
	{ record, body }: Opened<R, B>,
	was: StoppedBy,
	how: How,
): void {
	const { id } = record;
	const name = body?.card.name ?? "";
	const what = track === "consulta" ? "case" : "person";
	how.told({ what, id, name, undo: () => restoreRecord(of, id, was, how) });
	const to = was.offered_to;
	if (to) how.told({ what: "offer", id, name, undo: () => offerAgain(of, id, to) });
}

/** All that is still to be done for it; of a case whose help goes on, the invitations to meetings. */
async function stopTasks(of: TasksOf, tasks: readonly OpenTask[], how: How): Promise<void> {
	for (const task of tasks) {
		if (ends(of, task, how.purposes)) await dropTask(of, task, how);
		else tellIfStopped(of, task, how);
	}
}

function ends(of: TasksOf, { record, body }: OpenTask, purposes: readonly Purpose[]): boolean {
	if (record.state !== "open") return false;
	if (of === LADDER_TASKS) return purposes.includes("leadership");
	return purposes.includes("consulta") || (purposes.includes("leadership") && body?.kind === "invitation");
}

async function dropTask(of: TasksOf, task: OpenTask, how: How): Promise<void> {
	const told = { outcome: how.words.reason, stopped_by: how.mark };
	await asItStands<TaskRecord, TaskBody, void>(of, task, async (now) => {
		// Done or dropped meanwhile: there is nothing left to drop.
		if (now.record.state !== "open") return tellIfStopped(of, now, how);
		const dropped = await changeTask(of, now, { state: "dropped" }, now.body === null ? {} : told);
		tellOfTask(of, dropped, how);
	});
}

/** Of what an earlier try, or another tab, has dropped for it. */
function tellIfStopped(of: TasksOf, task: OpenTask, how: How): void {
	if (task.body?.stopped_by === how.mark) tellOfTask(of, task, how);
}

function tellOfTask(of: TasksOf, task: OpenTask, how: How): void {
	const undo = () => restoreTask(of, task, how);
	how.told({ what: "task", id: task.record.id, name: task.body?.text ?? "", undo });
}
