import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { clockNow, rememberClock, serverNow, wallClock, withSample } from "../../canvass/static/device/clock";
import { save } from "../../canvass/static/device/outbox";
import { whichGo } from "../../canvass/static/device/people";
import { sync } from "../../canvass/static/device/sync";
import { enrolledPhone, later, outbox, read } from "./phone";
import { door, type Server } from "./server";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEARS = 10 * 365 * 24 * HOUR;
const NOON = Date.parse("2026-11-23T12:00:00Z");

const sample = (offset_ms: number, round_trip_ms: number, at = NOON) => ({ offset_ms, round_trip_ms, at });
const record = () => save("visit.recorded", { door: door(1), result: "not_home", literature: false });

async function frozenClock() {
	await record();
	return read((await outbox()).at(-1)).clock;
}

describe("what the phone knows of the server's clock", () => {
	let server: Server;

	beforeEach(async () => {
		server = await enrolledPhone();
		vi.useFakeTimers({ toFake: ["Date"], now: NOON });
	});

	/** An answer that took `way` ms, from a server whose clock is `ahead` of the phone's. */
	const answer = (ahead: number, way: number) =>
		rememberClock(new Date(Date.now() - way / 2 + ahead).toISOString(), {
			received_at: Date.now(),
			round_trip_ms: way,
		});

	it("is nothing before the first answer, and something after the first sync", async () => {
		expect(await clockNow()).toBeNull();
		expect(await frozenClock()).toBeNull();
		await sync();
		expect(await frozenClock()).toMatchObject({ offset_ms: expect.any(Number) });
		expect(server.callsTo("/sync/home")).toHaveLength(1);
	});

	it("comes from the answer with the shortest way", async () => {
		await answer(1_000, 60);
		await answer(3_000, 8_000);
		expect(await frozenClock()).toEqual({ offset_ms: 1_000, round_trip_ms: 60 });
	});

	it("is forgotten when an answer says that the clock was set, or after half an hour", () => {
		const slow = sample(2_000, 4_000);
		expect(withSample([sample(1_000, 60)], slow)).toHaveLength(2);
		const set = sample(-3_600_000, 100);
		expect(withSample([sample(1_000, 60)], set)).toEqual([set]);
		const next = sample(1_000, 900, NOON + 31 * MINUTE);
		expect(withSample([sample(1_000, 60)], next)).toEqual([next]);
		const many = Array.from({ length: 20 }, (_, n) => sample(1_000, 60 + n));
		expect(many.reduce(withSample, [] as typeof many)).toHaveLength(8);
	});

	it.each([
		["set back by an hour", -HOUR],
		["set back by ten years", -YEARS],
		["set ahead by ten years", YEARS],
	])("follows a clock that is %s in the middle of a shift", async (_, step) => {
		await answer(0, 60);
		const before = await serverNow();
		later(step);
		await serverNow();
		expect(Math.abs((await serverNow()) - before)).toBeLessThan(2_000);
		const clock = await frozenClock();
		const { recorded_at } = read((await outbox())[0]);
		expect(Math.abs(Date.parse(recorded_at) + (clock?.offset_ms ?? 0) - before)).toBeLessThan(2_000);
	});

	it("takes a night's sleep for what it is", async () => {
		await answer(0, 60);
		const before = await serverNow();
		later(9 * HOUR);
		expect((await serverNow()) - before).toBeGreaterThanOrEqual(9 * HOUR);
	});

	it("keeps to a clock that was ten years wrong from the start", async () => {
		later(-YEARS);
		await answer(YEARS, 80);
		expect(Math.abs((await serverNow()) - NOON)).toBeLessThan(2_000);
		await record();
		await sync();
		expect((await outbox())[0]?.state).toBe("received");
	});
});

it("daylight saving's end repeats an hour on the wall, and no moment", () => {
	const offset = vi.spyOn(Date.prototype, "getTimezoneOffset");
	offset.mockReturnValue(240);
	const before = wallClock(new Date("2026-11-01T05:59:00Z"));
	offset.mockReturnValue(300);
	const after = wallClock(new Date("2026-11-01T06:59:00Z"));
	expect([before, after]).toEqual(["2026-11-01T01:59:00.000-04:00", "2026-11-01T01:59:00.000-05:00"]);
	expect(Date.parse(after) - Date.parse(before)).toBe(HOUR);
});

it("a contact saved while the clock was ten years ahead does not wait ten years", () => {
	const held = NOON + YEARS;
	const contact = {
		...{
			id: "a",
			kind: "contact" as const,
			envelope: "{}",
			urgent: true,
			state: "saved" as const,
			reason: null,
		},
		...{ week: "2036-W47", released: false, held_until: held, due_at: held, not_before: 0 },
	};
	expect(whichGo([contact], NOON)).toHaveLength(1);
	const later = { ...contact, held_until: NOON + 4 * MINUTE, due_at: NOON + 3 * HOUR };
	expect(whichGo([later], NOON)).toHaveLength(0);
});
