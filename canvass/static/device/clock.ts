/** Times: the phone's own, what it knows of the server's, and the organisation's days. None of them decides an order. */

import { db, readMeta } from "./db";
import type { ClockReading } from "./types";

function two(number: number): string {
	return String(Math.trunc(Math.abs(number))).padStart(2, "0");
}

/** The wall clock with its offset, as `2026-11-23T14:02:11.123-05:00`. */
export function wallClock(date: Date = new Date()): string {
	const east = -date.getTimezoneOffset();
	const local = new Date(date.getTime() + east * 60_000).toISOString().slice(0, 23);
	return `${local}${east < 0 ? "-" : "+"}${two(east / 60)}:${two(east % 60)}`;
}

/** `YYYY-MM-DD` in the organisation's time zone. */
export function dayIn(timeZone: string, date: Date = new Date()): string {
	const parts = new Intl.DateTimeFormat("en-CA", {
		timeZone,
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
	}).formatToParts(date);
	const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
	return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The ISO 8601 week of a day, as `2026-W48`: the week belongs to the year that holds its Thursday. */
export function isoWeek(day: string): string {
	const date = new Date(`${day}T00:00:00Z`);
	const weekday = (date.getUTCDay() + 6) % 7;
	date.setUTCDate(date.getUTCDate() - weekday + 3);
	const january4 = Date.UTC(date.getUTCFullYear(), 0, 4);
	const weeks = Math.round(
		(date.getTime() - january4) / 604_800_000 - (3 - ((new Date(january4).getUTCDay() + 6) % 7)) / 7,
	);
	return `${date.getUTCFullYear()}-W${two(weeks + 1)}`;
}

/** How far the server's clock is ahead, as halfway through the round trip saw it (the rule of NTP, RFC 5905). */
export function readClock(serverTime: string, sentAt: number, receivedAt: number): ClockReading {
	const middle = (sentAt + receivedAt) / 2;
	return {
		offset_ms: Math.round(Date.parse(serverTime) - middle),
		round_trip_ms: Math.round(receivedAt - sentAt),
	};
}

export async function rememberClock(serverTime: string, sentAt: number, receivedAt: number): Promise<void> {
	await db.meta.put({
		key: "clock",
		reading: readClock(serverTime, sentAt, receivedAt),
		server_time: serverTime,
	});
}

/** The server's time as well as this phone can tell, never before one it has already seen: a clock set back opens no turf again. */
export async function serverNow(): Promise<number> {
	const known = await readMeta("clock");
	if (known === undefined) {
		return Date.now();
	}
	return Math.max(Date.now() + known.reading.offset_ms, Date.parse(known.server_time));
}
