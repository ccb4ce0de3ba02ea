/**
 * What is owed to anybody, by day, over what this member may open: cases, people on the ladder, their tasks.
 * A track whose vault is locked or not theirs is not asked for.
 */

import { type KeptPromise, tookBack } from "./agreed";
import type { Card } from "./bodies";
import { type CaseRecord, isLive, listCasesAndNotices, type OpenCase } from "./cases";
import { listLadderAndNotices, type OpenPerson } from "./ladder";
import type { TeamMember } from "./members";
import type { OpenNotice } from "./notices";
import { isOwed } from "./promised";
import { CASE_TASKS, LADDER_TASKS, listOpenTasks, type OpenTask, type TaskKindName } from "./tasks";
import type { Opened, TrackRecord } from "./tracks";
import type { Track } from "./triage";
import type { Channel, Consent, Promised } from "./types";
import { openVaults } from "./unlocked";

/** Why something is on somebody's list. */
export const WHYS = ["withdrawn", "offered", "returned", "mine", "unaccepted", "overdue"] as const;
export type Why = (typeof WHYS)[number];

export interface Owed {
	track: Track;
	why: Why;
	/** The case's or person's id. */
	of: string;
	/** The record's or task's. */
	id: string;
	name: string;
	phone: string;
	channel: Channel;
	/** What they were promised and still wait for, with the name by which they will be called. */
	promise: Promised | null;
	/** What is to be done; empty where nobody wrote it. */
	text: string;
	task: TaskKindName | null;
	on: string | null;
	time: string;
	/** Who carries it, or was asked to. */
	assignee: string | null;
	offered_to: string | null;
	/** Where what came of a call is noted; null where there is nobody to call. */
	noting: Noting | null;
}

/** The record or task itself, and the record that it is of. */
export interface Noting {
	opened: Opened<TrackRecord, unknown>;
	whose: OpenCase | OpenPerson;
}

export interface Asker {
	id: string;
	coordinator: boolean;
	today: string;
	/** Who can open what: what lies with anybody else is nobody's. */
	team: readonly Pick<TeamMember, "id" | "active" | "vaults">[];
}

const NOBODY = { name: "", phone: "", channel: "visit" } as const;

/** All that this member owes, or has to see to; soonest first. Throws Locked, ApiError, NetworkFault. */
export async function fetchOwed(asker: Asker): Promise<Owed[]> {
	const open = openVaults();
	const [consulta, leadership] = await Promise.all([
		open.has("consulta") ? owedOfCases(asker) : [],
		open.has("leadership") ? owedOfLadder(asker) : [],
	]);
	return inOrder([...consulta, ...leadership]);
}

async function owedOfCases(asker: Asker): Promise<Owed[]> {
	const [{ records, notices }, tasks] = await Promise.all([listCasesAndNotices(), listOpenTasks(CASE_TASKS)]);
	return [...owedOn("consulta", records.filter(isOpen), tasks, asker), ...toStop("consulta", notices)];
}

async function owedOfLadder(asker: Asker): Promise<Owed[]> {
	const [{ records, notices }, tasks] = await Promise.all([
		listLadderAndNotices(),
		listOpenTasks(LADDER_TASKS),
	]);
	return [...owedOn("leadership", records, tasks, asker), ...toStop("leadership", notices)];
}

/** Word that somebody took something back is for whoever can open it, until one of them has stopped it. */
function toStop(track: Track, notices: readonly OpenNotice[]): Owed[] {
	return notices.map(({ record, body }) => ({
		...faceOf(track, "withdrawn", record, "", {
			card: { ...NOBODY, name: body.name || body.phone },
			promise: null,
		}),
		text: "",
		task: null,
		time: "",
		noting: null,
	}));
}

function isOpen({ record }: { record: CaseRecord }): boolean {
	return isLive(record);
}

/** What of a track is on the asker's list, and why. Pure. */
function owedOn(
	track: Track,
	records: readonly (OpenCase | OpenPerson)[],
	tasks: readonly OpenTask[],
	asker: Asker,
): Owed[] {
	const byId = new Map(records.map((one) => [one.record.id, one]));
	const able = new Set(
		asker.team.filter(({ active, vaults }) => active && vaults.includes(track)).map(({ id }) => id),
	);
	const found: Owed[] = [];
	for (const opened of records) {
		const { record, body } = opened;
		const why = tookIt(body, track) ? null : whyOf(record, asker, able);
		if (why)
			found.push({
				...faceOf(track, why, record, record.id, body),
				text: body?.next_step ?? "",
				task: null,
				time: "",
				noting: { opened, whose: opened },
			});
	}
	for (const opened of tasks) {
		const { record, body } = opened;
		const of = byId.get(record.of);
		const why = whyOf(record, asker, able);
		if (why && of && !tookIt(of.body, track))
			found.push({
				...faceOf(track, why, record, record.of, of.body),
				text: body?.text ?? "",
				task: body?.kind ?? null,
				time: body?.time ?? "",
				noting: { opened, whose: of },
			});
	}
	return found;
}

/** Whoever took their consent back is called by nobody. */
function tookIt(body: { consent: Consent } | null, track: Track): boolean {
	return body !== null && tookBack(body.consent, track);
}

function faceOf(
	track: Track,
	why: Why,
	{ id, next_on, assignee, offered_to }: TrackRecord,
	of: string,
	body: { card: Pick<Card, "name" | "phone" | "channel">; promise: KeptPromise | null } | null,
) {
	const { name, phone, channel } = body?.card ?? NOBODY;
	const promise = body?.promise && isOwed(body.promise) ? body.promise : null;
	return { track, why, of, id, name, phone, channel, promise, on: next_on, assignee, offered_to };
}

/** Why it is on the asker's list; null if it is not. A coordinator also sees to what nobody accepted and what is overdue. */
function whyOf(
	record: TrackRecord,
	{ id, coordinator, today }: Asker,
	able: ReadonlySet<string>,
): Why | null {
	const { assignee, offered_to, offered_by, next_on } = record;
	if (offered_to === id) return "offered";
	if (assignee === id) return "mine";
	const nobodys = ![assignee, offered_to].some((one) => one !== null && able.has(one));
	if (nobodys && offered_by === id) return offered_to === null ? "returned" : "unaccepted";
	if (!coordinator) return null;
	if (next_on !== null && next_on < today) return "overdue";
	return nobodys ? "unaccepted" : null;
}

/** Overdue first, then by day and hour; without a day last. */
export function inOrder(owed: readonly Owed[]): Owed[] {
	const rank = ({ on, time, id }: Owed) => `${on ?? "9999"} ${time || "99:99"} ${id}`;
	return [...owed].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
