import { expect, test } from "vitest";
import {
	crossesItself,
	hullAround,
	insideOf,
	partsOf,
	shapeOf,
} from "../../../canvass/static/app/map/shapes";
import type { Position } from "../../../canvass/static/device/cutting";

const SQUARE: Position[] = [
	[0, 0],
	[4, 0],
	[4, 4],
	[0, 4],
	[0, 0],
];
const HOLE: Position[] = [
	[1, 1],
	[3, 1],
	[3, 3],
	[1, 3],
	[1, 1],
];

test("inside is inside the outer ring and in no hole", () => {
	expect(insideOf([SQUARE, HOLE])(0.5, 2)).toBe(true);
	expect(insideOf([SQUARE, HOLE])(2, 2)).toBe(false);
	expect(insideOf([SQUARE, HOLE])(5, 2)).toBe(false);
});

test("a bow tie crosses itself, a square and a triangle do not", () => {
	const tie: Position[] = [
		[0, 0],
		[4, 4],
		[4, 0],
		[0, 4],
		[0, 0],
	];
	expect(crossesItself(tie)).toBe(true);
	expect(crossesItself(SQUARE)).toBe(false);
	expect(crossesItself([SQUARE[0], SQUARE[1], SQUARE[2], SQUARE[0]] as Position[])).toBe(false);
});

test("a hull is closed, holds every point with room to spare, and does not cross itself", () => {
	const doors: Position[] = [
		[-72.58, 44.25],
		[-72.57, 44.26],
		[-72.575, 44.255],
	];
	const ring = hullAround(doors, 20) as Position[];
	expect(ring[0]).toEqual(ring.at(-1));
	expect(doors.every(([lon, lat]) => insideOf([ring])(lon, lat))).toBe(true);
	expect(crossesItself(ring)).toBe(false);
	expect(insideOf([hullAround([[-72.58, 44.25]], 20) as Position[]])(-72.58, 44.25)).toBe(true);
	expect(hullAround([], 20)).toBeNull();
});

test("parts become a shape and come back", () => {
	expect(shapeOf([])).toBeNull();
	for (const parts of [[[SQUARE]], [[SQUARE], [HOLE]]]) {
		const shape = shapeOf(parts);
		expect(shape && partsOf(shape)).toEqual(parts);
	}
});
