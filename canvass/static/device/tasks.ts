/** Tasks of cases and of people on the ladder: what somebody does for a person by a day, readable in this browser's memory only. */

import { code, day, readConsent, text, texts } from "./bodies";
import { type Body, isObject } from "./framing";
import type { Sealed } from "./seal";
import { listTrack, type Opened, openTrack, planRecord, type TrackKind, type TrackRecord } from "./tracks";
import type { Consent } from "./types";
import { sendOnce } from "./unanswered";
import { deskRequest } from "./unlocked";

export const TASK_STATES = ["open", "done", "dropped"] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** What is done: on a case any but the last, on the ladder a step or the last. */
export const TASK_KINDS = [
	"step",
	"appointment",
	"referral",
	"advocacy",
	"accompaniment",
	"one_on_one",
	"invitation",
] as const;
export type TaskKindName = (typeof TASK_KINDS)[number];

export const HELP = ["no", "needed", "arranged"] as const;
export type Help = (typeof HELP)[number];

/** How a referral ended: beside the words, so that it can be counted. */
export const RESULTS = ["helped", "refused", "no_answer", "not_needed"] as const;
export type TaskResult = (typeof RESULTS)[number];

export interface TaskRecord extends TrackRecord {
	/** The case, or the person on the ladder. */
	of: string;
	state: TaskState;
}

export interface TaskBody {
	v: 1;
	id: string;
	kind: TaskKindName;
	text: string;
	/** `HH:MM` of the task's day, or nothing. */
	time: string;
	place: string;
	/** Who goes along, as the team knows them. */
	going: string[];
	ride: Help;
	interpreter: Help;
	/** To which service of the directory. */
	service: { id: string; name: string } | null;
	/** What the person agreed to: nobody is referred without. */
	consent: Consent | null;
	/** To which meeting they are invited. */
	meeting: string;
	/** The slot of the office hours that it keeps, or nothing. */
	slot: string;
	/** Once it needs that no more, the slot's `rev` under which it is freed; see `kept_hours.ts`. */
	let_go: number | null;
	/** What came of it. */
	outcome: string;
	/** The withdrawal that ended it. */
	stopped_by?: string;
	/** The day on which it was done; of an older one nothing. */
	done_on: string;
	/** The same of a referral as a code. */
	result: TaskResult | null;
	on: string;
	by: string;
}

export type OpenTask = Opened<TaskRecord, TaskBody>;
export type TaskPlan = Pick<TaskBody, "kind" | "text"> &
	Partial<
		Pick<
			TaskBody,
			"time" | "place" | "going" | "ride" | "interpreter" | "service" | "consent" | "meeting" | "slot"
		>
	>;

/** Who is asked to take it on, and its day. */
export interface TaskClear {
	to: string | null;
	next_on: string | null;
}

export type NewTask = TaskClear & Sealed & { id: string };

export const CASE_TASKS = {
	path: "/cases/tasks",
	vault: "consulta",
	kind: "case.task",
	notes: "case.note",
	read: readTask,
} as const satisfies TrackKind<TaskBody>;

export const LADDER_TASKS = {
	path: "/ladder/tasks",
	vault: "leadership",
	kind: "ladder.task",
	notes: "ladder.note",
	read: readTask,
} as const satisfies TrackKind<TaskBody>;

export type TasksOf = typeof CASE_TASKS | typeof LADDER_TASKS;

function readTask(body: Body): TaskBody {
	const service = isObject(body.service) ? body.service : null;
	return {
		v: 1,
		id: text(body.id),
		kind: code(body.kind, TASK_KINDS, "step"),
		text: text(body.text),
		time: text(body.time),
		place: text(body.place),
		going: texts(body.going),
		ride: code(body.ride, HELP, "no"),
		interpreter: code(body.interpreter, HELP, "no"),
		service: service && { id: text(service.id), name: text(service.name) },
		consent: isObject(body.consent) ? readConsent(body.consent) : null,
		meeting: text(body.meeting),
		slot: text(body.slot),
		let_go: typeof body.let_go === "number" ? body.let_go : null,
		outcome: text(body.outcome),
		...(text(body.stopped_by) ? { stopped_by: text(body.stopped_by) } : {}),
		done_on: day(body.done_on),
		result: RESULTS.find((one) => one === body.result) ?? null,
		on: day(body.on),
		by: text(body.by),
	};
}

/** What is still to be done, of all records of a track. */
export function listOpenTasks(of: TasksOf): Promise<OpenTask[]> {
	return listTrack(of, { state: "open" });
}

/** What is still to be done on a day, of all records of a track. */
export function listTasksOn(of: TasksOf, day: string): Promise<OpenTask[]> {
	return listTrack(of, { state: "open", on: day });
}

/** All tasks of a track, done ones too. */
export function listTasks(of: TasksOf): Promise<OpenTask[]> {
	return listTrack(of);
}

/** What is not needed any more, of all records of a track. */
export function listDroppedTasks(of: TasksOf): Promise<OpenTask[]> {
	return listTrack(of, { state: "dropped" });
}

/** What was done, of all records of a track. */
export function listDoneTasks(of: TasksOf): Promise<OpenTask[]> {
	return listTrack(of, { state: "done" });
}

/** What a task is as it is sent: sealed under a new id. Throws TooLong, Locked. */
export async function newTask(of: TasksOf, plan: TaskPlan, clear: TaskClear): Promise<NewTask> {
	return { ...clear, ...(await planRecord<TaskBody>(of, { ...plan, text: plan.text.trim() })) };
}

/** Adds a task and asks somebody to take it on. Throws TooLong, Locked, ApiError, NetworkFault. */
export async function addTask(
	of: TasksOf,
	record: string,
	plan: TaskPlan,
	clear: TaskClear,
): Promise<OpenTask> {
	const path = of === CASE_TASKS ? "/cases" : "/ladder";
	const make = () => newTask(of, plan, clear);
	const send = (task: object) => deskRequest<TaskRecord>("POST", `${path}/${record}/tasks`, task);
	return openTrack(of, await sendOnce([of.kind, record, plan, clear], make, send));
}

/** Adds a task for an act on another record, the task first; the same again makes no second one. Throws as `addTask` and the act. */
export function withTask<T>(
	of: TasksOf,
	record: string,
	plan: TaskPlan,
	clear: TaskClear,
	told: readonly unknown[],
	act: () => Promise<T>,
): Promise<T> {
	return sendOnce(
		[of.kind, record, plan, clear, told],
		() => newTask(of, plan, clear),
		async (task) => {
			await deskRequest("POST", `${of === CASE_TASKS ? "/cases" : "/ladder"}/${record}/tasks`, task);
			return act();
		},
	);
}

/** By their day, those without one last; what is done stands behind. */
export function inTaskOrder(tasks: readonly OpenTask[]): OpenTask[] {
	const rank = ({ record, body }: OpenTask) =>
		`${record.state === "open" ? 0 : 1} ${record.next_on ?? "9999"} ${body?.time ?? ""} ${record.id}`;
	return [...tasks].sort((a, b) => rank(a).localeCompare(rank(b)));
}
