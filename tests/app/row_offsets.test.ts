import { expect, test } from "vitest";
import { firstAtOrAfter, rowOffsets } from "../../canvass/static/app/ui/row_offsets";

test("offsets add up, with the reader's text size, and end with the whole height", () => {
	expect([...rowOffsets(["a", "b", "c"], 64, 1.5)]).toEqual([0, 96, 192, 288]);
	expect([...rowOffsets([1, 2, 3], (n) => n * 10, 1)]).toEqual([0, 10, 30, 60]);
	expect([...rowOffsets([], 64, 1)]).toEqual([0]);
});

test("the first offset at or below a line is found, also outside the list", () => {
	const offsets = rowOffsets([1, 2, 3], 10, 1);
	expect([-5, 0, 1, 10, 29, 30, 900].map((y) => firstAtOrAfter(offsets, y))).toEqual([0, 0, 1, 1, 3, 3, 3]);
});
