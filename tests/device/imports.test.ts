import { expect, test } from "vitest";
import { asItWas, neededFields, readCsv } from "../../canvass/static/device/imports";

test("CSV is read with quoted commas, line ends and quotes, and without an empty last row", () => {
	const text =
		'fila,columna,motivo,valor\r\n17,lon,"Sin coordenadas, ni calle",\r\n18,lat,x,"dijo ""44,25"""\n';
	expect(readCsv(text)).toEqual([
		["fila", "columna", "motivo", "valor"],
		["17", "lon", "Sin coordenadas, ni calle", ""],
		["18", "lat", "x", 'dijo "44,25"'],
	]);
	expect(readCsv('a,"line\nbreak"')).toEqual([["a", "line\nbreak"]]);
	expect(readCsv("")).toEqual([]);
});

test("a value is shown as the list had it, not as a spreadsheet needs it", () => {
	expect(["'-482.6, 35.59", "'=2", "'s Hof", "44,25", ""].map(asItWas)).toEqual([
		"-482.6, 35.59",
		"=2",
		"'s Hof",
		"44,25",
		"",
	]);
});

test("of an address only its street is needed: its point may be looked for, but half a point is none", () => {
	const street = { street: "Calle" };
	expect(neededFields({})).toEqual(["street"]);
	expect(neededFields(street)).toEqual(["street"]);
	expect(neededFields({ ...street, lon: "X", lat: "Y" })).toEqual(["street"]);
	expect(neededFields({ ...street, lon: "X" })).toEqual(["street", "lat"]);
	expect(neededFields({ ...street, lat: "Y" })).toEqual(["street", "lon"]);
});
