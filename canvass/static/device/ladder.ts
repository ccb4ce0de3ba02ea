/** The ladder of engagement: people on the leadership track, readable in this browser's memory only. */

import { type LadderBody, type NoteKind, readLadder, type Step } from "./bodies";
import { LADDER_TASKS, type OpenTask, type TaskBody, type TaskRecord } from "./tasks";
import {
	addNote,
	changeTrack,
	getTrack,
	listTrack,
	type Note,
	type Opened,
	openTrack,
	type TrackKind,
	type TrackRecord,
} from "./tracks";
import { atWork } from "./unlocked";

export { STEPS, type Step } from "./bodies";

export interface LadderRecord extends TrackRecord {
	step: Step;
}

export type OpenPerson = Opened<LadderRecord, LadderBody>;
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

/** Moves a person to a step: day, author and note stay in the sealed history. Throws as `changeTrack`. */
export function movePerson(
	from: OpenPerson,
	move: { step: Step; on: string; note: string },
): Promise<OpenPerson> {
	const { step, on, note } = move;
	const history = [...(from.body?.history ?? []), { step, on, by: atWork().alias, note: note.trim() }];
	return changeTrack<LadderRecord, LadderBody>(LADDER, from, { step }, { history });
}

/** A record that a `409 stale` answered with. */
export function openPerson(record: LadderRecord): Promise<OpenPerson> {
	return openTrack<LadderRecord, LadderBody>(LADDER, record);
}

export function addLadderNote(id: string, text: string, kind?: NoteKind): Promise<Note> {
	return addNote(LADDER, id, text, kind);
}
