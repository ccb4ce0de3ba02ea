/** A plan's doors, laid out for the map and for lists. Pure. */

import type { Shape } from "../../device/cutting";
import type { Point } from "../../device/places";
import type { PlanDoors } from "../../device/plans";
import { streetName } from "./door_points";
import { insideOf, partsOf } from "./shapes";

/** Doors of one place that share a point and a turf: one dot on the map. */
export interface Spot {
	lon: number;
	lat: number;
	place: string;
	turf: number;
	/** Indices into the columns. */
	doors: number[];
	/** Where its first door stands in the walk. */
	position: number;
}

export function spotsOf(doors: PlanDoors): Spot[] {
	const spots = new Map<string, Spot>();
	doors.door.forEach((_id, index) => {
		const [lon, lat] = [doors.lon[index] ?? 0, doors.lat[index] ?? 0];
		const [place, turf] = [doors.place[index] ?? "", doors.turf[index] ?? 0];
		const position = doors.position[index] ?? 0;
		const key = `${place} ${turf} ${lon} ${lat}`;
		const spot = spots.get(key);
		if (!spot) spots.set(key, { lon, lat, place, turf, doors: [index], position });
		else {
			spot.doors.push(index);
			spot.position = Math.min(spot.position, position);
		}
	});
	return [...spots.values()];
}

/** How many of the plan's doors lie in a shape. */
export function countInside({ lon, lat }: PlanDoors, shape: Shape): number {
	const parts = partsOf(shape).map(insideOf);
	let n = 0;
	lon.forEach((x, index) => {
		if (parts.some((inside) => inside(x, lat[index] ?? 0))) n += 1;
	});
	return n;
}

/** One place's doors in a turf, with its address. */
export interface PlaceInPlan {
	place: string;
	address: string;
	/** Ids of its doors. */
	doors: string[];
	position: number;
}

export interface StreetInPlan {
	name: string;
	places: PlaceInPlan[];
	doors: number;
}

/** What a turf holds (0: what is left over), street by street, the places of each in the order they are walked. */
export function streetsIn(
	turf: number,
	doors: PlanDoors,
	addresses: ReadonlyMap<string, string>,
): StreetInPlan[] {
	const places = new Map<string, PlaceInPlan>();
	doors.turf.forEach((mine, index) => {
		if (mine !== turf) return;
		const place = doors.place[index] ?? "";
		const known = places.get(place) ?? {
			place,
			address: addresses.get(place) ?? "",
			doors: [],
			position: doors.position[index] ?? 0,
		};
		known.doors.push(doors.door[index] ?? "");
		places.set(place, known);
	});
	return byStreet([...places.values()], ({ address }) => streetName(address));
}

/** Places by their streets, both in the order in which they are walked. */
export function byStreet<P extends PlaceInPlan>(
	places: readonly P[],
	streetOf: (place: P) => string,
): StreetInPlan[] {
	const streets = new Map<string, StreetInPlan>();
	for (const place of [...places].sort((a, b) => a.position - b.position)) {
		const name = streetOf(place);
		const street = streets.get(name) ?? { name, places: [], doors: 0 };
		street.places.push(place);
		street.doors += place.doors.length;
		streets.set(name, street);
	}
	return [...streets.values()];
}

/** Addresses by place, as the campaign's points tell them. */
export function addressesOf(points: readonly Point[]): Map<string, string> {
	return new Map(points.map(({ place, address }) => [place, address]));
}

/** How even the turfs are. */
export interface Spread {
	least: number;
	most: number;
	/** How many lie within a tenth of their mean. */
	even: number;
	all: number;
	/** How many turfs in each of a few steps from the least to the most. */
	bars: number[];
}

const BARS = 12;

export function spreadOf(sizes: readonly number[]): Spread | null {
	if (sizes.length === 0) return null;
	const least = Math.min(...sizes);
	const most = Math.max(...sizes);
	const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
	const even = sizes.filter((size) => Math.abs(size - mean) <= mean / 10).length;
	const steps = Math.min(BARS, most - least + 1);
	const bars = new Array<number>(steps).fill(0);
	for (const size of sizes) {
		const step = Math.min(steps - 1, Math.floor(((size - least) / (most - least || 1)) * steps));
		bars[step] = (bars[step] ?? 0) + 1;
	}
	return { least, most, even, all: sizes.length, bars };
}
