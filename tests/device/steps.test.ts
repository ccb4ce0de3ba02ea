import { describe, expect, test } from "vitest";
import { hasRoom } from "../../canvass/static/device/own_words";
import { type LadderStep, liveSteps, moveStep, newStep, stepAfter } from "../../canvass/static/device/steps";

const step = (code: string, retired = false): LadderStep => ({
	code,
	es: code,
	en: code,
	quiet_days: 30,
	retired,
});
const codes = (steps: readonly LadderStep[]) => steps.map(({ code }) => code);

describe("the ladder's steps", () => {
	const steps = [step("met"), step("old", true), step("event"), step("leads")];

	test("one more can be added while few are in use, however many were retired", () => {
		const of = (inUse: number, retired: number) => [
			...Array.from({ length: inUse }, () => ({ retired: false })),
			...Array.from({ length: retired }, () => ({ retired: true })),
		];
		expect(hasRoom(of(19, 30))).toBe(true);
		expect(hasRoom(of(20, 0))).toBe(false);
		expect(hasRoom(of(5, 55))).toBe(false);
	});

	test("are followed by the next that is in use, and nothing comes after the last", () => {
		expect(["met", "old", "event", "leads"].map((code) => stepAfter(steps, code))).toEqual([
			"event",
			"event",
			"leads",
			null,
		]);
		expect(codes(liveSteps(steps))).toEqual(["met", "event", "leads"]);
	});

	test("move a place up or down, and stay at either end", () => {
		expect(codes(moveStep(steps, 2, -1))).toEqual(["met", "event", "old", "leads"]);
		expect(codes(moveStep(steps, 2, 1))).toEqual(["met", "old", "leads", "event"]);
		expect(codes(moveStep(steps, 0, -1))).toEqual(codes(steps));
		expect(codes(moveStep(steps, 3, 1))).toEqual(codes(steps));
	});

	test("that are new get a code that the server takes, each its own", () => {
		const [one, other] = [newStep().code, newStep().code];
		expect(one).toMatch(/^[a-z0-9_]{1,20}$/);
		expect(one).not.toBe(other);
	});
});
