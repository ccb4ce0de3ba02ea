/**
 * The roster: who on the ladder can be called when something happens, for what, when and where. It is told by notes of
 * their own that say what came to it and what went, so that two who write at once take nothing from each other.
 */

import { day, text, texts } from "./bodies";
import { type Body, isObject } from "./framing";
import { LADDER, type OpenPerson } from "./ladder";
import type { Note, NoteBody } from "./notes";
import { hasWords, plain } from "./plain";
import { addNote } from "./tracks";
import { consentCovers } from "./triage";

export const ROLES = ["canvasser", "verifier", "a_team", "sanctuary"] as const;
export type RosterRole = (typeof ROLES)[number];

/** Parts of a day: from 6, from 12, from 18 and from 22 to 6 of the day after. */
export const DAY_PARTS = ["morning", "afternoon", "evening", "night"] as const;
export type DayPart = (typeof DAY_PARTS)[number];
/** 1 is Monday. */
export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof WEEK)[number];
export type FreeTime = `${Weekday} ${DayPart}`;
const TIMES = WEEK.flatMap((weekday) => DAY_PARTS.map((part): FreeTime => `${weekday} ${part}`));

export interface Training {
	name: string;
	on: string;
}

interface Lists {
	roles: RosterRole[];
	training: Training[];
	languages: string[];
	times: FreeTime[];
}

export interface Roster extends Lists {
	/** Counties or neighbourhoods, with commas between. */
	area: string;
}

/** What a note of the kind `roster` holds. */
export interface RosterChange {
	add: Lists;
	drop: Lists;
	/** Left out where it stays. */
	area?: string;
}

export interface RosterEntry {
	person: OpenPerson;
	roster: Roster;
}

export interface RosterFilter {
	words: string;
	role: RosterRole | "";
	language: string;
	area: string;
	training: string;
	weekday: Weekday | 0;
	part: DayPart | "";
}

/** What notes say of somebody, whatever order they come in. Pure. */
export function rosterOf(notes: readonly NoteBody[]): Roster {
	const changes = notes
		.filter(({ kind }) => kind === "roster")
		.sort((a, b) => a.at.localeCompare(b.at))
		.map(({ roster }) => readChange(roster));
	return {
		roles: told(changes, ({ roles }) => roles).sort((a, b) => ROLES.indexOf(a) - ROLES.indexOf(b)),
		training: told(changes, ({ training }) => training).sort((a, b) => a.on.localeCompare(b.on)),
		languages: told(changes, ({ languages }) => languages),
		times: told(changes, ({ times }) => times).sort((a, b) => TIMES.indexOf(a) - TIMES.indexOf(b)),
		area: changes.reduce((area, change) => change.area ?? area, ""),
	};
}

/** One list as all changes leave it. */
function told<T>(changes: readonly RosterChange[], part: (lists: Lists) => T[]): T[] {
	const there = new Map<string, T>();
	for (const { add, drop } of changes) {
		for (const one of part(drop)) there.delete(JSON.stringify(one));
		for (const one of part(add)) there.set(JSON.stringify(one), one);
	}
	return [...there.values()];
}

/** What has to be said so that `before` becomes `after`; null where that is nothing. Pure. */
export function changeBetween(before: Roster, after: Roster): RosterChange | null {
	const add = without(after, before);
	const drop = without(before, after);
	const area = after.area.trim();
	const moved = area !== before.area;
	const some = [add, drop].some((lists) => Object.values(lists).some((list) => list.length > 0));
	return some || moved ? { add, drop, ...(moved ? { area } : {}) } : null;
}

function without(these: Lists, those: Lists): Lists {
	const left = <T>(list: readonly T[], other: readonly T[]) => {
		const there = new Set(other.map((one) => JSON.stringify(one)));
		return list.filter((one) => !there.has(JSON.stringify(one)));
	};
	return {
		roles: left(these.roles, those.roles),
		training: left(these.training, those.training),
		languages: left(these.languages, those.languages),
		times: left(these.times, those.times),
	};
}

