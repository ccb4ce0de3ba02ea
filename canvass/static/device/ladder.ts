/** The ladder of engagement: people on the leadership track, readable in this browser's memory only. */

import { type LadderBody, type Move, readLadder } from "./bodies";
import type { Note, NoteKind } from "./notes";
import { type OpenNotice, partNotices } from "./notices";
import { LADDER_TASKS, type OpenTask, type TaskBody, type TaskRecord } from "./tasks";
import {
	addNote,
	changeNoted,
	changeTrack,
	getTrack,
	listTrack,
	type Opened,
	openTrack,
	type TrackKind,
	type TrackRecord,
} from "./tracks";

export interface LadderRecord extends TrackRecord {
	step: string;
}

export type OpenPerson = Opened<LadderRecord, LadderBody>;
/** A person came to a step on a day, and what whoever saw it noted. */
export interface StepMove {
	step: string;
	on: string;
	note: string;
}

export type LadderChanges = Partial<Pick<LadderRecord, "assignee" | "next_on">>;

export const LADDER = {
	path: "/ladder",
	vault: "leadership",
	kind: "ladder",
	notes: "ladder.note",
	read: readLadder,
} as const satisfies TrackKind<LadderBody>;

/** All of them, and beside them word of what somebody took back. */
export async function listLadderAndNotices(): Promise<{ records: OpenPerson[]; notices: OpenNotice[] }> {
	return partNotices(await listTrack<LadderRecord, LadderBody>(LADDER));
}

export async function listLadder(): Promise<OpenPerson[]> {
	return (await listLadderAndNotices()).records;
}

export function getPerson(id: string): Promise<OpenPerson & { notes: Note[]; tasks: OpenTask[] }> {
	return getTrack<LadderRecord, LadderBody, TaskRecord, TaskBody>(LADDER, LADDER_TASKS, id);
}

/** Changes what is owed to a person; throws as `changeTrack`. */
export function changePerson(
	from: OpenPerson,
	clear: LadderChanges,
	inside: Partial<LadderBody> = {},
): Promise<OpenPerson> {
	return changeTrack<LadderRecord, LadderBody>(LADDER, from, clear, inside);
}

/**
 * Moves a person to a step. Day, author and a word about it are a note of its own, sent in the same request: who moves
 * somebody from an old page loses the turn, and nobody's move is lost. Throws as `changeTrack`.
 */
export function movePerson(
	from: OpenPerson,
	{ step, on, note }: StepMove,
): Promise<{ open: OpenPerson; note: Note }> {
	const said = { kind: "move", text: note, step, on } as const;
	return changeNoted<LadderRecord, LadderBody>(LADDER, from, { step }, said);
}

/** The whole way of a person, oldest first: what older pages wrote into their body, and the moves that are notes. Pure. */
export function wayOf(body: LadderBody, notes: readonly Note[]): Move[] {
	const moves = notes.flatMap(({ body: note }) =>
		note?.kind === "move" ? [{ step: note.step ?? "", on: note.on, by: note.by, note: note.text }] : [],
	);
	return [...body.history, ...moves].sort((a, b) => a.on.localeCompare(b.on));
}

/** A record that a `409 stale` answered with. */
export function openPerson(record: LadderRecord): Promise<OpenPerson> {
	return openTrack<LadderRecord, LadderBody>(LADDER, record);
}

export function addLadderNote(id: string, text: string, kind?: NoteKind): Promise<Note> {
	return addNote(LADDER, id, text, kind);
}
