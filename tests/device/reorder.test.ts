import { expect, it } from "vitest";
import type { Point } from "../../canvass/static/device/ground";
import { walkFrom } from "../../canvass/static/device/reorder";

const METRE = 1 / 111_320;
/** A point so many metres east and north of a corner on the equator. */
const at = (x: number, y: number): Point => ({ lon: x * METRE, lat: y * METRE });

function metres(here: Point, points: readonly Point[], order: readonly number[]): number {
	const walk = [here, ...order.map((one) => points[one] as Point)];
	return walk.slice(1).reduce((sum, point, i) => {
		const before = walk[i] as Point;
		return sum + Math.hypot(point.lon - before.lon, point.lat - before.lat) / METRE;
	}, 0);
}

function permutations(items: readonly number[]): number[][] {
	return items.length < 2
		? [[...items]]
		: items.flatMap((one) =>
				permutations(items.filter((other) => other !== one)).map((rest) => [one, ...rest]),
			);
}

/** Numbers from 0 to 1 that look random and are the same each time. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 48_271) % 2_147_483_647;
		return state / 2_147_483_647;
	};
}

const scattered = (n: number, seed: number) => {
	const random = seeded(seed);
	return Array.from({ length: n }, () => at(random() * 600, random() * 600));
};

it("walks a street from the end where one stands", () => {
	const street = [10, 50, 30, 20, 40].map((x) => at(x, 0));
	expect(walkFrom(at(55, 5), street)).toEqual([1, 4, 2, 3, 0]);
	expect(walkFrom(at(0, 5), street)).toEqual([0, 3, 2, 4, 1]);
});

it("every place comes once, wherever one stands and however many there are", () => {
	for (const n of [0, 1, 2, 3, 17, 150]) {
		const order = walkFrom(at(300, 300), scattered(n, n + 1));
		expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, one) => one));
	}
});

it("few places are walked nearly as short as can be", () => {
	const here = at(0, 0);
	let found = 0;
	let best = 0;
	for (let seed = 1; seed <= 20; seed += 1) {
		const points = scattered(7, seed);
		found += metres(here, points, walkFrom(here, points));
		best += Math.min(...permutations([0, 1, 2, 3, 4, 5, 6]).map((order) => metres(here, points, order)));
	}
	expect(found / best).toBeLessThan(1.0005);
});

it("places on one spot, and those across the antimeridian, do no harm", () => {
	expect(walkFrom(at(5, 5), Array(6).fill(at(1, 1))).length).toBe(6);
	const across = [179.999, -179.999, 180, -179.998].map((lon) => ({ lon, lat: 0 }));
	expect(walkFrom({ lon: 179.9985, lat: 0 }, across)).toEqual([0, 2, 1, 3]);
});
