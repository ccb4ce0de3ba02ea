import { expect, test } from "vitest";
import { hueOf, lookOfColour } from "../../../canvass/static/app/map/marks";

type Triple = [number, number, number];

const LOOKS = [0, 1, 2, 3, 4, 5].map(lookOfColour);
const LEAST_APART = 12;

/** How a colour looks to who lacks one kind of cone: Viénot, Brettel and Mollon 1999, on linear light. */
const EYES: Record<string, (light: Triple) => Triple> = {
	"all three": (light) => light,
	"no red": ([r, g, b]) => [0.1124 * r + 0.8876 * g, 0.1124 * r + 0.8876 * g, 0.004 * r - 0.004 * g + b],
	"no green": ([r, g, b]) => [0.2928 * r + 0.7072 * g, 0.2928 * r + 0.7072 * g, -0.0223 * r + 0.0223 * g + b],
};

const lightOf = (hex: string): Triple =>
	[1, 3, 5].map((at) => {
		const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	}) as Triple;

/** CIE Lab of linear light, under D65. */
function labOf([r, g, b]: Triple): Triple {
	const bend = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
	const x = bend((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
	const y = bend(0.2126 * r + 0.7152 * g + 0.0722 * b);
	const z = bend((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test.each(Object.keys(EYES))("neighbouring turfs are told apart by eyes with %s of the cones", (eyes) => {
	const seen = LOOKS.map((look) => labOf((EYES[eyes] as (light: Triple) => Triple)(lightOf(hueOf(look)))));
	for (const [i, one] of seen.entries()) {
		for (const [j, two] of seen.slice(0, i).entries()) {
			const apart = Math.hypot(one[0] - two[0], one[1] - two[1], one[2] - two[2]);
			expect(apart, `${i} and ${j}`).toBeGreaterThan(LEAST_APART);
		}
	}
});

test("and by more than their colour", () => {
	const patterns = new Set(LOOKS.map(({ pattern }) => pattern));
	expect(patterns.size).toBeGreaterThanOrEqual(5);
	expect(new Set(LOOKS.map(({ hue, pattern }) => `${hue} ${pattern}`)).size).toBe(LOOKS.length);
});
