/** The door's envelopes: checked, built and frozen once. What is frozen is sent byte for byte, however often. */

import { wallClock } from "./clock";
import { isUuid } from "./ids";
import {
	type Bodies,
	type ClockReading,
	type Envelope,
	type Kind,
	PLACE_KINDS,
	PROBLEMS,
	RESULTS,
} from "./types";

/** A body that no server would accept is not saved at all; `path` names its field. */
export class BadBody extends Error {
	override name = "BadBody";
	readonly path: string;

	constructor(path: string) {
		super(`not a valid ${path}`);
		this.path = path;
	}
}

/** Letters of a found door's lines, as the server bounds them. */
export const LONGEST = { number: 40, street: 120, label: 40 };

function demand(truth: boolean, path: string): void {
	if (!truth) {
		throw new BadBody(path);
	}
}

/** A line that survives the way to a database and back: no control character, no half of a surrogate pair, not endless. */
function checkLine(body: Bodies["door.added"], field: keyof typeof LONGEST): void {
	const text: unknown = body[field];
	demand(typeof text === "string" && text.length <= LONGEST[field] && !/[\p{Cc}\p{Cs}]/u.test(text), field);
}

function isSealed(value: unknown): boolean {
	return value === undefined || (typeof value === "string" && /^[A-Za-z0-9_-]+$/.test(value));
}

function isDegrees(value: unknown, most: number): boolean {
	return value === null || (typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= most);
}

function checkVisit(body: Bodies["visit.recorded"]): void {
	demand(isUuid(body.door), "door");
	demand(RESULTS.includes(body.result), "result");
	demand(typeof body.literature === "boolean", "literature");
}

function checkTurf(body: { turf: string | null }): void {
	demand(body.turf === null || isUuid(body.turf), "turf");
}

const CHECKS: { [K in Kind]: (body: Bodies[K]) => void } = {
	"visit.recorded": (body) => {
		checkVisit(body);
		demand(isSealed(body.note), "note");
		demand(isSealed(body.language), "language");
	},
	"visit.corrected": (body) => {
		checkVisit(body);
		demand(isUuid(body.visit), "visit");
		demand(body.note === null || isSealed(body.note), "note");
		demand(body.language === null || isSealed(body.language), "language");
	},
	"visit.voided": (body) => demand(isUuid(body.visit), "visit"),
	"door.added": (body) => {
		demand(isUuid(body.door), "door");
		demand(isUuid(body.turf), "turf");
		demand(body.place === null || isUuid(body.place), "place");
		demand(PLACE_KINDS.includes(body.kind), "kind");
		checkLine(body, "number");
		checkLine(body, "street");
		checkLine(body, "label");
		demand(body.street.trim() !== "", "street");
		demand(isDegrees(body.lon, 180), "lon");
		demand(isDegrees(body.lat, 90), "lat");
		demand((body.lon === null) === (body.lat === null), "lon");
	},
	"door.reported": (body) => {
		demand(isUuid(body.door), "door");
		demand(PROBLEMS.includes(body.problem), "problem");
	},
	"shift.started": checkTurf,
	"shift.ended": checkTurf,
};

/** Throws BadBody if the server would not take it. */
export function checkBody<K extends Kind>(kind: K, body: Bodies[K]): void {
	CHECKS[kind](body);
}

export interface Lineage {
	outbox: string;
	device_seq: number;
	clock: ClockReading | null;
}

export interface Draft<K extends Kind = Kind> {
	id: string;
	kind: K;
	assignment: string | null;
	generation: number | null;
	body: Bodies[K];
}

export interface Frozen {
	envelope: string;
	outbox: string;
	device_seq: number;
	recorded_at: string;
}

/** The envelope as text: these bytes, and no others, ever go under this id. */
export function freeze(draft: Draft, lineage: Lineage, now: Date): Frozen {
	const { outbox, device_seq, clock } = lineage;
	const { id, kind, assignment, generation, body } = draft;
	const recorded_at = wallClock(now);
	const envelope: Envelope = {
		id,
		device_seq,
		outbox,
		kind,
		assignment,
		generation,
		recorded_at,
		clock,
		schema: 1,
		body,
	};
	return { envelope: JSON.stringify(envelope), outbox, device_seq, recorded_at };
}
