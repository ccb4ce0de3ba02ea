import { expect, test } from "vitest";
import { calendarOf } from "../../canvass/static/device/calendar";
import type { Slot } from "../../canvass/static/device/hours";

const WORDS = { name: "Horario", free: "Libre", busy: "Ocupado" };
const NOW = new Date("2026-11-28T08:00:00.123Z");
const SLOT: Slot = {
	id: "0c5a1d5e-0000-4000-8000-000000000001",
	day: "2026-11-30",
	begins: "09:00",
	ends: "09:30",
	at: "2026-11-30T14:00:00.000Z",
	until: "2026-11-30T14:30:00.000Z",
	place: "Centro comunitario",
	languages: ["es"],
	state: "free",
	rev: 1,
};

function lines(...slots: Slot[]): string[] {
	return calendarOf(slots, WORDS, NOW).split("\r\n");
}

/** As RFC 5545, 3.1, has a reader do it. */
function unfolded(text: string): string[] {
	return text.replaceAll("\r\n ", "").split("\r\n");
}

test("a slot is an event with its place, its time and whether it is free, and nothing more", () => {
	expect(lines(SLOT)).toEqual([
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//Canvass//Office hours//EN",
		"CALSCALE:GREGORIAN",
		"METHOD:PUBLISH",
		"X-WR-CALNAME:Horario",
		"BEGIN:VEVENT",
		"UID:0c5a1d5e-0000-4000-8000-000000000001",
		"DTSTAMP:20261128T080000Z",
		"DTSTART:20261130T140000Z",
		"DTEND:20261130T143000Z",
		"SUMMARY:Libre",
		"LOCATION:Centro comunitario",
		"TRANSP:TRANSPARENT",
		"END:VEVENT",
		"END:VCALENDAR",
		"",
	]);
});

test("one that is taken says only that it is", () => {
	const told = lines({ ...SLOT, state: "kept" });
	expect(told).toContain("SUMMARY:Ocupado");
	expect(told).toContain("TRANSP:OPAQUE");
	expect(told.join()).not.toContain("kept");
});

test("what has a meaning in the format is text in a place", () => {
	const place = "Sala 2; arriba, «a\\b»\nal fondo";
	expect(lines({ ...SLOT, place })).toContain("LOCATION:Sala 2\\; arriba\\, «a\\\\b»\\nal fondo");
});

test("no line is longer than 75 octets, and no letter is cut in two", () => {
	const place = `Ñ${"á€😀 x".repeat(20)}`;
	const text = calendarOf([{ ...SLOT, place }], WORDS, NOW);
	const sizes = text.split("\r\n").map((line) => new TextEncoder().encode(line).length);
	expect(Math.max(...sizes)).toBeLessThanOrEqual(75);
	expect(unfolded(text)).toContain(`LOCATION:${place}`);
	expect(text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});
