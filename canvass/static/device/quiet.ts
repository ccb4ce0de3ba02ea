/** Of whom on the ladder nothing was heard for too long: found in this browser, as what was noted is sealed. Pure. */

import type { OpenPerson } from "./ladder";
import type { NoteBody } from "./notes";
import type { LadderStep } from "./steps";
import type { OpenTask } from "./tasks";

/** The last day on which something was heard of each person: a move, a note or a done task; nothing where no day is known. */
export function lastHeard(
	people: readonly OpenPerson[],
	notes: ReadonlyMap<string, readonly NoteBody[]>,
	done: readonly OpenTask[],
): Map<string, string> {
	const tasks = new Map<string, string>();
	for (const { record, body } of done) {
		const on = body?.done_on ?? "";
		if (on > (tasks.get(record.of) ?? "")) tasks.set(record.of, on);
	}
	return new Map(
		people.map(({ record, body }) => [
			record.id,
			latest([
				tasks.get(record.id) ?? "",
				...(body?.history ?? []).map(({ on }) => on),
				...(notes.get(record.id) ?? []).map(({ on }) => on),
			]),
		]),
	);
}

/** For how many days nothing was heard of somebody, if that is longer than their step allows; else null. */
export function quietDays(
	step: LadderStep | undefined,
	heard: string | undefined,
	today: string,
): number | null {
	if (!step || !heard) return null;
	const days = Math.round((Date.parse(today) - Date.parse(heard)) / 86_400_000);
	return days > step.quiet_days ? days : null;
}

function latest(days: readonly string[]): string {
	return days.reduce((last, day) => (day > last ? day : last), "");
}
