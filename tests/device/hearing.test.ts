import fc from "fast-check";
import { expect, test } from "vitest";
import { readContact } from "../../canvass/static/device/bodies";
import { needsByWeek, toldOf, weeksOf, withheld } from "../../canvass/static/device/hearing";
import type { ReviewedContact } from "../../canvass/static/device/queue";

function contacts(week: string, need: string, n: number): ReviewedContact[] {
	return Array.from({ length: n }, () => {
		const raw = { type: "contact", v: 1, week, needs: [need], consent: { purposes: [] } };
		return { body: readContact(raw), contact: { state: "routed" }, review: null } as ReviewedContact;
	});
}

test("few people are not told, nor what would give them away", () => {
	const weeks = [
		{ week: "2026-W45", n: 6 },
		{ week: "2026-W46", n: 9 },
		{ week: "2026-W47", n: 2 },
		{ week: "2026-W48", n: 0 },
	];
	expect(withheld(weeks, 5).map(({ n }) => n)).toEqual([null, 9, null, 0]);
	expect(withheld([{ week: "2026-W47", n: 2 }], 5)[0]?.n).toBeNull();
});

test("nothing below the least is ever told, and nothing told is changed", () => {
	const counts = fc.array(fc.nat(12), { maxLength: 8 });
	fc.assert(
		fc.property(counts, fc.integer({ min: 2, max: 6 }), (ns, least) => {
			const told = withheld(
				ns.map((n, at) => ({ week: `2026-W${10 + at}`, n })),
				least,
			);
			expect(told.every(({ n }) => n === null || n === 0 || n >= least)).toBe(true);
			expect(told.every(({ n }, at) => n === null || n === ns[at])).toBe(true);
			const hidden = told.filter(({ n }) => n === null).length;
			expect(hidden !== 1 || told.every(({ n }) => !n)).toBe(true);
		}),
	);
});

test("needs are counted week by week, those that nobody named left out", () => {
	const all = [
		...contacts("2026-W45", "housing", 7),
		...contacts("2026-W46", "housing", 6),
		...contacts("2026-W46", "food", 3),
	];
	const series = needsByWeek(all, 5);
	expect(series.map(({ need, points }) => [need, points.map(({ n }) => n)])).toEqual([
		["housing", [7, 6]],
		["food", [0, null]],
	]);
	// All weeks together tell more; of three people they tell nothing either.
	expect(series.map(({ total }) => total)).toEqual([13, null]);
	const [twice] = contacts("2026-W45", "housing", 1);
	const joined = { ...twice, contact: { state: "closed" }, review: { merged_into: "x" } } as ReviewedContact;
	expect(needsByWeek([...all, joined], 5)).toEqual(series);
	expect(weeksOf(series)).toEqual(["2026-W45", "2026-W46"]);
});

test("of weeks with few people each the campaign's whole is told", () => {
	const of = { script: "s", question: "q", option: "rent" };
	const items = [
		{ ...of, week: "2026-W45", n: null },
		{ ...of, week: "2026-W46", n: null },
		{ ...of, week: null, n: 8 },
	];
	expect(toldOf(items)).toEqual({ points: items.slice(0, 2).map(({ week, n }) => ({ week, n })), total: 8 });
	expect(toldOf(items.slice(0, 2)).total).toBeNull();
});
