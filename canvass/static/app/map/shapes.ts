/** Plane geometry of drawn shapes, over longitude and latitude as they are: at a turf's size the world is flat. */

import type { Position, Rings, Shape } from "../../device/cutting";
import { METRES_PER_DEGREE } from "../../device/ground";

/** A shape's parts, each with its outer ring first. */
export function partsOf(shape: Shape): Rings[] {
	return shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
}

/** One shape of several parts; null of none. */
export function shapeOf(parts: readonly Rings[]): Shape | null {
	const [first, ...more] = parts;
	if (!first) return null;
	return more.length
		? { type: "MultiPolygon", coordinates: [...parts] }
		: { type: "Polygon", coordinates: first };
}

/** A test whether a point lies in a part: inside its outer ring and in none of its holes. Made once, asked for many points. */
export function insideOf(rings: Rings): (lon: number, lat: number) => boolean {
	const flat = rings.map((ring) => Float64Array.from(ring.flat()));
	return (lon, lat) => {
		let inside = false;
		for (const ring of flat) if (crossesRing(ring, lon, lat)) inside = !inside;
		return inside;
	};
}

/** The even-odd rule: a ray to the east crosses the ring, x and y by turns, an odd number of times. */
function crossesRing(ring: Float64Array, lon: number, lat: number): boolean {
	let inside = false;
	let x2 = ring.at(-2) as number;
	let y2 = ring.at(-1) as number;
	for (let i = 0; i < ring.length; i += 2) {
		const x1 = ring[i] as number;
		const y1 = ring[i + 1] as number;
		if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
		x2 = x1;
		y2 = y1;
	}
	return inside;
}

/** Whether any two sides of a closed ring cross: such a shape has no clear inside. */
export function crossesItself(ring: readonly Position[]): boolean {
	const sides = ring.length - 1;
	for (let i = 0; i < sides; i += 1) {
		for (let j = i + 2; j < sides; j += 1) {
			const neighbours = i === 0 && j === sides - 1;
			if (!neighbours && sidesCross(ring, i, j)) return true;
		}
	}
	return false;
}

function sidesCross(ring: readonly Position[], i: number, j: number): boolean {
	const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[j + 1]] as [
		Position,
		Position,
		Position,
		Position,
	];
	return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** Positive where the way a, b, c turns left. */
function turn([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): number {
	return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

/** The convex ring around points with `metres` to spare (Andrew's monotone chain, 1979); null around none. */
export function hullAround(points: readonly Position[], metres: number): Position[] | null {
	const corners = points.flatMap((point) => spread(point, metres));
	corners.sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
	if (corners.length === 0) return null;
	const ring = [...halfHull(corners), ...halfHull(corners.reverse())];
	return [...ring, ring[0] as Position];
}

/** The corners of a square around a point, its sides `metres` away. */
function spread([lon, lat]: Position, metres: number): Position[] {
	const dy = metres / METRES_PER_DEGREE;
	const dx = dy / Math.cos((lat * Math.PI) / 180);
	return [
		[lon - dx, lat - dy],
		[lon + dx, lat - dy],
		[lon + dx, lat + dy],
		[lon - dx, lat + dy],
	];
}

function halfHull(ordered: readonly Position[]): Position[] {
	const hull: Position[] = [];
	for (const point of ordered) {
		while (hull.length >= 2 && turn(hull.at(-2) as Position, hull.at(-1) as Position, point) <= 0) hull.pop();
		hull.push(point);
	}
	hull.pop();
	return hull;
}

/** The middle of a ring's box: good enough to put a number there. */
export function middleOf(ring: readonly Position[]): Position {
	const lons = ring.map(([lon]) => lon);
	const lats = ring.map(([, lat]) => lat);
	return [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
}

/** How many points across and down are tried for a label. */
const TRIED = 12;

/** A point well inside a shape's largest part, of a few that are tried the one farthest from its outline: a name is read there. */
export function labelPoint(shape: Shape): Position {
	const parts = partsOf(shape);
	const [outer = []] = parts.reduce((most, part) => (ringArea(part[0]) > ringArea(most[0]) ? part : most));
	const inside = insideOf([outer]);
	const lons = outer.map(([lon]) => lon);
	const lats = outer.map(([, lat]) => lat);
	const [west, south] = [Math.min(...lons), Math.min(...lats)];
	const [across, down] = [Math.max(...lons) - west, Math.max(...lats) - south];
	const narrow = Math.cos((south * Math.PI) / 180);
	let best = middleOf(outer);
	let room = -1;
	for (let step = 0; step < TRIED * TRIED; step += 1) {
		const lon = west + (across * ((step % TRIED) + 0.5)) / TRIED;
		const lat = south + (down * (Math.floor(step / TRIED) + 0.5)) / TRIED;
		if (!inside(lon, lat)) continue;
		const free = distanceToRing(outer, lon, lat, narrow);
		if (free > room) [best, room] = [[lon, lat], free];
	}
	return best;
}

function ringArea(ring: readonly Position[] = []): number {
	let sum = 0;
	for (let i = 1; i < ring.length; i += 1) {
		const [[ax, ay], [bx, by]] = [ring[i - 1], ring[i]] as [Position, Position];
		sum += ax * by - bx * ay;
	}
	return Math.abs(sum);
}

/** To the nearest side, squared; a degree of longitude is `narrow` of one of latitude. */
function distanceToRing(ring: readonly Position[], lon: number, lat: number, narrow: number): number {
	let least = Number.POSITIVE_INFINITY;
	for (let i = 1; i < ring.length; i += 1) {
		const [[ax, ay], [bx, by]] = [ring[i - 1], ring[i]] as [Position, Position];
		const [dx, dy] = [(bx - ax) * narrow, by - ay];
		const [px, py] = [(lon - ax) * narrow, lat - ay];
		const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
		least = Math.min(least, (px - along * dx) ** 2 + (py - along * dy) ** 2);
	}
	return least;
}
