/**
 * The order in which this volunteer walks what is left of a turf, after "start here".
 *
 * In this page's memory and nowhere else, neither stored nor sent: its first place tells where somebody stood. Loading the
 * app anew brings the lead's order back.
 */

import { changed } from "./changes";

interface Ranks {
	places: Map<string, number>;
	doors: Map<string, number>;
}

interface Placed {
	door: string;
	place: string;
}

const orders = new Map<string, Ranks>();

/** From now on these doors come first in the turf, in this order; those of one place stay together, where its first one is. */
export function keepOrder(turf: string, walked: readonly Placed[]): void {
	const places = new Map<string, number>();
	const doors = new Map<string, number>();
	for (const { door, place } of walked) {
		places.set(place, places.get(place) ?? places.size);
		doors.set(door, doors.size);
	}
	orders.set(turf, { places, doors });
}

/** Whether the volunteer has started anew somewhere in this turf. */
export function hasOwnOrder(turf: string): boolean {
	return orders.has(turf);
}

/** The doors in the volunteer's own order, and behind them the others as they came; all as they came where there is none. */
export function inOwnOrder<Door extends Placed>(turf: string, all: Door[]): Door[] {
	const order = orders.get(turf);
	if (order === undefined) {
		return all;
	}
	const { places, doors } = order;
	const byPlace = ({ place }: Door) => places.get(place) ?? places.size;
	const byDoor = ({ door }: Door) => doors.get(door) ?? doors.size;
	return [...all].sort((a, b) => byPlace(a) - byPlace(b) || byDoor(a) - byDoor(b));
}

/** Drops the order of one turf, or, when the phone becomes another member's, of all. */
export function forgetOrder(turf?: string): void {
	if (turf === undefined) {
		orders.clear();
	} else {
		orders.delete(turf);
	}
}

/** Back to the order in which the lead's turf is walked. */
export function backToOrder(turf: string): void {
	forgetOrder(turf);
	changed();
}
