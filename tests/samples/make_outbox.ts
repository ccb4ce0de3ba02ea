/**
 * Writes down what this build leaves on a phone, for every later build to read:
 *
 *     node node_modules/vitest/vitest.mjs run --config ../../tests/samples/make_outbox.config.ts   (in canvass/static)
 *
 * Run it when a version is released whose store has grown, and keep what was made before: a file is never made anew.
 */

import "fake-indexeddb/auto";
import { existsSync, writeFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { db } from "../../canvass/static/device/db";
import { correctVisit } from "../../canvass/static/device/corrections";
import { reportDoor } from "../../canvass/static/device/doors";
import { addDoor } from "../../canvass/static/device/found_doors";
import { b64encode } from "../../canvass/static/device/framing";
import { uuidv4 } from "../../canvass/static/device/ids";
import { releasePeople, savePerson } from "../../canvass/static/device/people";
import { choosePin } from "../../canvass/static/device/pin";
import { endShift, startShift } from "../../canvass/static/device/shifts";
import { sync } from "../../canvass/static/device/sync";
import { recordVisit, voidVisit } from "../../canvass/static/device/visits";
import { GOLDEN_PIN } from "../device/lock";
import { enrolledPhone, lostAnswer } from "../device/phone";
import { CAMPAIGN, door, TURF } from "../device/server";

const visit = (n: number) => ({ door: door(n), turf: TURF, result: "not_home" as const, literature: n === 2 });

async function contact(urgent: boolean): Promise<string> {
	const envelope = { id: uuidv4(), kind: "contact" as const, campaign: CAMPAIGN, week: "2026-W48", urgent };
	await savePerson({ ...envelope, schema: 1, body: { sealed: "c2VhbGVk" } }, null);
	return envelope.id;
}

/** A shift with everything in it: received, sent into the void, kept for a human, refused, and still to be sent. */
async function walk(): Promise<void> {
	const server = await enrolledPhone();
	await db.meta.delete("lock");
	await sync();
	await choosePin(GOLDEN_PIN);
	await sync({ tapped: true });
	await startShift(TURF);
	const first = await recordVisit(visit(1));
	const odd = await recordVisit(visit(2));
	const clash = await recordVisit(visit(3));
	server.verdicts.set(odd, { verdict: "quarantined", reason: "door_unknown" });
	server.verdicts.set(clash, { verdict: "conflict", reason: "other_body" });
	await releasePeople(await contact(true));
	await sync({ tapped: true });
	await correctVisit({ visit: first, door: door(1), turf: TURF, result: "come_back", literature: false });
	server.faults = [lostAnswer];
	await sync({ tapped: true });
	const place = { place: null, kind: "house" as const, number: "7", street: "Calle Roble", label: "" };
	await addDoor({ ...place, turf: TURF, lon: null, lat: null });
	await reportDoor({ door: door(2), turf: TURF, problem: "unsafe" });
	await voidVisit(first);
	await contact(false);
	await endShift();
}

it("makes an outbox", async () => {
	vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-23T14:02:11Z") });
	await walk();
	const stores: Record<string, { key: string; indexes: string[]; rows: unknown[] }> = {};
	for (const table of db.tables) {
		const { primKey, indexes } = table.schema;
		stores[table.name] = {
			key: primKey.src,
			indexes: indexes.map((index) => index.src),
			rows: await table.toArray(),
		};
	}
	const file = new URL(`outbox_${db.verno}.json`, import.meta.url);
	expect(existsSync(file), "a golden file is never made anew").toBe(false);
	const bytes = (_: string, value: unknown) =>
		value instanceof Uint8Array ? { bytes: b64encode(value) } : value;
	writeFileSync(file, `${JSON.stringify({ version: db.verno, stores }, bytes, "\t")}\n`);
});
