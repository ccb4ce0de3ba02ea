import { expect, test } from "vitest";
import { dayInZone, fromLocalFields, toLocalFields } from "../../canvass/static/app/days";

const ZONE = "America/New_York";

test("the day is the organisation's, not the browser's", () => {
	expect(dayInZone(ZONE, 0, new Date("2026-11-24T03:30:00Z"))).toBe("2026-11-23");
	expect(dayInZone("Pacific/Auckland", 0, new Date("2026-11-23T12:00:00Z"))).toBe("2026-11-24");
	expect(dayInZone(ZONE, 10, new Date("2026-11-24T03:30:00Z"))).toBe("2026-12-03");
});

test("a clock's reading becomes the moment, on both sides of a change of time, and back", () => {
	const moments = { "2026-07-01T20:00": "2026-07-02T00:00", "2026-11-23T20:00": "2026-11-24T01:00" };
	for (const [local, utc] of Object.entries(moments)) {
		expect(fromLocalFields(local, ZONE)?.toISOString().slice(0, 16)).toBe(utc);
		expect(toLocalFields(new Date(`${utc}:00Z`), ZONE)).toBe(local);
	}
});

test("a skipped hour is read as the one after, and what is no time is nothing", () => {
	expect(fromLocalFields("2026-03-08T02:30", ZONE)?.toISOString()).toBe("2026-03-08T07:30:00.000Z");
	expect(fromLocalFields("", ZONE)).toBeNull();
});
