/** What came of calling or writing to somebody: a note on their record, and the day on which it is tried again. */

import type { CaseBody, LadderBody } from "./bodies";
import { CASES, type OpenCase, sayReached } from "./cases";
import { changeTask } from "./kept_hours";
import { LADDER, type OpenPerson } from "./ladder";
import { inOrder, type Noting, type Owed } from "./owed";
import { isOwed, keepPromise, noteReached } from "./promised";
import { CASE_TASKS, LADDER_TASKS, type OpenTask, type TaskKindName, type TasksOf } from "./tasks";
import {
	addNote,
	asItStands,
	changeNoted,
	type Opened,
	type TrackKind,
	type TrackRecord,
	withNote,
} from "./tracks";

export const CAME = ["talked", "no_answer", "message_left", "another_day", "wrong_number"] as const;
export type Came = (typeof CAME)[number];

/** After how many days it is tried again; who was spoken with keeps the day that was agreed. */
const AGAIN_IN: Record<Came, number | null> = {
	talked: null,
	no_answer: 1,
	message_left: 2,
	another_day: 7,
	wrong_number: 1,
};

/** What others come to, too: its day is no day for a call. */
const AGREED: readonly (TaskKindName | null)[] = ["appointment", "accompaniment", "one_on_one"];

/**
 * The day that is proposed after this; null where it stays as it is. What was agreed for a day that is not over is not moved by a
 * call about it that nobody answers. Pure.
 */
export function dayAfter(came: Came, today: string, { task, on }: Pick<Owed, "task" | "on">): string | null {
	const isAgreed = AGREED.includes(task) && on !== null && on >= today;
	const days = isAgreed && came !== "another_day" ? null : AGAIN_IN[came];
	return days === null ? null : new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
}

/** What came of it: its words as they stay noted, and the new day; null leaves the day that is there. */
export interface Call {
	came: Came;
	text: string;
	on: string | null;
}

/** A line of somebody who can be called. */
export type Callable = Owed & { noting: Noting };

export function isCallable(owed: Owed): owed is Callable {
	return owed.noting !== null;
}

/**
 * Notes a call on the record that it was for and sets its day, or its task's. Who was spoken with is said to be reached,
 * where it is known from which contact they came, and what they were promised is kept. What is owed now. Throws as `changeNoted`.
 */
export async function noteCall(owed: Callable, { came, text, on }: Call): Promise<Callable> {
	const day = on ?? owed.on;
	if (came !== "talked") return say(owed, text, day);
	await sayReached(owed.noting.whose.body?.contact ?? "");
	return reached(owed, text, day);
}

/** Takes a call back: the day is what it was; the note stays, as every note does, and another says that it was a mistake. */
export function takeBack(now: Callable, before: Owed, text: string): Promise<Callable> {
	return say(now, text, before.on);
}

/** They were spoken with: one word of it, however often the same is tried because its day could not be set. */
function reached(owed: Callable, text: string, on: string | null): Promise<Callable> {
	return owed.track === "consulta"
		? reachedOn(CASES, owed, owed.noting.whose as OpenCase, text, on)
		: reachedOn(LADDER, owed, owed.noting.whose as OpenPerson, text, on);
}

async function reachedOn<
	R extends OpenCase["record"] | OpenPerson["record"],
	B extends CaseBody | LadderBody,
>(of: TrackKind<B>, owed: Callable, whose: Opened<R, B>, text: string, on: string | null): Promise<Callable> {
	const put = on !== owed.on;
	if (!put || owed.task === null) {
		const day = (put ? { next_on: on } : {}) as Partial<R>;
		return withRecord(owed, (await noteReached(of, whose, text, day)).open as Noting["whose"]);
	}
	const told = [owed.id, owed.noting.opened.record.rev, on];
	return withNote(of, owed.of, { kind: "reached", text }, told, async () => {
		const kept = withRecord(owed, (await keepPromise(of, whose)) as Noting["whose"]);
		return setDayUnlessMoved(kept, on);
	});
}

/** Who was reached is reached: a day that somebody else has set meanwhile stays theirs. */
async function setDayUnlessMoved(owed: Callable, on: string | null): Promise<Callable> {
	const opened = owed.noting.opened as OpenTask;
	const of = tasksOf(owed);
	const now = await asItStands(of, opened, async (found) =>
		found === opened ? changeTask(of, found, { next_on: on }) : found,
	);
	return withOwnTask(owed, now);
}

async function say(owed: Callable, text: string, on: string | null): Promise<Callable> {
	const { opened } = owed.noting;
	const record: TrackKind<object> = owed.track === "consulta" ? CASES : LADDER;
	if (on === owed.on) {
		await addNote(record, owed.of, text);
		return owed;
	}
	const said = { kind: "note", text } as const;
	if (owed.task !== null)
		return withNote(record, owed.of, said, [owed.id, opened.record.rev, on], () => setDay(owed, on));
	const changed = await changeNoted<TrackRecord, unknown>(record, opened, { next_on: on }, said);
	return withRecord(owed, changed.open as Noting["whose"]);
}

/** Sets the day of its task, without a word. */
async function setDay(owed: Callable, on: string | null): Promise<Callable> {
	return withOwnTask(owed, await changeTask(tasksOf(owed), owed.noting.opened as OpenTask, { next_on: on }));
}

function tasksOf({ track }: Callable): TasksOf {
	return track === "consulta" ? CASE_TASKS : LADDER_TASKS;
}

/** A line of a task as that stands now. */
function withOwnTask(owed: Callable, opened: OpenTask): Callable {
	return { ...owed, on: opened.record.next_on, noting: { ...owed.noting, opened } };
}

/** A line of a record as that stands now: its own, or of a task of it. */
function withRecord(owed: Callable, whose: Noting["whose"]): Callable {
	const promise = whose.body && isOwed(whose.body.promise) ? whose.body.promise : null;
	if (owed.task !== null) return { ...owed, promise, noting: { ...owed.noting, whose } };
	return { ...owed, promise, on: whose.record.next_on, noting: { opened: whose, whose } };
}

/** The list with one of its lines as it stands now, in its place, and its record in the lines of its tasks. Pure. */
export function withOne(all: readonly Owed[], one: Owed): Owed[] {
	return inOrder(all.map((each) => (each.id === one.id ? one : beside(each, one))));
}

function beside(each: Owed, one: Owed): Owed {
	return each.of === one.of && isCallable(each) && isCallable(one)
		? withRecord(each, one.noting.whose)
		: each;
}
