import { describe, expect, test } from "vitest";
import { type Known, matchesOf, matchOf } from "../../canvass/static/device/matching";

const who = (name: string, changes: Partial<Known> = {}): Known => ({
	name,
	phone: "",
	language: "es",
	...changes,
});
const why = (one: string, other: string) => matchOf(who(one), who(other))?.why[0] ?? null;

describe("two records of one person", () => {
	test.each([
		["José Muñoz", "jose MUNOZ", "same_name"],
		["Pepe Muñoz", "José Muñoz", "same_name"],
		["doña Lupe Reyes", "Guadalupe Reyes Montealto", "same_name"],
		["Reyes Guadalupe", "Guadalupe Reyes", "same_name"],
		["Yesica Vázquez", "Yessica Basques", "like_name"],
		["Hernesto Quiroga", "Ernesto Kiroga", "like_name"],
		["Marta Riachuelo", "Marta Riachuleo", "like_name"],
		["Rosa", "Rosa", "same_name"],
		["Rosa", "Rosa Montealto", null],
		["Rosa Montealto", "Rosa Riachuelo", null],
		["Ana Ruiz", "Eva Ruiz", null],
		["", "", null],
		["la maestra", "el señor", null],
	])("%s and %s by their names", (one, other, expected) => {
		expect(why(one, other)).toBe(expected);
	});

	test("by their phone, whatever they are called, above every name", () => {
		const phone = { phone: "+18285550123" };
		const same = matchOf(who("Rosa", phone), who("Wendy", { ...phone, language: "en" }));
		expect(same).toEqual({ score: 6, why: ["phone"] });
		const found = matchesOf(
			who("Pepe Muñoz", phone),
			[who("José Muñoz"), who("X", phone), who("Otro Más")],
			(one) => one,
		);
		expect(found.map(({ other }) => other.name)).toEqual(["X", "José Muñoz"]);
		expect(matchOf(who("A"), who("B"))).toBeNull();
	});

	test("by a name that is only like theirs, where the language is theirs too", () => {
		expect(matchOf(who("Yesica Vázquez"), who("Yessica Basques", { language: "kjb" }))).toBeNull();
		expect(matchOf(who("Yesica Vázquez"), who("Yessica Basques"))?.why).toEqual(["like_name", "language"]);
	});
});

/** Names from few letters, so that near ones are many; the same each time. */
function* names(count: number): Generator<string> {
	let seed = 7;
	const next = (below: number) => {
		seed = (seed * 1103515245 + 12345) % 2147483648;
		return seed % below;
	};
	const word = () =>
		Array.from({ length: 3 + next(4) }, () => "aeioubvsczhqkñlymr"[next(18)])
			.join("")
			.replace(/^./, (first) => first.toUpperCase());
	for (let n = 0; n < count; n++) yield Array.from({ length: 1 + next(3) }, word).join(" ");
}

describe("a match", () => {
	test("is the same from both sides, and everybody is most like themselves", () => {
		const all = [...names(120)].map((name) => who(name));
		for (const one of all)
			for (const other of all) {
				const there = matchOf(one, other);
				expect(there).toEqual(matchOf(other, one));
				const itself = matchOf(one, one)?.score ?? 0;
				expect(there?.score ?? 0).toBeLessThanOrEqual(Math.max(itself, 0));
			}
	});

	test("survives accents, capitals, order, titles, and one slip of a finger in a long name", () => {
		for (const name of names(300)) {
			const parts = name.split(" ");
			const said = `Doña ${[...parts].reverse().join("  ").toUpperCase()}`;
			expect(why(name, said), name).toBe("same_name");
			const [first = ""] = parts;
			if (first.length < 6 || parts.length < 2) continue;
			const slip = [`${first.slice(0, 3)}t${first.slice(4)}`, ...parts.slice(1)].join(" ");
			expect(["same_name", "like_name"], `${name} ${slip}`).toContain(why(name, slip));
		}
	});

	test("is found among thousands while somebody looks at one", () => {
		const all = [...names(5000)].map((name) => who(name));
		expect(matchesOf(who("Rosa Montealto"), [...all, who("Rosa Montealto")], (one) => one)).toHaveLength(1);
	});
});
