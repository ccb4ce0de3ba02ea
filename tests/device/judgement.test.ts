import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";
import { validAnswers, visibleQuestions, withAnswer } from "../../canvass/static/device/answers";
import { dayIn, isoWeek, readClock, wallClock } from "../../canvass/static/device/clock";
import { type Forbidden, looksForbidden } from "../../canvass/static/device/freetext";
import { RULE_ENDS, type Rule, suggestTracks } from "../../canvass/static/device/triage";
import { isOlder } from "../../canvass/static/device/truth";
import {
	INTERESTS,
	NEEDS,
	type Purpose,
	type ScriptBody,
	URGENCIES,
} from "../../canvass/static/device/types";

describe("free text that must not be stored", () => {
	it.each<[Forbidden, string]>([
		["immigration_status", "La familia está sin papeles"],
		["immigration_status", "es indocumentada, tiene miedo"],
		["immigration_status", "pidió ASILO el año pasado"],
		["immigration_status", "tiene corte de migración el martes"],
		["immigration_status", "cita con inmigración"],
		["immigration_status", "orden de deportación"],
		["immigration_status", "no tiene documentos"],
		["immigration_status", "lleva grillete"],
		["immigration_status", "la migra se llevó al esposo"],
		["immigration_status", "su hijo está detenido por ICE"],
		["immigration_status", "was picked up by ICE in May"],
		["immigration_status", "tiene permiso de trabajo vencido"],
		["immigration_status", "le falta la green card"],
		["immigration_status", "tiene TPS"],
		["immigration_status", "she is undocumented"],
		["immigration_status", "waiting on asylum"],
		["immigration_status", "has immigration court in May"],
		["immigration_status", "DACA recipient"],
		["immigration_status", "applying for citizenship"],
		["immigration_status", "¿cuál es su estatus migratorio?"],
		["a_number", "su número es A123456789"],
		["a_number", "A# 087 654 321"],
		["a_number", "a-12345678"],
		["a_number", "alien number on file"],
		["ssn", "123-45-6789"],
		["ssn", "123 45 6789"],
		["ssn", "987654321"],
		["ssn", "número de seguro social"],
		["ssn", "needs an ITIN"],
		["birth_date", "nació el 4 de mayo"],
		["birth_date", "DOB 04/05/1987"],
		["birth_date", "fecha de nacimiento 1990-01-02"],
		["origin", "vino de Honduras"],
		["origin", "son de El Salvador"],
		["origin", "originaria de México"],
		["origin", "she is from Guatemala"],
		["origin", "born in Venezuela"],
		["origin", "llegó hace dos años de Honduras"],
		["origin", "una señora hondureña"],
		["origin", "familia guatemalteca"],
	])("%s: %s", (kind, text) => {
		expect(looksForbidden(text)).toContain(kind);
	});

	it.each([
		"",
		"Perro bravo atrás, tocar la ventana",
		"Llamar después de las 6 al 828-555-0147",
		"(828) 555-0147",
		"Debe 1,200 de renta desde el 3 de noviembre",
		"Lote 12, remolque azul",
		"El casero no arregla la calefacción",
		"Le deben 3 semanas de sueldo",
		"Wants to volunteer at the food bank",
		"Needs ice for the cooler, took the flyer",
		"Trabaja en un restaurante mexicano",
		"Es la casa detrás de la tienda El Salvador",
		"Senior citizen, hard of hearing",
		"Cita en la clínica el 12/03/2026",
		"Apartamento A 123",
		"Habla español y mam",
		"Needs help with the lease and legal advice about rent",
		"Dejé la mesa informativa a las 3",
	])("lets pass: %s", (text) => {
		expect(looksForbidden(text)).toEqual([]);
	});

	it("takes an A-number for one thing only", () => {
		expect(looksForbidden("A 123 456 789")).toEqual(["a_number"]);
	});
});

function subsets<T>(all: readonly T[]): T[][] {
	return Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_one, at) => (bits >> at) & 1));
}

