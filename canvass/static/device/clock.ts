/** Times: the phone's own, what it knows of the server's, and the organisation's days. None of them decides an order. */

import type { Timing } from "./api";
import { type ClockRecord, type ClockSample, changeMeta, readMeta } from "./db";
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
export function readClock(serverTime: string, { received_at, round_trip_ms }: Timing): ClockReading {
	const middle = received_at - round_trip_ms / 2;
	return { offset_ms: Math.round(Date.parse(serverTime) - middle), round_trip_ms: Math.round(round_trip_ms) };
}

const SAMPLES = 8;
const SAMPLES_MS = 30 * 60_000;
/** Clocks drift, and each is read to the millisecond. */
const TOLERANCE_MS = 100;

/** The true offset is off by half the round trip at most: two that leave no room for it in common were read off two clocks. */
function agree(a: ClockReading, b: ClockReading): boolean {
	const apart = Math.abs(a.offset_ms - b.offset_ms);
	return apart <= (a.round_trip_ms + b.round_trip_ms) / 2 + TOLERANCE_MS;
}

/** The newest sample and those before it that still count: not old, and read off the same clock, which someone may have set. */
export function withSample(samples: readonly ClockSample[], newest: ClockSample): ClockSample[] {
	const set = samples.some((one) => !agree(one, newest));
	const fresh = set ? [] : samples.filter((one) => Math.abs(newest.at - one.at) <= SAMPLES_MS);
	return [...fresh, newest].slice(-SAMPLES);
}

/** The sample with the shortest way knows best. */
function best(samples: readonly ClockSample[]): ClockReading {
	const [{ offset_ms, round_trip_ms }] = [...samples].sort((a, b) => a.round_trip_ms - b.round_trip_ms) as [
		ClockSample,
	];
	return { offset_ms, round_trip_ms };
}

const UNKNOWN: ClockRecord = {
	key: "clock",
	reading: { offset_ms: 0, round_trip_ms: 0 },
	server_time: "",
	samples: [],
};

export async function rememberClock(serverTime: string, took: Timing | null): Promise<void> {
	if (took === null) {
		return;
	}
	const newest = { ...readClock(serverTime, took), at: Date.parse(serverTime) };
	await changeMeta(UNKNOWN, ({ samples = [] }) => {
		const kept = withSample(samples, newest);
		return { reading: best(kept), server_time: serverTime, samples: kept };
	});
}

const STEP_MS = 2_000;
const LONGEST_SLEEP_MS = 30 * 86_400_000;

/**
 * How far the wall clock was set since the last answer, as this page's steady clock shows.
 *
 * A phone that slept finds the wall clock ahead and the steady one where it was: only a step back, or one further than
 * any sleep, was made by a hand, a network or a battery that ran out.
 */
const page = { answer: "", behind: 0, set_ms: 0 };

function setSince(answer: string): number {
	const behind = Date.now() - performance.now();
	const moved = page.answer === answer ? behind - page.behind : 0;
	const before = page.answer === answer ? page.set_ms : 0;
	const step = moved < -STEP_MS || moved > LONGEST_SLEEP_MS ? moved : 0;
	Object.assign(page, { answer, behind, set_ms: before + step });
	return page.set_ms;
}

/** What is known of this phone's clock now; null before the server's first answer. */
export async function clockNow(): Promise<ClockReading | null> {
	const known = await readMeta("clock");
	if (known === undefined) {
		return null;
	}
	const { offset_ms, round_trip_ms } = known.reading;
	return { offset_ms: offset_ms - setSince(known.server_time), round_trip_ms };
}

/** The server's time as well as this phone can tell, never before one it has already seen: a clock set back opens no turf again. */
export async function serverNow(): Promise<number> {
	const known = await readMeta("clock");
	if (known === undefined) {
		return Date.now();
	}
	const offset = known.reading.offset_ms - setSince(known.server_time);
	return Math.max(Date.now() + offset, Date.parse(known.server_time));
}
