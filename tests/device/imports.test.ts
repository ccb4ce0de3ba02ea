import { expect, test } from "vitest";
import { readCsv } from "../../canvass/static/device/imports";

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
