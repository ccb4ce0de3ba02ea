/** Doors that the list lacks, found on the walk. */

import { db } from "./db";
import { uuidv4 } from "./ids";
import { leaseOn } from "./leases";
import { save } from "./outbox";
import { coverAdded } from "./own_copies";
import { turfRows } from "./rows";
import type { DoorAddedBody, Row } from "./types";

export type NewDoor = Omit<DoorAddedBody, "door">;

async function positionFor(door: NewDoor): Promise<number> {
	const rows = await turfRows(door.turf);
	const siblings = rows.filter((row) => row.place === door.place);
	const last = (siblings.length > 0 ? siblings : rows).at(-1)?.position ?? 0;
	const before = await db.added.where("turf").equals(door.turf).count();
	return last + (before + 1) / 1000;
}

function rowOf(body: DoorAddedBody, position: number): Row {
	const { door, place, kind, number, street, label, lon, lat } = body;
	return {
		door,
		place: place ?? door,
		revision: 0,
		removed: false,
		position,
		kind,
		name: null,
		number,
		street,
		label,
		floor: null,
		lon,
		lat,
		do_not_knock: false,
		attempts: 0,
		last: null,
	};
}

function oneLine(text: string): string {
	return text.trim().replace(/\s+/g, " ");
}

/** Adds a door that the list lacks, and answers its id: it can be visited at once. Throws BadBody, NotLeased, SaveFailed. */
export async function addDoor(door: NewDoor): Promise<string> {
	const lease = await leaseOn(door.turf);
	const body: DoorAddedBody = {
		...door,
		door: uuidv4(),
		number: oneLine(door.number),
		street: oneLine(door.street),
		label: oneLine(door.label),
	};
	const row = rowOf(body, await positionFor(door));
	const { assignment, generation } = lease;
	const shown = { door: body.door, turf: door.turf };
	const sealed = await coverAdded(door.turf, row);
	await save("door.added", body, { assignment, generation, shown }, async () => {
		await db.added.add({ door: body.door, turf: door.turf, sealed });
	});
	return body.door;
}
