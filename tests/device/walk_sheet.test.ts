import { afterEach, expect, test, vi } from "vitest";
import { type SheetDoor, sheetDoors, stopsOf } from "../../canvass/static/device/walk_sheet";

afterEach(() => vi.unstubAllGlobals());

const door = (id: string, place: string, position: number, lon: number): SheetDoor => ({
	door: id,
	place,
	position,
	kind: "house",
	name: null,
	number: "14",
	street: "Calle Roble",
	label: "",
	floor: null,
	lon,
	lat: 35.6,
	do_not_knock: false,
});
const row = (one: SheetDoor, removed = false) => ({ ...one, revision: 1, removed, attempts: 0, last: null });

test("a sheet has the turf's doors in walking order, without those that were taken out", async () => {
	const rows = [row(door("b", "B", 2, 1)), row(door("a", "A", 1, 0)), row(door("gone", "C", 0, 0), true)];
	vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ cursor: "c", digest: "d", rows })));
	expect((await sheetDoors("t")).map(({ door }) => door)).toEqual(["a", "b"]);
});

test("units of a building are one number on the map, lots of a park one each", () => {
	const doors = [
		door("u1", "building", 0, 0),
		door("house", "house", 1, 1),
		door("u2", "building", 2, 0),
		door("lot1", "park", 3, 2),
		door("lot2", "park", 4, 3),
	];
	expect(stopsOf(doors).map(({ n, doors }) => [n, doors.map(({ door }) => door)])).toEqual([
		[1, ["u1", "u2"]],
		[2, ["house"]],
		[3, ["lot1"]],
		[4, ["lot2"]],
	]);
});
