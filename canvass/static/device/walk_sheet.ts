/** A turf's doors in the order they are walked, as its lead reads them for a sheet of paper. */

import { request } from "./api";
import type { Row } from "./types";
import { isSnapshot, type Snapshot } from "./wire";

/** What a sheet needs of a door. Who was met there, or when, is never on paper. */
export type SheetDoor = Pick<
	Row,
	| "door"
	| "place"
	| "position"
	| "kind"
	| "name"
	| "number"
	| "street"
	| "label"
	| "floor"
	| "lon"
	| "lat"
	| "do_not_knock"
>;

/** A point on the way, with its number on the map: a house, all units of a building, one lot of a park. */
export interface SheetStop {
	n: number;
	place: string;
	doors: SheetDoor[];
}

export async function sheetDoors(turf: string): Promise<SheetDoor[]> {
	const { rows } = await request<Snapshot>("GET", `/turfs/${turf}/snapshot`, { check: isSnapshot });
	return rows.filter(({ removed }) => !removed).sort((a, b) => a.position - b.position);
}

/** The doors by place and point: those of a building stand together, where its first one is walked. */
export function stopsOf(doors: readonly SheetDoor[]): SheetStop[] {
	const stops = new Map<string, SheetStop>();
	for (const door of doors) {
		const key = `${door.place} ${door.lon} ${door.lat}`;
		const stop = stops.get(key);
		if (stop) stop.doors.push(door);
		else stops.set(key, { n: stops.size + 1, place: door.place, doors: [door] });
	}
	return [...stops.values()];
}
