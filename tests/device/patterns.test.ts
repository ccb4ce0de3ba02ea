import "fake-indexeddb/auto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Counterparty, readCase } from "../../canvass/static/device/bodies";
import type { OpenCase } from "../../canvass/static/device/cases";
import { invitable } from "../../canvass/static/device/meetings";
import { findPatterns, type Likeness } from "../../canvass/static/device/patterns";
import { nameKey, pairsOf, spelledAlike } from "../../canvass/static/device/spelling";

let n = 0;

interface Told {
	phone?: string;
	place?: string;
	purposes?: string[];
	state?: "open" | "closed";
	kind?: Counterparty["kind"];
}

function aCase(name: string, told: Told = {}): OpenCase {
	n += 1;
	const { phone = `+1828555${1000 + n}`, place = "", purposes = ["consulta"], state = "open" } = told;
	const raw = {
		id: `case ${n}`,
		card: { name: `Persona ${n}`, phone },
		counterparty: { kind: told.kind ?? "landlord", name, place },
		needs: ["housing"],
		consent: { purposes },
		opened_on: "2026-11-20",
	};
	const record = { id: `case ${n}`, state, assignee: null, offered_to: null, offered_by: null };
	return {
		record: { ...record, transfer: false, next_on: null, rev: 1, key_id: "", sealed: "" },
		body: readCase(raw),
		raw,
	};
}

function said(names: [string, string], same: boolean, at: string): Likeness {
	return { id: at, kind: "landlord", names, same, by: "Celia", at };
}

describe("patterns", () => {
	test("are shown from the floor of households on, and not a word below it", () => {
		const two = [aCase("Sunny Acres LLC"), aCase("sunny acres")];
		expect(findPatterns(two, [], 3)).toEqual({ patterns: [], doubts: [] });
		const [pattern] = findPatterns([...two, aCase("Sunny Acres, L.L.C.")], [], 3).patterns;
		expect(pattern).toMatchObject({ households: 3, since: "2026-11" });
		expect(pattern?.needs).toEqual([{ need: "housing", households: 3 }]);
	});

	test("count a household once, however many of its cases there are", () => {
		const same = { phone: "+1 (828) 555-0100" };
		const cases = [aCase("Roble", same), aCase("Roble", { phone: "+18285550100" }), aCase("Roble")];
		expect(findPatterns(cases, [], 3).patterns).toEqual([]);
		expect(findPatterns(cases, [], 2).patterns[0]?.households).toBe(2);
	});

	test("keep a landlord and an employer of the same name apart", () => {
		const cases = [aCase("Roble"), aCase("Roble"), aCase("Roble", { kind: "employer" })];
		expect(findPatterns(cases, [], 3).patterns).toEqual([]);
	});

	test("ask about near spellings where together they reach the floor, and join what a person joins", () => {
		const cases = [aCase("Sunny Acres"), aCase("Sunny Acres"), aCase("Suny Acres"), aCase("Blue Ridge")];
		const { patterns, doubts } = findPatterns(cases, [], 3);
		expect([patterns, doubts.map(({ names }) => names)]).toEqual([[], [["Sunny Acres", "Suny Acres"]]]);
		const yes = said(["Sunny Acres", "Suny Acres"], true, "2026-11-27T10:00:00Z");
		const joined = findPatterns(cases, [yes], 3);
		expect(joined.patterns[0]).toMatchObject({ name: "Sunny Acres", households: 3 });
		expect(joined.patterns[0]?.spellings).toEqual(["Sunny Acres", "Suny Acres"]);
		expect(joined.doubts).toEqual([]);
		const no = said(["Suny Acres", "Sunny Acres"], false, "2026-11-27T11:00:00Z");
		expect(findPatterns(cases, [yes, no], 3)).toEqual({ patterns: [], doubts: [] });
	});

	test("keep to themselves what few of their households said", () => {
		const lots = ["Lote 14", "Camino del Arroyo", "Camino del Arroyo", "Camino del Arroyo"];
		const cases = lots.map((place) => aCase("Roble", { place }));
		expect(findPatterns(cases, [], 3).patterns[0]?.places).toEqual(["Camino del Arroyo"]);
	});

	test("say nobody's name", () => {
		const cases = Array.from({ length: 4 }, () => aCase("Roble"));
		const [pattern] = findPatterns(cases, [], 3).patterns;
		const { cases: _, ...shown } = pattern ?? { cases: [] };
		expect(JSON.stringify(shown)).not.toMatch(/Persona|555/);
	});

	test("invite only who agreed to more than their own case, and whose case is open", () => {
		const cases = [
			aCase("Roble", { purposes: ["consulta", "leadership"] }),
			aCase("Roble"),
			aCase("Roble", { purposes: ["consulta", "leadership"], state: "closed" }),
		];
		expect(invitable(cases)).toEqual([cases[0]]);
	});

	test("are the same in whatever order cases come, and never of fewer households than the floor", () => {
		const names = fc.constantFrom("Roble", "Roble LLC", "El Roble", "Cedro", "Sedro", "");
		const spec = fc.record({ name: names, phone: fc.constantFrom("1", "2", "3", "4", "5", "") });
		fc.assert(
			fc.property(fc.array(spec, { maxLength: 14 }), fc.integer({ min: 2, max: 4 }), (specs, floor) => {
				const cases = specs.map(({ name, phone }) => aCase(name, { phone }));
				const face = (found: ReturnType<typeof findPatterns>) =>
					found.patterns.map(({ name, households }) => `${nameKey(name)} ${households}`).sort();
				const there = findPatterns(cases, [], floor);
				expect(face(findPatterns([...cases].reverse(), [], floor))).toEqual(face(there));
				expect(there.patterns.every(({ households }) => households >= floor)).toBe(true);
			}),
			{ numRuns: 60 },
		);
	});
});

describe("spelling", () => {
	test("looks past accents, capitals, marks and what kind of company it is", () => {
		expect(nameKey("  Propiedades Núñez, L.L.C. ")).toBe(nameKey("propiedades nunez"));
		expect(nameKey("LLC")).toBe("llc");
	});

	test("is one for the same and little for others", () => {
		const of = (a: string, b: string) => spelledAlike(pairsOf(nameKey(a)), pairsOf(nameKey(b)));
		expect(of("Sunny Acres", "Acres Sunny")).toBe(1);
		expect(of("Sunny Acres", "Suny Acres")).toBeGreaterThan(0.8);
		expect(of("Sunny Acres", "Blue Ridge Farms")).toBeLessThan(0.3);
	});
});
