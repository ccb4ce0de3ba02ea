import fc from "fast-check";
import { expect, test } from "vitest";
import { insideOf, labelPoint } from "../../../canvass/static/app/map/shapes";
import { sheetPlane } from "../../../canvass/static/app/map/sheet_plane";
import type { Position } from "../../../canvass/static/device/cutting";

const stop = ([lon, lat]: Position, index: number) => ({
	at: [lon, lat] as Position,
	label: String(index + 1),
	street: "Calle Roble",
});
const somewhere = fc.tuple(
	fc.double({ min: -82.6, max: -82.5, noNaN: true }),
	fc.double({ min: 35.5, max: 35.6, noNaN: true }),
);

test("all stops are on the paper, and written numbers do not cover each other", () => {
	fc.assert(
		fc.property(fc.array(somewhere, { minLength: 1, maxLength: 60 }), (points) => {
			const plane = sheetPlane(points.map(stop), []);
			for (const { x, y } of plane.stops) {
				expect(x).toBeGreaterThanOrEqual(0);
				expect(x).toBeLessThanOrEqual(plane.width);
				expect(y).toBeGreaterThanOrEqual(0);
				expect(y).toBeLessThanOrEqual(plane.height);
			}
			const written = plane.stops.filter(({ labelled }) => labelled);
			expect(written[0]?.label).toBe("1");
			for (const one of written) {
				for (const other of written) {
					if (one !== other) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(3.4);
				}
			}
		}),
	);
});

test("the stops have all the room, however far the turf's outline reaches", () => {
	const houses = [stop([-82.6, 35.5], 0), stop([-82.599, 35.501], 1)];
	const forest: Position[] = [
		[-82.7, 35.4],
		[-82.5, 35.4],
		[-82.5, 35.6],
	];
	expect(sheetPlane(houses, [forest]).stops).toEqual(sheetPlane(houses, []).stops);
});

test("a street's name is written where it covers no other stop, if there is such a place", () => {
	const roble = (lon: number, lat: number) => ({
		at: [lon, lat] as Position,
		label: "1",
		street: "Calle Roble",
	});
	const pino = (lon: number, lat: number) => ({ at: [lon, lat] as Position, label: "2", street: "" });
	// Over the middle house stands another street's.
	const stops = [roble(-82.603, 35.5), roble(-82.6, 35.5), pino(-82.6, 35.50008), roble(-82.597, 35.5)];
	const { streets, stops: drawn } = sheetPlane(stops, []);
	expect(Math.abs((streets[0]?.x ?? 0) - (drawn[1]?.x ?? 0))).toBeGreaterThan(20);
});

test("north is up, east is to the right", () => {
	const [southwest, northeast] = sheetPlane([stop([-82.6, 35.5], 0), stop([-82.5, 35.6], 1)], []).stops;
	expect(northeast?.x).toBeGreaterThan(southwest?.x ?? 0);
	expect(northeast?.y).toBeLessThan(southwest?.y ?? 0);
});

test("the scale is a round length", () => {
	const { scale } = sheetPlane([stop([-82.6, 35.5], 0), stop([-82.59, 35.5], 1)], []);
	expect(String(scale.metres)).toMatch(/^[125]0*$/);
	// 0.01 degrees at 35.5° north are 906 m, drawn 168 mm wide.
	expect(scale.millimetres / scale.metres).toBeCloseTo(168 / 906, 2);
});

test("a turf's name stands inside it, also where it is bent", () => {
	const bent: Position[] = [
		[0, 0],
		[10, 0],
		[10, 10],
		[9, 10],
		[9, 1],
		[0, 1],
		[0, 0],
	];
	const [lon, lat] = labelPoint({ type: "Polygon", coordinates: [bent] });
	expect(insideOf([bent])(lon, lat)).toBe(true);
});
