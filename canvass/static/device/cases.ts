/** Consulta's cases: one-on-one support, readable in this browser's memory only. */

import { type CaseBody, readCase } from "./bodies";
import {
	addNote,
	changeTrack,
	getTrack,
	listTrack,
	type Note,
	type Opened,
	openTrack,
	type TrackRecord,
} from "./tracks";

export const CASE_STATES = ["open", "waiting", "resolved", "closed"] as const;
export type CaseState = (typeof CASE_STATES)[number];

export interface CaseRecord extends TrackRecord {
	state: CaseState;
}

export type OpenCase = Opened<CaseRecord, CaseBody>;
export type CaseChanges = Partial<Pick<CaseRecord, "state" | "assignee" | "next_on">>;

const CASES = { path: "/cases", vault: "consulta", kind: "case", read: readCase } as const;

export function listCases(): Promise<OpenCase[]> {
	return listTrack(CASES);
}

export function getCase(id: string): Promise<OpenCase & { notes: Note[] }> {
	return getTrack<CaseRecord, CaseBody>(CASES, id);
}

/** Changes a case; throws as `changeTrack`. */
export function changeCase(
	from: OpenCase,
	clear: CaseChanges,
	inside: Partial<CaseBody> = {},
): Promise<OpenCase> {
	return changeTrack<CaseRecord, CaseBody>(CASES, from, clear, inside);
}

/** A record that a `409 stale` answered with. */
export function openCase(record: CaseRecord): Promise<OpenCase> {
	return openTrack<CaseRecord, CaseBody>(CASES, record);
}

export function addCaseNote(id: string, text: string): Promise<Note> {
	return addNote(CASES, id, text);
}

/** True while somebody still owes the person something. */
export function isLive({ state }: CaseRecord): boolean {
	return state === "open" || state === "waiting";
}
