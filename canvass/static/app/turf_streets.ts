/** A live turf's doors, laid out for a list. */

import { type SheetDoor, type SheetStop, stopsOf } from "../device/walk_sheet";
import { byStreet, type PlaceInPlan, type StreetInPlan } from "./map/plan_doors";
import { placeAddress } from "./places";

/** The doors by street and stop, both in the order in which they are walked. */
export function streetsOf(doors: readonly SheetDoor[]): StreetInPlan[] {
	const stops = stopsOf(doors).map((stop, position): PlaceInPlan & { street: string } => ({
		place: String(stop.n),
		address: stopName(stop, doors),
		doors: stop.doors.map(({ door }) => door),
		position,
		street: stop.doors[0]?.street ?? "",
	}));
	return byStreet(stops, ({ street }) => street);
}

/** A house or a building by its address, a lot of a park also by its own. */
export function stopName(
	{ place, doors: [first], doors: its }: SheetStop,
	all: readonly SheetDoor[],
): string {
	if (!first) return "";
	const isLot = all.filter((door) => door.place === place).length > its.length;
	return [placeAddress(first), isLot && first.label].filter(Boolean).join(" · ");
}
