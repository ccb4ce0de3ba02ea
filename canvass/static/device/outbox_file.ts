/**
 * The last resort, where sending fails for days: what the server has not received, as files that a lead hands in.
 *
 * The format is docs/protocol.md's. Visits and people's records never stand in one file: it would tell, of whoever may be
 * opened from a record later, which phone met them and at which doors it had been. This phone keeps what it wrote out.
 */

import { request } from "./api";
import { db } from "./db";
import { shuffled } from "./ids";

interface Held {
	id: string;
	/** The frozen text, byte for byte: what arrives twice is known by it. */
	envelope: string;
}

export interface OutboxFile {
	format: "canvass outbox";
	version: 1;
	/** Whose visits these are, for the lead to tell the server; null beside people's records, which belong to no device. */
	device: string | null;
	events: Held[];
	records: Held[];
}

const UNSENT = ["saved", "sending", "needs_you"] as const;

function only({ id, envelope }: Held): Held {
	return { id, envelope };
}

function written(parts: Pick<OutboxFile, "device" | "events" | "records">): string {
	const file: OutboxFile = { format: "canvass outbox", version: 1, ...parts };
	return JSON.stringify(file);
}

/** The visits and what else this phone said of doors, in the order in which it did; null if nothing waits. */
export async function doorsFile(): Promise<string | null> {
	const events = (await db.outbox.where("state").anyOf(UNSENT).sortBy("device_seq")).map(only);
	const device = (await db.identity.get("me"))?.device.id ?? null;
	return events.length === 0 ? null : written({ device, events, records: [] });
}

/** The people's records, sealed and shuffled; null if none waits. */
export async function peopleFile(): Promise<string | null> {
	const records = shuffled((await db.people.where("state").anyOf(UNSENT).toArray()).map(only));
	return records.length === 0 ? null : written({ device: null, events: [], records });
}

/** How many of each verdict a file's events and records were given. */
export interface BroughtIn {
	events: { accepted: number; duplicate: number; quarantined: number; conflict: number };
	records: { accepted: number; duplicate: number; conflict: number; refused: number };
}

const BRING_IN_MS = 300_000;

/**
 * Hands in another phone's file, for a lead. Bringing the same again changes nothing.
 *
 * Throws ApiError `no_outbox_file`, `outbox_file_too_new`, `device_unknown`, `too_large`.
 */
export async function bringIn(file: Blob): Promise<BroughtIn> {
	// What is no JSON is sent as nothing at all: the server says what is wrong with it.
	const body = await file
		.text()
		.then(JSON.parse)
		.catch(() => ({}));
	return request("POST", "/sync/outbox-files", { body, timeoutMs: BRING_IN_MS });
}
