/**
 * The last resort, where sending fails for days: what the server has not received, as files that a lead hands in.
 *
 * The format is docs/protocol.md's. Visits and people's records never stand in one file: it would tell, of whoever may be
 * opened from a record later, which phone met them and at which doors it had been. This phone keeps what it wrote out.
 */

import { request } from "./api";
import { db, type Identity } from "./db";
import {
	type Bytes,
	b64encode,
	canonicalJson,
	joined,
	lengthPrefixed,
	PROTOCOL,
	sha256,
	utf8,
} from "./framing";
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
	/** That this device wrote these events, and no others; null beside records. */
	proof: string | null;
}

const UNSENT = ["saved", "sending", "needs_you"] as const;

function only({ id, envelope }: Held): Held {
	return { id, envelope };
}

function written(parts: Pick<OutboxFile, "device" | "events" | "records" | "proof">): string {
	const file: OutboxFile = { format: "canvass outbox", version: 1, ...parts };
	return JSON.stringify(file);
}

/** The visits and what else this phone said of doors, in the order in which it did; null if nothing waits. */
export async function doorsFile(): Promise<string | null> {
	const events = (await db.outbox.where("state").anyOf(UNSENT).sortBy("device_seq")).map(only);
	if (events.length === 0) return null;
	const me = await db.identity.get("me");
	return me
		? written({ device: me.device.id, events, records: [], proof: await proofOf(me, events) })
		: written({ device: null, events, records: [], proof: null });
}

/**
 * Whoever carries the file must not be able to change it, or to write one in another's name: HMAC-SHA256 under the hash
 * of the push token, which is all that the server keeps of it. The token itself is never in the file.
 */
export async function proofOf(
	{ device, push_token }: Pick<Identity, "device" | "push_token">,
	events: readonly Held[],
): Promise<string> {
	const told = joined(
		lengthPrefixed(PROTOCOL, "outbox", device.id),
		canonicalJson({ events: events.map(only) }),
	);
	return b64encode(await hmac(await sha256(utf8(push_token)), told));
}

async function hmac(raw: Bytes, message: Bytes): Promise<Bytes> {
	const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
	return new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
}

/** The people's records, sealed and shuffled; null if none waits. */
export async function peopleFile(): Promise<string | null> {
	const records = shuffled((await db.people.where("state").anyOf(UNSENT).toArray()).map(only));
	return records.length === 0 ? null : written({ device: null, events: [], records, proof: null });
}

/** How many of each verdict a file's events and records were given. */
export interface BroughtIn {
	events: { accepted: number; duplicate: number; quarantined: number; conflict: number; retry: number };
	records: { accepted: number; duplicate: number; conflict: number; refused: number };
}

const BRING_IN_MS = 300_000;

/**
 * Hands in another phone's file, for a lead. Bringing the same again changes nothing.
 *
 * Throws ApiError `no_outbox_file`, `outbox_file_too_new`, `outbox_file_too_long`, `outbox_file_unproven`,
 * `device_unknown`, `too_large`.
 */
export async function bringIn(file: Blob): Promise<BroughtIn> {
	// What is no JSON is sent as nothing at all: the server says what is wrong with it.
	const body = await file
		.text()
		.then(JSON.parse)
		.catch(() => ({}));
	return request("POST", "/sync/outbox-files", { body, timeoutMs: BRING_IN_MS });
}
