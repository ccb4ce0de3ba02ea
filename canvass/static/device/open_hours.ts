/** Hours as people write them, where they can be read: `lu-vi 9:00-17:00; sá 10-12`, `Mon, Wed 9am-5pm`, `24/7`. */

import { plain } from "./plain";

export interface Open {
	/** 0 is Sunday, as `Date` counts. */
	days: number[];
	/** Minutes after midnight. */
	from: number;
	until: number;
}

const DAY = 24 * 60;
const WEEK = [0, 1, 2, 3, 4, 5, 6];
/** Sunday first; each by the shortest beginnings that are its own, in Spanish and English. */
const NAMES: readonly (readonly string[])[] = [
	["do", "su"],
	["lu", "mo"],
	["ma", "tu"],
	["mi", "we"],
	["ju", "th"],
	["vi", "fr"],
	["sa"],
];
const ALWAYS = /^(24\/7|24 (horas|hours|h)|siempre|always)$/;
const EVERY_DAY = /^(todos los dias|cada dia|diario|daily|every day)$/;
const PART =
	/^(.*?)\s*((?:[\d:]+\s*(?:[ap]m)?\s*-\s*[\d:]+\s*(?:[ap]m)?)(?:\s*(?:,|y|and)\s*[\d:]+\s*(?:[ap]m)?\s*-\s*[\d:]+\s*(?:[ap]m)?)*)$/;
const TIME = /^(\d{1,2})(?::(\d\d))?\s*([ap]m)?$/;

/** When it is open; null where any of it cannot be read, for half of the hours would tell something wrong. */
export function readHours(text: string): Open[] | null {
	const said = asRead(text);
	if (!said) return null;
	if (ALWAYS.test(said)) return [{ days: WEEK, from: 0, until: DAY }];
	const found: Open[] = [];
	for (const part of said.split(/[;\n]/).map((one) => one.trim())) {
		if (!part) continue;
		const read = readPart(part);
		if (read === null) return null;
		found.push(...read);
	}
	return found.length > 0 ? found : null;
}

/** Whether it is open on that day of the week at that minute; null where nobody can tell. */
export function isOpen(text: string, day: number, minute: number): boolean | null {
	const hours = readHours(text);
	if (hours === null) return null;
	return hours.some((one) => one.days.includes(day) && one.from <= minute && minute < one.until);
}

function asRead(text: string): string {
	return plain(text)
		.replace(/[–—]/g, "-")
		.replace(/\s+(a|to|hasta|until)\s+/g, "-")
		.replace(/([ap])\.?\s?m\b\.?/g, "$1m")
		.replace(/\s*-\s*/g, "-")
		.trim();
}

function readPart(part: string): Open[] | null {
	const [, days = "", times = ""] = PART.exec(part) ?? [];
	const on = readDays(days.replace(/[:,]\s*$/, "").trim());
	if (on === null || !times) return null;
	const spans = times.split(/,|\by\b|\band\b/).map((span) => readSpan(span.trim()));
	return spans.every((span) => span !== null) ? spans.map((span) => ({ days: on, ...span })) : null;
}

function readDays(text: string): number[] | null {
	if (EVERY_DAY.test(text)) return WEEK;
	const found = new Set<number>();
	for (const range of text.split(/\s*[,/]\s*|\s+(?:y|and)\s+|\s+/)) {
		const [first, last, more] = range.split("-").map((name) => dayOf(name.trim()));
		if (first === undefined || first === null || last === null || more !== undefined) return null;
		for (let day = first; ; day = (day + 1) % 7) {
			found.add(day);
			if (day === (last ?? first)) break;
		}
	}
	return [...found];
}

function dayOf(name: string): number | null {
	const found = NAMES.findIndex((starts) => starts.some((start) => name.startsWith(start)));
	return found < 0 || /[^a-z.]/.test(name) ? null : found;
}

function readSpan(span: string): Pick<Open, "from" | "until"> | null {
	const [first = "", last = ""] = span.split("-");
	const until = readTime(last);
	const from = readTime(first);
	// "9-5" may be anything: what closes before it opens is not guessed at.
	return from === null || until === null || until <= from ? null : { from, until };
}

function readTime(text: string): number | null {
	const [, hour, minute = "0", half] = TIME.exec(text.trim()) ?? [];
	if (hour === undefined || Number(minute) > 59) return null;
	const clock = Number(hour);
	if (half === undefined) return clock <= 24 ? within(clock * 60 + Number(minute)) : null;
	if (clock < 1 || clock > 12) return null;
	return ((clock % 12) + (half === "pm" ? 12 : 0)) * 60 + Number(minute);
}

function within(minutes: number): number | null {
	return minutes <= DAY ? minutes : null;
}
