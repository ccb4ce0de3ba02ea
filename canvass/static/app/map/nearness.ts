/** Which turfs lie beside another: hand-drawn ones touch nowhere, so that common corners tell nothing. Pure. */

import type { Position, Shape } from "../../device/cutting";
import { METRES_PER_DEGREE } from "../../device/ground";
import { insideOf, partsOf } from "./shapes";

/** A street and two front gardens: turfs so near each other are walked from one to the other. */
export const BESIDE_METRES = 60;

/** A turf with a shape, and how far it lies from another. */
export interface Near<T> {
	turf: T;
	metres: number;
}

/** The other turfs by how far they lie from this one, the nearest first. */
export function byNearness<T extends { id: string; polygon: Shape }>(
	turf: T,
	turfs: readonly T[],
): Near<T>[] {
	return turfs
		.filter(({ id }) => id !== turf.id)
		.map((other) => ({ turf: other, metres: metresBetween(turf.polygon, other.polygon) }))
		.sort((a, b) => a.metres - b.metres);
}

/** From outline to outline; 0 where they overlap or touch. */
export function metresBetween(a: Shape, b: Shape): number {
	if (cornersInside(a, b) || cornersInside(b, a)) return 0;
	const [outer, other] = [ringsOf(a), ringsOf(b)];
	return Math.min(fromCorners(outer, other), fromCorners(other, outer));
}

function cornersInside(a: Shape, b: Shape): boolean {
	const tests = partsOf(b).map(insideOf);
	return ringsOf(a).some((ring) => ring.some(([lon, lat]) => tests.some((inside) => inside(lon, lat))));
}

/** Each part's outer ring. */
function ringsOf(shape: Shape): readonly Position[][] {
	return partsOf(shape).flatMap(([outer]) => (outer ? [outer] : []));
}

function fromCorners(rings: readonly Position[][], others: readonly Position[][]): number {
	let least = Number.POSITIVE_INFINITY;
	for (const corner of rings.flat()) {
		for (const ring of others) {
			for (let side = 1; side < ring.length; side += 1) {
				least = Math.min(least, toSide(corner, ring[side - 1] as Position, ring[side] as Position));
			}
		}
	}
	return least;
}

/** Metres from a point to a side; the world is flat over so little ground. */
function toSide([lon, lat]: Position, [ax, ay]: Position, [bx, by]: Position): number {
	const east = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
	const [dx, dy] = [(bx - ax) * east, (by - ay) * METRES_PER_DEGREE];
	const [px, py] = [(lon - ax) * east, (lat - ay) * METRES_PER_DEGREE];
	const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
	return Math.hypot(px - along * dx, py - along * dy);
}

/** Metres between two points that are not far apart. */
export function metresApart([ax, ay]: Position, [bx, by]: Position): number {
	const narrow = Math.cos((ay * Math.PI) / 180);
	return Math.hypot((bx - ax) * narrow, by - ay) * METRES_PER_DEGREE;
}

/** Of these, the one that lies nearest to a point; null of none. */
export function nearestTo<T extends { at: Position }>(from: Position, points: readonly T[]): T | null {
	const away = ({ at }: T) => metresApart(from, at);
	return points.reduce<T | null>(
		(best, point) => (best === null || away(point) < away(best) ? point : best),
		null,
	);
}

/** The point as the world counts it, also where a map shows the world more than once; to the last digit where it is so already. */
export function inWorld([lon, lat]: Position): Position {
	return [lon - 360 * Math.round(lon / 360), lat];
}

export function samePoint(a: Position | null, b: Position | null): boolean {
	return a === b || (a !== null && b !== null && a[0] === b[0] && a[1] === b[1]);
}
