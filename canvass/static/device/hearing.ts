/** What the community says: answers and needs, week by week; of few people nothing is told. */

import { request } from "./api";
import type { AnswerCount } from "./campaigns";
import { mergedInto } from "./merging";
import { needsAmong } from "./needs";
import type { ReviewedContact } from "./queue";
import type { Need } from "./types";

export interface Hearing {
	/** Each week apart, and all weeks together (`week` is null). */
	items: AnswerCount[];
	/** Of fewer people nothing is told. */
	least: number;
}

/** A number of people in a week; null where it is too few to tell. */
export interface Point {
	week: string;
	n: number | null;
}

/** A number of people week by week, and in all weeks together. */
export interface Told {
	points: Point[];
	total: number | null;
}

/** The answers in clear of a campaign; the server withholds small numbers, and of these what would give them away. */
export async function fetchHearing(campaign: string): Promise<Hearing> {
	const path = `/campaigns/${campaign}/answers`;
	const [weeks, all] = await Promise.all([
		request<Hearing>("GET", `${path}?by=week`),
		request<Hearing>("GET", path),
	]);
	return { items: [...weeks.items, ...all.items], least: weeks.least };
}

/** What is told of one option. */
export function toldOf(items: readonly AnswerCount[]): Told {
	const points = items.flatMap(({ week, n }) => (week === null ? [] : [{ week, n }]));
	return { points, total: items.find(({ week }) => week === null)?.n ?? null };
}

/**
 * The parts of a whole, those below `least` withheld; where one alone would be, the smallest of the others goes with it, so that
 * nobody subtracts. As `canvass/small_numbers.py`.
 */
export function withheld(points: readonly { week: string; n: number }[], least: number): Point[] {
	const told: Point[] = points.map(({ week, n }) => ({ week, n: n === 0 || n >= least ? n : null }));
	const [hidden, ...more] = told.filter(({ n }) => n === null);
	if (hidden === undefined || more.length > 0) return told;
	const others = told.filter(({ n }) => n);
	const smallest = Math.min(...others.map(({ n }) => n ?? 0));
	const beside = others.filter(({ n }) => n === smallest).sort((a, b) => (a.week < b.week ? -1 : 1))[0];
	return told.map((one) => (one === beside ? { ...one, n: null } : one));
}

/** How many people of these opened contacts named each need, week by week; needs that nobody named are left out. */
export function needsByWeek(contacts: readonly ReviewedContact[], least: number): ({ need: Need } & Told)[] {
	// Who was met twice is one person: what was joined to another counts with that one.
	const people = contacts.filter((one) => one.body === null || mergedInto(one) === null);
	const bodies = people.flatMap(({ body }) => (body ? [body] : []));
	const weeks = [...new Set(bodies.map(({ week }) => week))].filter(Boolean).sort();
	return needsAmong(bodies.flatMap(({ needs }) => needs))
		.map((need) => {
			const count = (week: string) =>
				bodies.filter((body) => body.week === week && body.needs.includes(need)).length;
			return { need, counts: weeks.map((week) => ({ week, n: count(week) })) };
		})
		.filter(({ counts }) => counts.some(({ n }) => n > 0))
		.map(({ need, counts }) => {
			const total = counts.reduce((sum, { n }) => sum + n, 0);
			return { need, points: withheld(counts, least), total: total >= least ? total : null };
		});
}

/** The weeks of all these points, first to last. */
export function weeksOf(series: readonly { points: readonly Point[] }[]): string[] {
	return [...new Set(series.flatMap(({ points }) => points.map(({ week }) => week)))].sort();
}
