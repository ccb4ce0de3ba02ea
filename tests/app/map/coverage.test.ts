import { expect, test } from "vitest";
import { coverageOf, stepOf } from "../../../canvass/static/app/map/coverage";

const walked = (visited: number, doors = 100) => ({ visited, doors });

test("one door is not nothing, and one that is missing is not all", () => {
	expect(stepOf(walked(0))).toBe(0);
	expect(stepOf(walked(1, 2000))).toBe(1);
	expect(stepOf(walked(1999, 2000))).toBe(4);
	expect(stepOf(walked(100))).toBe(5);
});

test("between them each step is a quarter of the doors", () => {
	expect([25, 26, 50, 51, 75, 76].map((visited) => stepOf(walked(visited)))).toEqual([1, 2, 2, 3, 3, 4]);
});

test("a turf whose doors went elsewhere is no more than walked", () => {
	expect(coverageOf(walked(0, 0))).toBe(1);
	expect(coverageOf(walked(12, 10))).toBe(1);
});