/** Says what changed of somebody, in a note. Throws TooLong, Locked, ApiError, NetworkFault. */
export function noteRoster(person: string, change: RosterChange): Promise<Note> {
	return addNote(LADDER, person, "", "roster", { roster: { ...change } });
}

function readChange(value: Body | undefined): RosterChange {
	const change = value ?? {};
	const area = typeof change.area === "string" ? { area: change.area } : {};
	return { add: readLists(change.add), drop: readLists(change.drop), ...area };
}

function readLists(value: unknown): Lists {
	const lists = isObject(value) ? value : {};
	const training = Array.isArray(lists.training) ? lists.training.filter(isObject) : [];
	return {
		roles: ROLES.filter((role) => texts(lists.roles).includes(role)),
		training: training.map(({ name, on }) => ({ name: text(name), on: day(on) })),
		languages: texts(lists.languages),
		times: TIMES.filter((time) => texts(lists.times).includes(time)),
	};
}

/**
 * Everybody with a role who may still be called, by their names; `silent`: how many have one and took back their consent.
 * Pure.
 */
export function rosterAmong(
	people: readonly OpenPerson[],
	notes: ReadonlyMap<string, readonly NoteBody[]>,
): { entries: RosterEntry[]; silent: number } {
	const all = people
		.map((person) => ({ person, roster: withLanguage(person, notes.get(person.record.id) ?? []) }))
		.filter(({ person, roster }) => person.body !== null && roster.roles.length > 0);
	const entries = all.filter(({ person }) => consentCovers(consentOf(person), "leadership"));
	entries.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
	return { entries, silent: all.length - entries.length };
}

function consentOf({ body }: OpenPerson) {
	return body?.consent ?? { purposes: [] };
}

/** Of whom no languages are noted speaks at least that in which they are spoken to. */
function withLanguage({ body }: OpenPerson, notes: readonly NoteBody[]): Roster {
	const roster = rosterOf(notes);
	const own = body?.card.language;
	return roster.languages.length > 0 || !own ? roster : { ...roster, languages: [own] };
}

function nameOf({ person }: RosterEntry): string {
	return person.body?.card.name ?? "";
}

/** Those of whom everything that is asked for holds. Pure. */
export function filterRoster(entries: readonly RosterEntry[], filter: RosterFilter): RosterEntry[] {
	return entries.filter(
		(one) =>
			(filter.role === "" || one.roster.roles.includes(filter.role)) &&
			(filter.language === "" || one.roster.languages.includes(filter.language)) &&
			(filter.area === "" || areasOf(one.roster).some((area) => plain(area) === plain(filter.area))) &&
			(filter.training === "" ||
				one.roster.training.some(({ name }) => plain(name) === plain(filter.training))) &&
			isFree(one.roster, filter) &&
			holds(one, filter.words),
	);
}

function isFree({ times }: Roster, { weekday, part }: Pick<RosterFilter, "weekday" | "part">): boolean {
	if (weekday === 0 && part === "") return true;
	return times.some((time) => {
		const [on, at] = time.split(" ");
		return (weekday === 0 || on === String(weekday)) && (part === "" || at === part);
	});
}

function holds({ person: { body }, roster }: RosterEntry, words: string): boolean {
	const trained = roster.training.map(({ name }) => name);
	return hasWords([body?.card.name, body?.card.phone, roster.area, ...trained], words);
}

export function areasOf({ area }: Roster): string[] {
	return area
		.split(",")
		.map((one) => one.trim())
		.filter(Boolean);
}

/** In which part of which day a moment lies: `day` as JavaScript counts (0 is Sunday), `minute` of that day. Pure. */
export function freeTimeAt({ day: at, minute }: { day: number; minute: number }): FreeTime {
	const hour = minute / 60;
	// The night before goes on until six.
	const weekday = WEEK[(at + (hour < 6 ? 5 : 6)) % 7] ?? 1;
	const part = hour < 6 || hour >= 22 ? "night" : hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
	return `${weekday} ${part}`;
}
