import { expect, test } from "vitest";
import {
	BESIDE_METRES,
	byNearness,
	inWorld,
	metresBetween,
	nearestTo,
	samePoint,
} from "../../../canvass/static/app/map/nearness";
import type { Shape } from "../../../canvass/static/device/cutting";

/** A degree of latitude is 111.3 km; at 60° north one of longitude is half as long. */
const METRE = 1 / 111_320;

/** A square of 100 metres whose south-west corner lies so many metres east and north. */
const square = (east: number, north: number): Shape => {
	const [x, y, side] = [-82 + east * METRE * 2, 60 + north * METRE, 100 * METRE];
	const ring: [number, number][] = [
		[x, y],
		[x + side * 2, y],
		[x + side * 2, y + side],
		[x, y + side],
		[x, y],
	];
	return { type: "Polygon", coordinates: [ring] };
};

test("turfs are so far apart as their outlines are, whichever is asked first", () => {
	const [here, there] = [square(0, 0), square(130, 0)];
	expect(metresBetween(here, there)).toBeCloseTo(30, 0);
	expect(metresBetween(there, here)).toBeCloseTo(30, 0);
	// A corner that looks at the middle of a long side.
	expect(metresBetween(here, square(50, 150))).toBeCloseTo(50, 0);
});

test("those that overlap, touch, or lie within each other are not apart at all", () => {
	expect(metresBetween(square(0, 0), square(50, 50))).toBe(0);
	expect(metresBetween(square(0, 0), square(100, 0))).toBeLessThan(1);
});

test("the nearest stands first, and only those across a street are beside", () => {
	const turf = { id: "a", polygon: square(0, 0) };
	const others = [
		{ id: "far", polygon: square(400, 0) },
		{ id: "touching", polygon: square(0, 100) },
		{ id: "across", polygon: square(120, 0) },
		turf,
	];
	const found = byNearness(turf, others);
	expect(found.map((near) => near.turf.id)).toEqual(["touching", "across", "far"]);
	expect(found.filter(({ metres }) => metres <= BESIDE_METRES)).toHaveLength(2);
});

test("the nearest point is told in metres, not in degrees", () => {
	const east = { at: [-82 + 60 * METRE * 2, 60] as [number, number] };
	const north = { at: [-82, 60 + 80 * METRE] as [number, number] };
	expect(nearestTo([-82, 60], [north, east])).toBe(east);
	expect(nearestTo([-82, 60], [])).toBeNull();
});

test("a point is the same as itself only, and nowhere is the same as nowhere", () => {
	expect(samePoint([1, 2], [1, 2])).toBe(true);
	expect(samePoint([1, 2], [1, 3])).toBe(false);
	expect(samePoint(null, null)).toBe(true);
	expect(samePoint([1, 2], null)).toBe(false);
});

test("a point of the world stays where it is, to the last digit; one on the map's next world is brought back", () => {
	for (const lon of [-82.5988, -82.592, 0.1, 179.9999999])
		expect(inWorld([lon, 35.59])).toEqual([lon, 35.59]);
	expect(inWorld([-442.5, 35.59])[0]).toBeCloseTo(-82.5, 9);
	expect(inWorld([277.5, 35.59])[0]).toBeCloseTo(-82.5, 9);
});
