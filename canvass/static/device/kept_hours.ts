/**
 * Hours of the office that appointments keep, freed when nobody needs them any more: the task was dropped or moved, or its case
 * is over. In requests of their own, some minutes later, as held hours are (`letting_go.ts`).
 *
 * The seal of the task says which slot, and once it is not needed, at which `rev` of the slot that was: whoever frees it names
 * this one, so that it is freed once, and never from under somebody whose it has become since. What a closed tab has left
 * undone, whoever opens the cases next does.
 */

import { ApiError } from "./api";
import { getCase, isLive, type OpenCase } from "./cases";
import { listSlots, type Slot, setSlot } from "./hours";
import { later } from "./letting_go";
import { TooLong } from "./sealing";
import {
	CASE_TASKS,
	listDroppedTasks,
	listOpenTasks,
	type OpenTask,
	type TaskBody,
	type TaskRecord,
	type TasksOf,
} from "./tasks";
import { changeTrack } from "./tracks";
import { onLocking, openVaults, withSession } from "./unlocked";

/** A slot's `rev` begins at 1: for one that is over, or another's by now, nothing is to be freed. */
const NOTHING = 0;

const waiting = later();
onLocking(() => {
	if (!openVaults().has("consulta")) waiting.keepOnly(new Set());
});

const askSlots = () => withSession(listSlots);

type Clear = Partial<Pick<TaskRecord, "state" | "next_on" | "assignee">>;

/** Changes a task, and says in its seal what becomes of the hour that it keeps. `live`: its case goes on. Throws as `changeTrack`. */
export async function changeTask(
	of: TasksOf,
	task: OpenTask,
	clear: Clear,
	inside: Partial<TaskBody> = {},
	live = true,
): Promise<OpenTask> {
	// Asked of every task of a case: only of those with an hour would tell which have one.
	const slots = of === CASE_TASKS ? await askSlots().catch(() => null) : null;
	const becomes = { ...task.record, ...clear };
	const hour = slots && task.body ? hourAfter({ record: becomes, body: task.body }, live, slots) : {};
	// Whoever decides anew decides for themself: a withdrawal that is undone later leaves that alone.
	const mark = clear.state && task.body?.stopped_by ? { stopped_by: "" } : {};
	const change = { ...mark, ...inside, ...hour };
	const changed = await changeTrack<TaskRecord, TaskBody>(of, task, clear, change);
	if (slots) freeLater([changed], () => live, slots);
	return changed;
}

/** After a case ended, or goes on again: by and by its tasks say so of their hours. `told` hears of each that was sealed anew. */
export function settleLater(one: OpenCase, tasks: readonly OpenTask[], told: (task: OpenTask) => void): void {
	for (const { record, body } of tasks) {
		if (!body?.slot) continue;
		waiting.stop(record.id);
		waiting.stop(`${record.id} seal`);
		waiting.start(`${record.id} seal`, () => settleOne(one.record.id, record.id, told));
	}
}

/** By what stands then: a colleague may have reopened the case, or changed the task. */
async function settleOne(of: string, id: string, told: (task: OpenTask) => void): Promise<void> {
	const { record, tasks } = await getCase(of);
	const those = tasks.filter((task) => task.record.id === id);
	await settle(those, () => isLive(record), told);
}

/** After a case was erased: nothing else will say which hours its appointments kept. */
export async function freeErased(tasks: readonly OpenTask[]): Promise<void> {
	const slots = await askSlots();
	const erased = tasks.map(({ record, body, raw }) => ({
		record,
		body: body && { ...body, ...hourAfter({ record, body }, false, slots) },
		raw,
	}));
	freeLater(erased, () => false, slots);
}

/** What closed tabs have left undone, over all cases. Throws Locked, ApiError, NetworkFault. */
export async function settleAll(cases: readonly OpenCase[]): Promise<void> {
	if ((await askSlots()).every(({ state }) => state === "free")) return;
	const live = new Map(cases.map(({ record }) => [record.id, isLive(record)]));
	const [open, dropped] = await Promise.all([listOpenTasks(CASE_TASKS), listDroppedTasks(CASE_TASKS)]);
	// Of a case that came since, nobody here knows how it stands.
	const known = [...open, ...dropped].filter(({ record }) => live.has(record.of));
	await settle(known, (id) => live.get(id) === true);
}

async function settle(
	tasks: readonly OpenTask[],
	live: (of: string) => boolean,
	told: (task: OpenTask) => void = () => undefined,
): Promise<void> {
	const slots = await askSlots();
	const settled: OpenTask[] = [];
	for (const task of tasks) {
		const changed = await sayHour(task, live(task.record.of), slots);
		if (changed) told(changed);
		settled.push(changed ?? task);
	}
	freeLater(settled, live, slots);
}

/** Null where it stays as it is: nothing is to be said, or one that is full, or just changed by somebody, waits for the next look. */
async function sayHour(task: OpenTask, live: boolean, slots: readonly Slot[]): Promise<OpenTask | null> {
	const { record, body } = task;
	const hour = body ? hourAfter({ record, body }, live, slots) : {};
	if (Object.keys(hour).length === 0) return null;
	try {
		return await changeTrack<TaskRecord, TaskBody>(CASE_TASKS, task, {}, hour);
	} catch (error) {
		if (error instanceof TooLong || error instanceof ApiError) return null;
		throw error;
	}
}

/** What the seal of a task says of its hour from now on; nothing where that stays as it is. Pure. */
export function hourAfter(
	{ record, body }: { record: Pick<TaskRecord, "state" | "next_on">; body: TaskBody },
	live: boolean,
	slots: readonly Slot[],
): Partial<TaskBody> {
	if (!body.slot) return {};
	const slot = slots.find(({ id }) => id === body.slot);
	if (!isNeeded(record, live, slot)) return body.let_go === null ? { let_go: revToFree(slot) } : {};
	// Whoever takes it up again in these minutes has the hour still; afterwards it may be another's.
	return body.let_go !== null && slot && revToFree(slot) === body.let_go ? { let_go: null } : {};
}

function isNeeded(
	{ state, next_on }: Pick<TaskRecord, "state" | "next_on">,
	live: boolean,
	slot: Slot | undefined,
): boolean {
	if (state === "done") return true;
	return state === "open" && live && (slot === undefined || next_on === slot.day);
}

/** Under which `rev` it is freed: one that its review has yet to keep has the next by then. */
function revToFree(slot: Slot | undefined): number {
	if (!slot || Date.parse(slot.at) <= Date.now()) return NOTHING;
	return slot.state === "kept" ? slot.rev : slot.state === "held" ? slot.rev + 1 : NOTHING;
}

function freeLater(tasks: readonly OpenTask[], live: (of: string) => boolean, slots: readonly Slot[]): void {
	for (const { record, body } of tasks) {
		const slot = slots.find(({ id }) => id === body?.slot);
		const isOver = !isNeeded(record, live(record.of), slot) && body?.let_go === slot?.rev;
		if (slot?.state === "kept" && isOver && revToFree(slot) !== NOTHING)
			waiting.start(record.id, () => free(slot, record.id));
		else waiting.stop(record.id);
	}
}

/** Unless a colleague has taken the task up again: all are asked for, so that nothing tells which of them has an hour. */
async function free(slot: Slot, task: string): Promise<void> {
	const open = await listOpenTasks(CASE_TASKS);
	if (open.some(({ record, body }) => record.id === task && body?.let_go !== slot.rev)) return;
	await withSession(() => setSlot(slot, "free"));
}
