/** The region's doors as points, laid out so that tens of thousands are counted between two frames. */

import type { Position, Shape } from "../../device/cutting";
import type { Point } from "../../device/places";
import { insideOf, partsOf } from "./shapes";

export interface DoorPoints {
	readonly points: readonly Point[];
	readonly lons: Float64Array;
	readonly lats: Float64Array;
	readonly doors: number;
	readonly taken: number;
}

/** What a shape holds. `free` doors are in no other live turf. */
export interface Held {
	doors: number;
	free: number;
	points: number;
	doNotKnock: number;
}

export const NOTHING: Held = { doors: 0, free: 0, points: 0, doNotKnock: 0 };

export function doorPoints(points: readonly Point[]): DoorPoints {
	return {
		points,
		lons: Float64Array.from(points, ({ lon }) => lon),
		lats: Float64Array.from(points, ({ lat }) => lat),
		doors: points.reduce((sum, { doors }) => sum + doors, 0),
		taken: points.reduce((sum, { taken }) => sum + taken, 0),
	};
}

export const NO_POINTS = doorPoints([]);

/**
 * Counts the doors inside a shape. `own` is the turf's shape as it was saved, if one is being changed: its doors are
 * taken by itself, and so free for it.
 */
export function held(all: DoorPoints, shape: Shape, own: Shape | null): Held {
	const sum: Held = { ...NOTHING };
	const isOwn = own === null ? () => false : inAnyPart(own);
	const marks = marksInside(all, shape);
	for (let index = 0; index < marks.length; index += 1) {
		if (!marks[index]) continue;
		const point = all.points[index] as Point;
		sum.doors += point.doors;
		sum.free += isOwn(point.lon, point.lat) ? point.doors : point.doors - point.taken;
		sum.doNotKnock += point.do_not_knock;
		sum.points += 1;
	}
	return sum;
}

function inAnyPart(shape: Shape): (lon: number, lat: number) => boolean {
	const tests = partsOf(shape).map(insideOf);
	return (lon, lat) => tests.some((inside) => inside(lon, lat));
}

/** 1 for each point that lies in any part of the shape. */
function marksInside({ lons, lats }: DoorPoints, shape: Shape): Uint8Array {
	const marks = new Uint8Array(lons.length);
	for (const rings of partsOf(shape)) {
		const [west, south, east, north] = box(rings[0] ?? []);
		const inside = insideOf(rings);
		for (let index = 0; index < lons.length; index += 1) {
			const lon = lons[index] as number;
			const lat = lats[index] as number;
			if (lon < west || lon > east || lat < south || lat > north) continue;
			if (inside(lon, lat)) marks[index] = 1;
		}
	}
	return marks;
}

function box(ring: readonly Position[]): [number, number, number, number] {
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const [lon, lat] of ring) {
		west = Math.min(west, lon);
		south = Math.min(south, lat);
		east = Math.max(east, lon);
		north = Math.max(north, lat);
	}
	return [west, south, east, north];
}

export interface Street {
	name: string;
	points: Point[];
	doors: number;
	free: number;
}

/** The streets of the region by name, read from the addresses. */
export function streetsOf({ points }: DoorPoints): Street[] {
	const streets = new Map<string, Street>();
	for (const point of points) {
		const name = streetName(point.address);
		if (!name) continue;
		const street = streets.get(name) ?? { name, points: [], doors: 0, free: 0 };
		street.points.push(point);
		street.doors += point.doors;
		street.free += point.doors - point.taken;
		streets.set(name, street);
	}
	return [...streets.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** "83-85 Main Street" is on Main Street: what comes before the first word without a digit is the number. */
export function streetName(address: string): string {
	return address.replace(/^(\S*\d\S*\s+)+/, "");
}

/** A size of cell in which a street's name is written once, in degrees: some six hundred metres. */
const CELL = 0.006;

/** Where to write the streets' names: once for each stretch, the busier ones first. */
export function streetLabels(all: DoorPoints): { name: string; at: Position; doors: number }[] {
	const stretches = new Map<string, { name: string; at: Position; doors: number }>();
	for (const { address, lon, lat, doors } of all.points) {
		const name = streetName(address);
		if (!name) continue;
		const key = `${name}|${Math.floor(lon / CELL)}|${Math.floor(lat / CELL)}`;
		const stretch = stretches.get(key);
		if (stretch) stretch.doors += doors;
		else stretches.set(key, { name, at: [lon, lat], doors });
	}
	return [...stretches.values()];
}
