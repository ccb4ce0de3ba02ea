/** Meetings of people with the same problem: called from a pattern, with an invitation as a task of each case that agreed. */

import { COUNTERPARTIES, type Counterparty, code, day, text } from "./bodies";
import { isLive, type OpenCase } from "./cases";
import type { Body } from "./framing";
import { addTask, CASE_TASKS, listTasks, type OpenTask } from "./tasks";
import { addRecord, changeTrack, listTrack, type Opened, type RecordKind, type TrackRecord } from "./tracks";
import { consentCovers } from "./triage";

export const MEETING_STATES = ["planned", "held", "dropped"] as const;
export type MeetingState = (typeof MEETING_STATES)[number];

export interface MeetingRecord extends TrackRecord {
	state: MeetingState;
}

export interface MeetingBody {
	v: 1;
	id: string;
	title: string;
	time: string;
	place: string;
	/** What it is about. */
	kind: Counterparty["kind"];
	name: string;
	outcome: string;
	on: string;
	by: string;
}

export type OpenMeeting = Opened<MeetingRecord, MeetingBody>;
export type MeetingPlan = Pick<MeetingBody, "title" | "time" | "place" | "kind" | "name">;

export const MEETINGS = {
	path: "/patterns/meetings",
	vault: "consulta",
	kind: "meeting",
	read: readMeeting,
} as const satisfies RecordKind<MeetingBody>;

function readMeeting(body: Body): MeetingBody {
	return {
		v: 1,
		id: text(body.id),
		title: text(body.title),
		time: text(body.time),
		place: text(body.place),
		kind: code(body.kind, COUNTERPARTIES, "other"),
		name: text(body.name),
		outcome: text(body.outcome),
		on: day(body.on),
		by: text(body.by),
	};
}

/** Whom a meeting may invite: cases still open whose person agreed to be called for more than their own case. Pure. */
export function invitable(cases: readonly OpenCase[]): OpenCase[] {
	return cases.filter(
		({ record, body }) => isLive(record) && body !== null && consentCovers(body.consent, "leadership"),
	);
}

/** Calls a meeting. Throws TooLong, Locked, ApiError, NetworkFault. */
export function callMeeting(plan: MeetingPlan, next_on: string): Promise<OpenMeeting> {
	const planned = { ...plan, title: plan.title.trim() };
	return addRecord<MeetingRecord, MeetingBody>(MEETINGS, planned, next_on);
}

/**
 * Invites by a task on each case, offered to who carries it; those that have one already are left out.
 * `progress` is told of each. Throws as `callMeeting`; what was invited before stays invited, and the same again goes on.
 */
export async function inviteTo(
	meeting: OpenMeeting,
	cases: readonly OpenCase[],
	progress: (invited: OpenTask) => void,
): Promise<void> {
	const { record, body } = meeting;
	const there = new Set((await invitationsTo(record.id)).map((task) => task.record.of));
	for (const one of cases) {
		if (there.has(one.record.id)) continue;
		const plan = { kind: "invitation", text: body?.title ?? "", meeting: record.id } as const;
		const clear = { to: one.record.assignee, next_on: record.next_on };
		progress(await addTask(CASE_TASKS, one.record.id, plan, clear));
	}
}

/** The invitations to a meeting, with what came of them. */
export async function invitationsTo(meeting: string): Promise<OpenTask[]> {
	return (await listTasks(CASE_TASKS)).filter(({ body }) => body?.meeting === meeting);
}

export function listMeetings(): Promise<OpenMeeting[]> {
	return listTrack(MEETINGS);
}

/** Ends a meeting with what came of it, or calls it off. Throws as `changeTrack`. */
export function endMeeting(from: OpenMeeting, state: MeetingState, outcome: string): Promise<OpenMeeting> {
	return changeTrack<MeetingRecord, MeetingBody>(MEETINGS, from, { state }, { outcome });
}
