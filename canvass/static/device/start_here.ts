/** "Start here": what is left of a turf in a new order, from where the volunteer stands. The place itself is not kept. */

import { changed } from "./changes";
import { type DoorView, doorViews, isToVisit } from "./doors";
import type { Point } from "./ground";
import { grouped } from "./groups";
import { keepOrder } from "./own_order";
import { walkFrom } from "./reorder";
import { metresBetween } from "./turfs";

const ONE_BUILDING_METRES = 30;

/**
 * Walks what is left of the turf from `here`, or, where that is not known, from the door visited last; answers which it was.
 * All stays as it was where neither is known, `nowhere`, and where nothing that is left has a point, `no_points`.
 */
export async function startHere(
	turf: string,
	here: Point | null,
): Promise<"here" | "last_door" | "nowhere" | "no_points"> {
	const doors = await doorViews(turf);
	const from = here ?? lastVisited(doors);
	const stops = [...grouped(doors, ({ place }) => place).values()].flatMap(stopsIn);
	const known = stops.flatMap((units) => {
		const at = middleOf(units);
		return at === null ? [] : [{ units, at }];
	});
	if (known.length === 0) {
		return "no_points";
	}
	if (from === null) {
		return "nowhere";
	}
	const points = known.map(({ at }) => at);
	const walked = walkFrom(from, points).flatMap((one) => known[one]?.units ?? []);
	keepOrder(turf, [...new Set([...walked, ...stops.flat()])]);
	changed();
	return here === null ? "last_door" : "here";
}

function lastVisited(doors: readonly DoorView[]): Point | null {
	const visited = doors.filter(({ own }) => own !== null);
	const last = visited.sort((a, b) => (b.own?.seq ?? 0) - (a.own?.seq ?? 0))[0];
	return last === undefined ? null : middleOf([last]);
}

/** What is walked to of a place where somebody is still to be visited: a building as one, the lots of a park each. */
function stopsIn(units: DoorView[]): DoorView[][] {
	const left = units.filter(isToVisit);
	const [first] = left;
	if (first === undefined) {
		return [];
	}
	const spread = left.some((door) => (metresBetween(first, door) ?? 0) > ONE_BUILDING_METRES);
	return spread ? left.map((door) => [door]) : [units];
}

function middleOf(doors: readonly DoorView[]): Point | null {
	const points = doors.flatMap(({ lon, lat }) => (lon === null || lat === null ? [] : [{ lon, lat }]));
	if (points.length === 0) {
		return null;
	}
	const mean = (of: (point: Point) => number) =>
		points.reduce((sum, one) => sum + of(one), 0) / points.length;
	return { lon: mean((one) => one.lon), lat: mean((one) => one.lat) };
}
