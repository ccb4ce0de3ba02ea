import { describe, expect, test } from "vitest";
import type { OpenPerson } from "../../canvass/static/device/ladder";
import type { NoteBody } from "../../canvass/static/device/notes";
import { lastHeard, quietDays } from "../../canvass/static/device/quiet";
import type { OpenTask } from "../../canvass/static/device/tasks";

const person = (id: string, ...days: string[]) =>
	({ record: { id, step: "met" }, body: { history: days.map((on) => ({ on })) } }) as unknown as OpenPerson;
const note = (on: string) => ({ on }) as NoteBody;
const task = (of: string, done_on: string) => ({ record: { of }, body: { done_on } }) as unknown as OpenTask;
const STEP = { code: "met", es: "", en: "", quiet_days: 30, retired: false };

describe("of whom nothing was heard", () => {
	test("a move, a note and a done task all count, and the last of them", () => {
		const people = [
			person("history", "2026-10-01"),
			person("note", "2026-10-01"),
			person("task", "2026-10-01"),
			person("nothing"),
		];
		const notes = new Map([
			["note", [note("2026-11-20"), note("2026-11-02")]],
			["task", [note("2026-11-02")]],
		]);
		const heard = lastHeard(people, notes, [
			task("task", "2026-11-27"),
			task("task", ""),
			task("gone", "2026-11-28"),
		]);
		expect([...heard]).toEqual([
			["history", "2026-10-01"],
			["note", "2026-11-20"],
			["task", "2026-11-27"],
			["nothing", ""],
		]);
	});

	test("comes up the day after the step's days are over, and not before", () => {
		expect(quietDays(STEP, "2026-10-29", "2026-11-28")).toBeNull();
		expect(quietDays(STEP, "2026-10-28", "2026-11-28")).toBe(31);
		expect(quietDays({ ...STEP, quiet_days: 60 }, "2026-10-28", "2026-11-28")).toBeNull();
	});

	test("nobody comes up of whom no day is known, or who stands on no step", () => {
		expect(quietDays(STEP, "", "2026-11-28")).toBeNull();
		expect(quietDays(undefined, "2026-01-01", "2026-11-28")).toBeNull();
	});
});
