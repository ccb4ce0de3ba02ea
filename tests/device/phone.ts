/**
 * A phone for a test: an empty store that is Alma's, and a server to talk to.
 *
 * Each test imports `fake-indexeddb/auto` itself, and first: the store takes its IndexedDB when it is loaded.
 */

import { afterEach, vi } from "vitest";
import { stopListening } from "../../canvass/static/device/changes";
import { db, type OutboxRecord } from "../../canvass/static/device/db";
import { erasePhone } from "../../canvass/static/device/identity";
import type { Envelope } from "../../canvass/static/device/types";
import { unlocked } from "./lock";
import { ALMA, ORG, Server } from "./server";

afterEach(() => {
	stopListening();
	vi.useRealTimers();
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

/** Alma's phone, enrolled and unlocked, with nothing fetched yet. */
export async function enrolledPhone(server = new Server()): Promise<Server> {
	vi.stubGlobal("fetch", server.fetch);
	await erasePhone({ losing: Infinity });
	const device = { id: "de000000-0000-4000-8000-000000000001" };
	await unlocked();
	await db.identity.put({ key: "me", member: ALMA, device, org: ORG, push_token: "push-token", pin: null });
	return server;
}

export async function outbox(): Promise<OutboxRecord[]> {
	return (await db.outbox.toArray()).sort((a, b) => a.device_seq - b.device_seq);
}

export async function states(): Promise<string[]> {
	const records = await outbox();
	return records.map((one) => one.state);
}

export function read(record: { envelope: string } | undefined): Envelope {
	return JSON.parse(record?.envelope ?? "null") as Envelope;
}

/** From now on the phone's clock shows `ms` later, and stands still. */
export function later(ms: number): void {
	const now = Date.now();
	vi.useFakeTimers({ toFake: ["Date"], now: now + ms });
}

export const offline = { before: () => new TypeError("Failed to fetch") };
export const lostAnswer = { after: () => new TypeError("Failed to fetch") };
export const captivePortal = {
	before: () =>
		new Response("<html>Welcome to MountainWiFi</html>", {
			status: 200,
			headers: { "Content-Type": "text/html" },
		}),
};
