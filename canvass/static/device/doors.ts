/** Doors as a screen shows them: the server's row, this phone's unsent events over it; and what a volunteer says of a door. */

import { breathe } from "./breath";
import { type AddedDoor, db, type OutboxRecord, type OwnVisit } from "./db";
import { grouped } from "./groups";
import { leaseOn, openLease } from "./leases";
import { save } from "./outbox";
import { newestFirst, overlaid } from "./overlay";
import { addedDoors, openOwnVisits } from "./own_copies";
import { turfRows } from "./rows";
import type { Problem, Row } from "./types";

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

/** A turf's doors in walking order. Throws Locked. */
export async function doorViews(turf: string): Promise<DoorView[]> {
	const [rows, added, own, events] = await Promise.all([
		turfRows(turf),
		addedDoors(turf),
		db.own.where("turf").equals(turf).toArray().then(openOwnVisits),
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

/** Says that a door is missing, wrong or unsafe. Throws NotLeased, SaveFailed. */
export async function reportDoor(report: { door: string; turf: string; problem: Problem }): Promise<void> {
	const { door, turf, problem } = report;
	const { assignment, generation } = await leaseOn(turf);
	await save("door.reported", { door, problem }, { assignment, generation, shown: { door, turf, problem } });
}