describe("suggested tracks", () => {
	const rent = { needs: ["housing" as const], interests: [], urgency: "week" as const };
	const help = { needs: [], interests: ["events" as const], urgency: "no_rush" as const };
	const consent = (...purposes: Purpose[]) => ({ consent: { purposes } });

	it.each([
		["needs and consent", { ...rent, ...consent("consulta") }, ["consulta"], []],
		["interests and consent", { ...help, ...consent("leadership") }, ["leadership"], []],
		[
			"both",
			{ ...rent, interests: help.interests, ...consent("leadership", "consulta") },
			["consulta", "leadership"],
			[],
		],
		["needs without consent", { ...rent, ...consent("leadership") }, [], ["consulta"]],
		[
			"interests without consent",
			{ ...rent, interests: help.interests, ...consent("consulta") },
			["consulta"],
			["leadership"],
		],
		[
			"urgency alone",
			{ ...help, interests: [], urgency: "today" as const, ...consent("consulta") },
			["consulta"],
			[],
		],
		["alerts only", { ...help, interests: [], ...consent("alerts") }, [], []],
	])("%s", (_, input, tracks, blocked) => {
		expect(suggestTracks(input)).toMatchObject({ tracks, blocked });
	});

	it("say why", () => {
		const input = { ...rent, interests: help.interests, urgency: "today" as const, ...consent("consulta") };
		expect(suggestTracks(input)).toEqual({
			rule: 1,
			tracks: ["consulta"],
			close: false,
			reasons: [
				{ code: "needs", items: ["housing"] },
				{ code: "interests", items: help.interests },
			],
			blocked: ["leadership"],
		});
	});

	const anything = { needs: [], interests: [], urgencies: [], languages: [], sources: [] };

	it("lead everybody where needs, urgency and interests did before there were rules", () => {
		for (const needs of subsets(NEEDS))
			for (const interests of subsets(INTERESTS))
				for (const urgency of URGENCIES) {
					const input = { needs, interests, urgency, ...consent("consulta", "leadership") };
					const wanted = [
						...(needs.length > 0 || urgency === "today" ? ["consulta"] : []),
						...(interests.length > 0 ? ["leadership"] : []),
					];
					expect(suggestTracks(input).tracks).toEqual(wanted);
				}
	});

	it("of a campaign's own are tried in order, and the first that fits in all it asks for suggests", () => {
		const rules: Rule[] = [
			{ ...anything, needs: ["health"], urgencies: ["today"], to: "line" },
			{ ...anything, languages: ["kjb"], sources: ["table"], to: "events" },
			{ ...anything, needs: ["of another build"], to: "consulta" },
			{ ...anything, to: "close" },
		];
		const base = { ...help, interests: [], ...consent("consulta", "leadership") };
		const led = (input: object) => {
			const { rule, tracks, close } = suggestTracks({ ...base, ...input } as never, rules);
			return [rule, tracks, close];
		};
		expect(led({ needs: ["health"], urgency: "today" })).toEqual([1, ["line", "consulta"], false]);
		expect(led({ language: "kjb", source: { kind: "table" } })).toEqual([2, ["events"], false]);
		expect(led({ language: "kjb", source: { kind: "door" } })).toEqual([4, [], true]);
		expect(suggestTracks(base, rules.slice(0, 2))).toMatchObject({ rule: null, tracks: [] });
	});

	it("never lead where the person did not say yes, except to the Línea's number", () => {
		for (const to of RULE_ENDS) {
			const { tracks } = suggestTracks({ ...help, ...consent("alerts") }, [{ ...anything, to }]);
			expect(tracks).toEqual(to === "line" ? ["line"] : []);
		}
	});
});

describe("a script", () => {
	const script: ScriptBody = {
		greeting: {},
		consent: {},
		promise: {},
		questions: [
			{
				id: "home",
				type: "single",
				text: {},
				sensitive: false,
				options: [
					{ id: "rents", text: {} },
					{ id: "owns", text: {} },
				],
			},
			{
				id: "repairs",
				type: "yes_no",
				text: {},
				sensitive: false,
				show_if: { question: "home", any_of: ["rents"] },
			},
			{
				id: "which",
				type: "multiple",
				text: {},
				sensitive: false,
				options: [
					{ id: "heat", text: {} },
					{ id: "mould", text: {} },
				],
				show_if: { question: "repairs", any_of: ["yes"] },
			},
		],
	};
	const ids = (answers: Record<string, string[]>) => visibleQuestions(script, answers).map((one) => one.id);

	it("asks what hangs on an answer only after it", () => {
		expect(ids({})).toEqual(["home"]);
		expect(ids({ home: ["rents"] })).toEqual(["home", "repairs"]);
		expect(ids({ home: ["rents"], repairs: ["yes"] })).toEqual(["home", "repairs", "which"]);
		expect(ids({ home: ["owns"], repairs: ["yes"] })).toEqual(["home"]);
	});

	it("drops what hung on an answer that was changed", () => {
		const answers = { home: ["rents"], repairs: ["yes"], which: ["heat", "mould"] };
		expect(withAnswer(script, answers, "home", ["owns"])).toEqual({ home: ["owns"] });
		expect(withAnswer(script, answers, "repairs", [])).toEqual({ home: ["rents"] });
	});

	it("keeps only answers that it knows", () => {
		expect(validAnswers(script, { home: ["rents", "owns"], other: ["x"] })).toEqual({});
		expect(validAnswers(script, { home: ["rents"], repairs: ["maybe"] })).toEqual({ home: ["rents"] });
	});
});

describe("times", () => {
	it.each([
		["2026-11-23", "2026-W48"],
		["2026-01-01", "2026-W01"],
		["2027-01-01", "2026-W53"],
		["2024-12-30", "2025-W01"],
		["2021-01-03", "2020-W53"],
		["2023-01-01", "2022-W52"],
	])("%s is in %s", (day, week) => {
		expect(isoWeek(day)).toBe(week);
	});

	it("takes days from the organisation's time zone", () => {
		expect(dayIn("America/New_York", new Date("2026-11-24T03:30:00Z"))).toBe("2026-11-23");
	});

	it("writes the wall clock with its offset", () => {
		const text = wallClock(new Date("2026-11-23T14:02:11.123Z"));
		expect(new Date(text).toISOString()).toBe("2026-11-23T14:02:11.123Z");
	});

	it("reads how far the server's clock is ahead", () => {
		expect(
			readClock("2026-11-23T14:00:01.000Z", {
				received_at: Date.parse("2026-11-23T14:00:00.400Z"),
				round_trip_ms: 400,
			}),
		).toEqual({ offset_ms: 800, round_trip_ms: 400 });
	});

	it("knows an older version", () => {
		expect(isOlder("0.1.0", "0.2.0")).toBe(true);
		expect(isOlder("0.10.0", "0.9.9")).toBe(false);
		expect(isOlder("0.1.0", "0.1.0")).toBe(false);
	});
});
