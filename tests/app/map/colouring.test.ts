import fc from "fast-check";
import { expect, test } from "vitest";
import { coloursOf, neighboursOf } from "../../../canvass/static/app/map/colouring";
import type { Shape } from "../../../canvass/static/device/cutting";

/** A square of a grid; neighbours share an edge. */
const square = (x: number, y: number): Shape => ({
	type: "Polygon",
	coordinates: [
		[
			[x, y],
			[x + 1, y],
			[x + 1, y + 1],
			[x, y + 1],
			[x, y],
		],
	],
});

/** A field of squares, some of them missing, numbered from 1. */
const field = fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9)), {
	selector: ([x, y]) => `${x} ${y}`,
	maxLength: 80,
});
const numbered = (squares: readonly [number, number][]) =>
	squares.map(([x, y], index) => ({ n: index + 1, polygon: square(x, y) }));

test("squares with an edge in common are neighbours, those that touch at a corner are not", () => {
	const found = neighboursOf(
		numbered([
			[0, 0],
			[1, 0],
			[1, 1],
			[5, 5],
		]),
	);
	expect([...(found.get(1) ?? [])]).toEqual([2]);
	expect([...(found.get(2) ?? [])].sort()).toEqual([1, 3]);
	expect([...(found.get(4) ?? [])]).toEqual([]);
});

test("a corner that was rounded another way is the same corner", () => {
	const moved = square(1.00000002, 0);
	const found = neighboursOf([
		{ n: 1, polygon: square(0, 0) },
		{ n: 2, polygon: moved },
	]);
	expect(found.get(1)?.has(2)).toBe(true);
});

test("no two neighbours have the same colour, and six colours are enough", () => {
	fc.assert(
		fc.property(field, (squares) => {
			const neighbours = neighboursOf(numbered(squares));
			const colours = coloursOf(neighbours);
			for (const [n, others] of neighbours) {
				expect(colours.get(n)).toBeLessThan(6);
				for (const other of others) expect(colours.get(other)).not.toBe(colours.get(n));
			}
		}),
	);
});

test("after an edit all turfs that may keep their colour do", () => {
	fc.assert(
		fc.property(field, fc.nat(), (squares, gone) => {
			const before = numbered(squares);
			const colours = coloursOf(neighboursOf(before));
			const after = before.filter((_turf, index) => index !== gone % Math.max(1, before.length));
			const again = coloursOf(neighboursOf(after), colours);
			for (const { n } of after) expect(again.get(n)).toBe(colours.get(n));
		}),
	);
});
