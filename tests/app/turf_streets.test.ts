import { expect, test } from "vitest";
import { streetsOf } from "../../canvass/static/app/turf_streets";
import type { SheetDoor } from "../../canvass/static/device/walk_sheet";

const door = (id: string, over: Partial<SheetDoor>): SheetDoor => ({
	door: id,
	place: id,
	position: 1,
	kind: "house",
	name: null,
	number: "1",
	street: "Calle Roble",
	label: "",
	floor: null,
	lon: -82.55,
	lat: 35.59,
	do_not_knock: false,
	...over,
});

test("doors stand by street in the order of the walk; a building is one, each lot of a park another", () => {
	const flat = { place: "tower", number: "20", street: "Calle Pino" };
	const lot = { place: "park", number: "400", street: "Camino Real" };
	const found = streetsOf([
		door("b", { number: "2", lon: -82.54 }),
		door("101", { ...flat, label: "101" }),
		door("a", { number: "1", lon: -82.53 }),
		door("102", { ...flat, label: "102" }),
		door("lot 1", { ...lot, label: "Lote 1", lon: -82.52 }),
		door("lot 2", { ...lot, label: "Lote 2", lon: -82.51 }),
	]);
	expect(found.map(({ name, doors }) => [name, doors])).toEqual([
		["Calle Roble", 2],
		["Calle Pino", 2],
		["Camino Real", 2],
	]);
	expect(found.flatMap(({ places }) => places.map(({ address, doors }) => [address, ...doors]))).toEqual([
		["2 Calle Roble", "b"],
		["1 Calle Roble", "a"],
		["20 Calle Pino", "101", "102"],
		["400 Camino Real · Lote 1", "lot 1"],
		["400 Camino Real · Lote 2", "lot 2"],
	]);
});
