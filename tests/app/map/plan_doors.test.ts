import { expect, test } from "vitest";
import { countInside, spotsOf, spreadOf, streetsIn } from "../../../canvass/static/app/map/plan_doors";
import type { PlanDoors } from "../../../canvass/static/device/plans";

/** Two houses of Calle Roble, a building of three doors divided between two turfs, a door left over. */
const DOORS: PlanDoors = {
	door: ["a", "b", "c1", "c2", "c3", "d"],
	lon: [0, 1, 2, 2, 2, 3],
	lat: [0, 0, 0, 0, 0, 0],
	place: ["A", "B", "C", "C", "C", "D"],
	turf: [1, 1, 1, 1, 2, 0],
	position: [3, 2, 0, 1, 0, 0],
};
const ADDRESSES = new Map([
	["A", "14 Calle Roble"],
	["B", "16 Calle Roble"],
	["C", "2 Calle Pino"],
]);

test("doors of one place and turf are one dot, and a divided building is two", () => {
	const spots = spotsOf(DOORS);
	expect(spots.map(({ place, turf, doors }) => [place, turf, doors.length])).toEqual([
		["A", 1, 1],
		["B", 1, 1],
		["C", 1, 2],
		["C", 2, 1],
		["D", 0, 1],
	]);
});

test("a turf's doors stand street by street in the order they are walked", () => {
	const streets = streetsIn(1, DOORS, ADDRESSES);
	expect(streets.map(({ name, doors }) => [name, doors])).toEqual([
		["Calle Pino", 2],
		["Calle Roble", 2],
	]);
	expect(streets[1]?.places.map(({ address }) => address)).toEqual(["16 Calle Roble", "14 Calle Roble"]);
	expect(
		streetsIn(0, DOORS, ADDRESSES).flatMap(({ places }) => places.flatMap(({ doors }) => doors)),
	).toEqual(["d"]);
});

test("no door is in two places of the lists, and none is missing", () => {
	const listed = [0, 1, 2].flatMap((turf) =>
		streetsIn(turf, DOORS, ADDRESSES).flatMap(({ places }) => places.flatMap(({ doors }) => doors)),
	);
	expect(listed.sort()).toEqual([...DOORS.door].sort());
});

test("a drawn shape counts the doors inside", () => {
	const shape = {
		type: "Polygon" as const,
		coordinates: [
			[
				[0.5, -1],
				[2.5, -1],
				[2.5, 1],
				[0.5, 1],
				[0.5, -1],
			] as [number, number][],
		],
	};
	expect(countInside(DOORS, shape)).toBe(4);
});

test("the spread says how many turfs are near the mean", () => {
	expect(spreadOf([])).toBeNull();
	expect(spreadOf([50, 50])).toMatchObject({ least: 50, most: 50, even: 2, bars: [2] });
	const spread = spreadOf([45, 50, 51, 80]);
	expect(spread).toMatchObject({ least: 45, most: 80, even: 1, all: 4 });
	expect(spread?.bars.reduce((sum, n) => sum + n, 0)).toBe(4);
});
