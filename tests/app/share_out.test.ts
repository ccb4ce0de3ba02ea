import { expect, test } from "vitest";
import { type Share, shareOut } from "../../canvass/static/app/share_out";
import type { CutTurf } from "../../canvass/static/device/cutting";

const turfs = ["1", "2", "3", "4"].map((id) => ({ id }) as CutTurf);
const names = (shares: readonly Share[]) =>
	shares.map(({ turf, members }) => `${turf.id} ${members.join("+")}`);

test("turfs go round, or all to all", () => {
	expect(names(shareOut(turfs, ["Alma", "Beto", "Celia"], "each", []))).toEqual([
		"1 Alma",
		"2 Beto",
		"3 Celia",
		"4 Alma",
	]);
	expect(names(shareOut(turfs.slice(2), ["Alma", "Beto"], "together", []))).toEqual([
		"3 Alma+Beto",
		"4 Alma+Beto",
	]);
	expect(shareOut(turfs, [], "each", [])).toEqual([]);
});

test("after a failure the rest goes to whom it was to go", () => {
	expect(names(shareOut(turfs, ["Alma", "Beto"], "each", ["1"]))).toEqual(["2 Beto", "3 Alma", "4 Beto"]);
});
