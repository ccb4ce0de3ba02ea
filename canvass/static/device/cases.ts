/** Consulta's cases: one-on-one support, readable in this browser's memory only. */

import { type CaseBody, readCase } from "./bodies";
import type { Note, NoteKind } from "./notes";
import { type OpenNotice, partNotices } from "./notices";
import { CASE_TASKS, type OpenTask, type TaskBody, type TaskRecord } from "./tasks";
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
import { deskRequest } from "./unlocked";

export const CASE_STATES = ["open", "waiting", "resolved", "closed"] as const;
export type CaseState = (typeof CASE_STATES)[number];

export interface CaseRecord extends TrackRecord {
	state: CaseState;
	/** Once it is accepted, its owner sees it no more. */
	transfer: boolean;
}

export type OpenCase = Opened<CaseRecord, CaseBody>;
export type CaseChanges = Partial<Pick<CaseRecord, "state" | "assignee" | "next_on">>;

export const CASES = {
	path: "/cases",
	vault: "consulta",
	kind: "case",
	notes: "case.note",
	read: readCase,
} as const satisfies TrackKind<CaseBody>;

/** All of them, and beside them word of what somebody took back. */
export async function listCasesAndNotices(): Promise<{ records: OpenCase[]; notices: OpenNotice[] }> {
	return partNotices(await listTrack<CaseRecord, CaseBody>(CASES));
}

export async function listCases(): Promise<OpenCase[]> {
	return (await listCasesAndNotices()).records;
}

export function getCase(id: string): Promise<OpenCase & { notes: Note[]; tasks: OpenTask[] }> {
	return getTrack<CaseRecord, CaseBody, TaskRecord, TaskBody>(CASES, CASE_TASKS, id);
}

/** Changes a case; throws as `changeTrack`. */
export function changeCase(
	from: OpenCase,
	clear: CaseChanges,
	inside: Partial<CaseBody> = {},
): Promise<OpenCase> {
	return changeTrack<CaseRecord, CaseBody>(CASES, from, clear, inside);
}

/** Changes how a case stands, with what changed for its person, or that it goes on: neither is there without the other. */
export function settleCase(
	from: OpenCase,
	state: CaseState,
	said: { kind: "outcome" | "reopened"; text: string },
): Promise<{ open: OpenCase; note: Note }> {
	return changeNoted<CaseRecord, CaseBody>(CASES, from, { state }, said);
}

/** A record that a `409 stale` answered with. */
export function openCase(record: CaseRecord): Promise<OpenCase> {
	return openTrack<CaseRecord, CaseBody>(CASES, record);
}

export function addCaseNote(id: string, text: string, kind?: NoteKind): Promise<Note> {
	return addNote(CASES, id, text, kind);
}

/** Somebody has spoken with the person: the volunteer who met them learns just that. */
export async function sayReached(contact: string): Promise<void> {
	if (contact) await deskRequest("PUT", `/contacts/${contact}/reached`);
}

/** True while somebody still owes the person something. */
export function isLive({ state }: CaseRecord): boolean {
	return state === "open" || state === "waiting";
}
