import { beforeEach, expect, test, vi } from "vitest";
import { messages as rest } from "../../canvass/static/app/catalogues/en_rest";
import {
	_,
	formatDate,
	formatList,
	formatNumber,
	formatRelative,
	formatTime,
	locale,
	ngettext,
	setLocale,
	wholeCatalogue,
} from "../../canvass/static/app/i18n";
import { organisation } from "../../canvass/static/app/organisation";

vi.stubGlobal("localStorage", { setItem: () => {}, getItem: () => null });

beforeEach(async () => {
	await setLocale("es");
	organisation.value = { name: "CIMA", hotline: "", time_zone: "America/New_York", languages: ["es", "en"] };
});

test("Spanish is its own key, and English comes from the catalogue", async () => {
	expect(_("Deshacer")).toBe("Deshacer");
	await setLocale("en");
	expect(locale.value).toBe("en");
	expect(_("Deshacer")).toBe("Undo");
});

test("a message that no catalogue has is shown as it stands", async () => {
	await setLocale("en");
	expect(_("Nadie la tradujo: %(n)s", { n: 3 })).toBe("Nadie la tradujo: 3");
});

test("placeholders are filled with words as they are and numbers as people write them", () => {
	expect(_("Quedan %(n)s en %(turf)s, 100%%", { n: 12345, turf: "Emma $1" })).toBe(
		"Quedan 12,345 en Emma $1, 100%",
	);
	expect(_("Falta %(n)s")).toBe("Falta %(n)s");
});

test("plurals follow the catalogue's rule: none is many in both languages", () => {
	const doors = (n: number) => ngettext("%(n)s puerta", "%(n)s puertas", n, { n });
	expect([0, 1, 2].map(doors)).toEqual(["0 puertas", "1 puerta", "2 puertas"]);
});

test("moments are told in the organisation's time zone, days in none", () => {
	expect(formatDate("2026-11-24T03:00:00Z")).toBe("lunes, 23 de noviembre");
	expect(formatDate("2026-11-23")).toBe("lunes, 23 de noviembre");
	expect(formatTime("2026-11-23T19:02:00Z")).toMatch(/^2:02/);
});

test("numbers, lists and distances in time follow the language", async () => {
	const now = new Date("2026-11-23T12:00:00Z");
	expect(formatRelative("2026-11-23T11:55:00Z", now)).toBe("hace 5 minutos");
	expect(formatList(["vivienda", "comida", "escuela"])).toBe("vivienda, comida y escuela");
	await setLocale("en");
	expect(formatRelative("2026-11-24T12:00:00Z", now)).toBe("tomorrow");
	expect(formatNumber(0.25, { style: "percent" })).toBe("25%");
});

test("what later screens say comes with the first of them, and stays when the language changes", async () => {
	const [spanish, english] = Object.entries(rest).find(([, text]) => typeof text === "string") as [
		string,
		string,
	];
	await setLocale("en");
	expect(_(spanish)).toBe(spanish);
	await wholeCatalogue();
	expect(_(spanish)).toBe(english);
	await setLocale("es");
	expect(_(spanish)).toBe(spanish);
	await setLocale("en");
	expect(_(spanish)).toBe(english);
});
