/** Where a turf's walk begins, told by its doors. */

import type { Position } from "../device/cutting";
import type { SheetDoor } from "../device/walk_sheet";
import { _ } from "./i18n";
import { metresApart, nearestTo } from "./map/nearness";
import { distanceText, placeAddress } from "./places";

/** So near a door it is where one stands to knock. */
const AT_THE_DOOR = 40;
/** Farther from every door than that, a map that shows both would show nothing of the turf. */
const ON_THE_MAP = 250;

/** In words, by the door that is nearest. */
export function beginWords(at: Position | null, doors: readonly SheetDoor[]): string {
	if (!at) return _("Empieza donde el camino es más corto.");
	const near = nearestDoor(at, doors);
	if (!near) return _("Empieza en un punto del mapa.");
	const address = placeAddress(near.door) || "—";
	const metres = Math.round(metresApart(at, near.at));
	if (metres <= AT_THE_DOOR) return _("Empieza junto a %(address)s.", { address });
	return _("Empieza a %(distance)s de %(address)s.", { distance: distanceText(metres), address });
}

/** The start, where a map of the doors has room for it. */
export function startOnMap(at: Position | null, doors: readonly SheetDoor[]): Position | null {
	const near = at && nearestDoor(at, doors);
	return near && metresApart(at, near.at) <= ON_THE_MAP ? at : null;
}

export function pointOf(door: SheetDoor | undefined): Position | null {
	return door && door.lon !== null && door.lat !== null ? [door.lon, door.lat] : null;
}

function nearestDoor(at: Position, doors: readonly SheetDoor[]) {
	const placed = doors.flatMap((door) => {
		const point = pointOf(door);
		return point ? [{ door, at: point }] : [];
	});
	return nearestTo(at, placed);
}
