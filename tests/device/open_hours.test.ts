import { describe, expect, test } from "vitest";
import { isOpen, readHours } from "../../canvass/static/device/open_hours";

const SUNDAY = 0;
const MONDAY = 1;
const WEDNESDAY = 3;
const FRIDAY = 5;
const SATURDAY = 6;
const NINE = 9 * 60;

describe("hours as people write them", () => {
	test.each([
		"lu-vi 9:00-17:00; sá 10-12",
		"Lunes a viernes 9 a.m. a 5 p.m.; Sábado: 10:00–12:00",
		"Mo-Fr 09:00-17:00; Sa 10:00-12:00",
		"lu ma mi ju vi 9-17; sáb 10-12",
		"Mon, Tue, Wed, Thu, Fri 9am-5pm; Sat 10am - 12pm",
	])("%s", (text) => {
		expect(isOpen(text, MONDAY, NINE)).toBe(true);
		expect(isOpen(text, FRIDAY, 17 * 60 - 1)).toBe(true);
		expect(isOpen(text, FRIDAY, 17 * 60)).toBe(false);
		expect(isOpen(text, SATURDAY, NINE)).toBe(false);
		expect(isOpen(text, SATURDAY, 11 * 60)).toBe(true);
		expect(isOpen(text, SUNDAY, 11 * 60)).toBe(false);
	});

	test("a day with a break, every day, round the clock, over the weekend", () => {
		expect(readHours("mié 9-12, 14-18")).toEqual([
			{ days: [3], from: NINE, until: 720 },
			{ days: [3], from: 840, until: 1080 },
		]);
		expect(isOpen("todos los días 8-20", SUNDAY, NINE)).toBe(true);
		expect(isOpen("24/7", WEDNESDAY, 0)).toBe(true);
		expect(readHours("vi-lu 9-12")?.[0]?.days).toEqual([5, 6, 0, 1]);
	});

	test.each([
		"",
		"con cita",
		"9-5",
		"lu-vi 9-5",
		"lu-vi 9:00-17:00; feriados no",
		"xx 9-12",
		"lu 25-26",
		"lu 9:75-10",
	])("what cannot be read whole is not guessed at: %s", (text) => {
		expect(readHours(text)).toBeNull();
		expect(isOpen(text, MONDAY, NINE)).toBeNull();
	});
});
