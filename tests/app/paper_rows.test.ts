/** The list in which a sheet of paper is entered: the sheet's own numbers, and whose visit a tap changes. */

import { expect, it } from "vitest";
import { enteredBefore, paperRows } from "../../canvass/static/app/paper_rows";
import type { OwnVisit } from "../../canvass/static/device/db";
import type { DoorView } from "../../canvass/static/device/doors";
import { stopsOf } from "../../canvass/static/device/walk_sheet";

const NOON = Date.parse("2026-11-27T12:00:00Z");
const HOUR = 3_600_000;

function door(id: string, position: number, over: Partial<DoorView> = {}): DoorView {
	const at = { place: id, lon: position / 1000, lat: 35.5 };
	return { door: id, position, added: false, ...at, ...over } as DoorView;
}

function own(hoursAgo: number): OwnVisit {
	const at = new Date(NOON - hoursAgo * HOUR).toISOString();
	return { visit: "v", result: "not_home", literature: true, at } as OwnVisit;
}

it("numbers the doors as paper does, also where the walker began elsewhere or added a door", () => {
	const building = { place: "b", lon: 1, lat: 1 };
	const doors = [
		door("house", 4),
		door("b1", 1, building),
		door("found", 2, { added: true }),
		door("b2", 2, building),
		door("first", 0),
	];
	const printed = stopsOf(doors.filter((each) => !each.added).sort((a, b) => a.position - b.position));

	expect(paperRows(doors).map(({ n, door: { door } }) => [n, door])).toEqual([
		[1, "first"],
		[2, "b1"],
		[null, "b2"],
		[3, "house"],
	]);
	expect(printed.map(({ n, doors: its }) => [n, its[0]?.door])).toEqual([
		[1, "first"],
		[2, "b1"],
		[3, "house"],
	]);
});

it("goes on with what was entered a moment ago, and leaves another outing's visit alone", () => {
	expect(enteredBefore(own(1), NOON)).toEqual({ visit: "v", result: "not_home", literature: true });
	expect(enteredBefore(own(20), NOON)).toBeNull();
	expect(enteredBefore(null, NOON)).toBeNull();
});
