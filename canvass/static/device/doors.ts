/** Doors as a screen shows them: the server's row, this phone's unsent events over it; and what a volunteer says of a door. */

import { breathe } from "./breath";
import { type AddedDoor, db, type OutboxRecord, type OwnVisit } from "./db";
import { uuidv4 } from "./ids";
import { leaseOn, openLease } from "./leases";
import { save } from "./outbox";
import { newestFirst, overlaid } from "./overlay";
import { turfRows } from "./rows";
import type { DoorAddedBody, PlaceKind, Problem, Row } from "./types";

export interface DoorView extends Row {
	turf: string;
	/** An event about this door is on this phone only. */
	unsent: boolean;
	/** The newest visit of this phone here that was not undone: what can be corrected. */
	own: OwnVisit | null;
	/** This phone added it, and the server's list does not hold it yet. */
	added: boolean;
	reported: Problem | null;
}

const plain = new WeakMap<Row, DoorView>();

/** Most doors of a turf have nothing of their own; their view is made once per row, so that a list can skip them. */
function plainView(row: Row, turf: string): DoorView {
	let view = plain.get(row);
	if (view === undefined) {
		view = { ...row, turf, unsent: false, own: null, added: false, reported: null };
		plain.set(row, view);
	}
	return view;
}

interface Marks {
	own: Map<string, OwnVisit[]>;
	outbox: Map<string, OutboxRecord[]>;
}

/** The items by key, in the order in which the keys first came. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		if (key !== null) {
			const group = groups.get(key);
			if (group === undefined) {
				groups.set(key, [item]);
			} else {
				group.push(item);
			}
		}
	}
	return groups;
}

function viewOf(row: Row, turf: string, added: boolean, marks: Marks): DoorView {
	const own = marks.own.get(row.door) ?? [];
	const events = marks.outbox.get(row.door) ?? [];
	if (own.length === 0 && events.length === 0 && !added) {
		return plainView(row, turf);
	}
	return {
		...overlaid(row, own),
		turf,
		unsent: events.some((event) => event.state !== "received" && event.state !== "checking"),
		own: newestFirst(own).find((one) => !one.voided) ?? null,
		added,
		reported: events.findLast((event) => event.problem !== null)?.problem ?? null,
	};
}

/** Rows with the doors that this phone added, each behind the last door of its place. */
function withAdded(rows: readonly Row[], added: readonly AddedDoor[]): { row: Row; added: boolean }[] {
	const known = new Set(rows.map((row) => row.door));
	const missing = added.filter((one) => !known.has(one.door));
	const all = [
		...rows.map((row) => ({ row, added: false })),
		...missing.map(({ row }) => ({ row, added: true })),
	];
	return missing.length === 0 ? all : all.sort((a, b) => a.row.position - b.row.position);
}

/** A turf's doors in walking order. */
export async function doorViews(turf: string): Promise<DoorView[]> {
	const [rows, added, own, events] = await Promise.all([
		turfRows(turf),
		db.added.where("turf").equals(turf).toArray(),
		db.own.where("turf").equals(turf).toArray(),
		db.outbox.where("turf").equals(turf).toArray(),
	]);
	const marks = {
		own: grouped(own, (one) => one.door),
		outbox: grouped(events, (one) => one.door),
	};
	const views = withAdded(rows, added).map((one) => viewOf(one.row, turf, one.added, marks));
	await breathe();
	return views;
}

/** One door of a turf whose lease has not ended, or null. */
export async function doorView(door: string): Promise<DoorView | null> {
	const stored = (await db.rows.where("door").equals(door).first()) ?? (await db.added.get(door));
	if (stored === undefined || (await openLease(stored.turf)) === undefined) {
		return null;
	}
	return (await doorViews(stored.turf)).find((one) => one.door === door) ?? null;
}

/** "14 Calle Roble, Lote 3": number before street, the label of a unit or lot behind. */
export function addressOf(row: Pick<Row, "number" | "street" | "label">): string {
	const street = [row.number, row.street].filter((part) => part !== "").join(" ");
	return row.label === "" ? street : `${street}, ${row.label}`;
}

/** Nobody has knocked there yet, and nobody has asked not to. */
export function isToVisit(door: DoorView): boolean {
	return door.attempts === 0 && !door.do_not_knock && door.reported !== "missing";
}

export interface NewDoor {
	turf: string;
	/** The place it belongs to, or null for a new one. */
	place: string | null;
	kind: PlaceKind;
	number: string;
	street: string;
	label: string;
	lon: number | null;
	lat: number | null;
}

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
		door: uuidv4(),
		turf: door.turf,
		place: door.place,
		kind: door.kind,
		number: oneLine(door.number),
		street: oneLine(door.street),
		label: oneLine(door.label),
		lon: door.lon,
		lat: door.lat,
	};
	const row = rowOf(body, await positionFor(door));
	const { assignment, generation } = lease;
	const shown = { door: body.door, turf: door.turf };
	await save("door.added", body, { assignment, generation, shown }, async () => {
		await db.added.add({ door: body.door, turf: door.turf, row });
	});
	return body.door;
}

/** Says that a door is missing, wrong or unsafe. Throws NotLeased, SaveFailed. */
export async function reportDoor(report: { door: string; turf: string; problem: Problem }): Promise<void> {
	const { door, turf, problem } = report;
	const { assignment, generation } = await leaseOn(turf);
	await save("door.reported", { door, problem }, { assignment, generation, shown: { door, turf, problem } });
}
