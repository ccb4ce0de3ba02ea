/** Slots as a calendar that other programs read (iCalendar, RFC 5545): when, where, busy or free, and nothing else. */

import type { Slot } from "./hours";

export interface CalendarWords {
	name: string;
	free: string;
	busy: string;
}

const LINE_OCTETS = 75;

/** The calendar as a file's text. `now` is when it was made. */
export function calendarOf(slots: readonly Slot[], words: CalendarWords, now: Date): string {
	const lines = [
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//Canvass//Office hours//EN",
		"CALSCALE:GREGORIAN",
		"METHOD:PUBLISH",
		`X-WR-CALNAME:${escaped(words.name)}`,
		...slots.flatMap((slot) => eventOf(slot, words, now)),
		"END:VCALENDAR",
	];
	return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function eventOf(slot: Slot, { free, busy }: CalendarWords, now: Date): string[] {
	const isFree = slot.state === "free";
	return [
		"BEGIN:VEVENT",
		`UID:${slot.id}`,
		`DTSTAMP:${moment(now)}`,
		`DTSTART:${moment(new Date(slot.at))}`,
		`DTEND:${moment(new Date(slot.until))}`,
		`SUMMARY:${escaped(isFree ? free : busy)}`,
		`LOCATION:${escaped(slot.place)}`,
		`TRANSP:${isFree ? "TRANSPARENT" : "OPAQUE"}`,
		"END:VEVENT",
	];
}

/** In UTC, so that no table of time zones has to go along: `20261130T150000Z`. */
function moment(at: Date): string {
	return at.toISOString().replace(/\.\d+|[-:]/g, "");
}

/** What has a meaning in the format, as text. */
function escaped(text: string): string {
	return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

/** A line of at most 75 octets; what is longer goes on in the next, after a space, and no letter is cut in two. */
function folded(line: string): string {
	const encoder = new TextEncoder();
	const parts: string[] = [];
	let part = "";
	let octets = 0;
	for (const letter of line) {
		const more = encoder.encode(letter).length;
		if (octets + more > LINE_OCTETS) {
			parts.push(part);
			part = "";
			octets = 1;
		}
		part += letter;
		octets += more;
	}
	return [...parts, part].join("\r\n ");
}
