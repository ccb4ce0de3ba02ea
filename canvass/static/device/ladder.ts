/** The ladder of engagement: people on the leadership track, readable in this browser's memory only. */

import { type LadderBody, type Move, type NoteKind, readLadder } from "./bodies";
import { LADDER_TASKS, type OpenTask, type TaskBody, type TaskRecord } from "./tasks";
import {
	addNote,
	changeTrack,
	getTrack,
	listTrack,
	type Note,
	type Opened,
	openTrack,
	sealNote,
	type TrackKind,
	type TrackRecord,
} from "./tracks";
import { sendOnce } from "./unanswered";
import { deskRequest } from "./unlocked";

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

export function listLadder(): Promise<OpenPerson[]> {
	return listTrack(LADDER);
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
export async function movePerson(
	from: OpenPerson,
	move: StepMove,
): Promise<{ open: OpenPerson; note: Note }> {
	const { record } = from;
	const { step, on, note } = move;
	const make = async () => {
		const { body, ...sealed } = await sealNote(LADDER, note, "move", { step, on });
		return { body, sent: { rev: record.rev, step, note: sealed } };
	};
	return sendOnce(["move", record.id, record.rev, move], make, async ({ body, sent }) => ({
		open: await openPerson(await deskRequest<LadderRecord>("PATCH", `${LADDER.path}/${record.id}`, sent)),
		note: { id: sent.note.id, body },
	}));
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
