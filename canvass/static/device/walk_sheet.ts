/** A turf's doors in the order they are walked, as its lead reads them for a sheet of paper. */

import { request } from "./api";
import { grouped } from "./groups";
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
export interface SheetStop<Door extends SheetDoor = SheetDoor> {
	n: number;
	place: string;
	doors: Door[];
}

export async function sheetDoors(turf: string): Promise<SheetDoor[]> {
	const { rows } = await request<Snapshot>("GET", `/turfs/${turf}/snapshot`, { check: isSnapshot });
	return rows.filter(({ removed }) => !removed).sort((a, b) => a.position - b.position);
}

/** The doors by place and point: those of a building stand together, where its first one is walked. */
export function stopsOf<Door extends SheetDoor>(doors: readonly Door[]): SheetStop<Door>[] {
	const stops = grouped(doors, ({ place, lon, lat }) => `${place} ${lon} ${lat}`);
	return [...stops.values()].map((its, index) => ({
		n: index + 1,
		place: (its[0] as Door).place,
		doors: its,
	}));
}
