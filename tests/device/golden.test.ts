import "fake-indexeddb/auto";
import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { db, type OutboxRecord, type PeopleRecord, type StoredOwn } from "../../canvass/static/device/db";
import { doorViews } from "../../canvass/static/device/doors";
import { b64decode } from "../../canvass/static/device/framing";
import { pinAsked } from "../../canvass/static/device/lock";
import { doorsFile } from "../../canvass/static/device/outbox_file";
import { openOwnVisits } from "../../canvass/static/device/own_copies";
import { choosePin, tryPin } from "../../canvass/static/device/pin";
import { sync } from "../../canvass/static/device/sync";
import { counts } from "../../canvass/static/device/truth";
import { GOLDEN_PIN } from "./lock";
import { enrolledPhone, later, read } from "./phone";
import { Server, TURF } from "./server";

/** A phone as an earlier build left it; `tests/samples/make_outbox.ts` wrote it down. */
interface Golden {
	version: number;
	stores: Record<string, { key: string; indexes: string[]; rows: unknown[] }>;
}

/** The store's version from which on what tells of a place is covered. */
const FIRST_WITH_A_LOCK = 3;
const folder = new URL("../samples/", import.meta.url);
const files = readdirSync(folder).filter((name) => /^outbox_\d+\.json$/.test(name));

function load(name: string): Golden {
	const bytes = (_: string, value: { bytes?: unknown } | null) =>
		typeof value?.bytes === "string" ? b64decode(value.bytes) : value;
	return JSON.parse(readFileSync(new URL(name, folder), "utf8"), bytes) as Golden;
}

function keyPath(source: string): string | string[] {
	return source.startsWith("[") ? source.slice(1, -1).split("+") : source;
}

/** Writes the stores as that build did, without this build's code. */
async function leaveBehind({ version, stores }: Golden): Promise<void> {
	await db.delete({ disableAutoOpen: false });
	const connection = await new Promise<IDBDatabase>((resolve, reject) => {
		// Dexie multiplies versions by ten.
		const opening = indexedDB.open("canvass", version * 10);
		opening.onerror = () => reject(opening.error);
		opening.onsuccess = () => resolve(opening.result);
		opening.onupgradeneeded = () => {
			for (const [name, { key, indexes, rows }] of Object.entries(stores)) {
				const store = opening.result.createObjectStore(name, { keyPath: keyPath(key) });
				for (const index of indexes) store.createIndex(index, keyPath(index));
				for (const row of rows) store.add(row);
			}
		};
	});
	connection.close();
}

const outboxOf = ({ stores }: Golden) => stores.outbox?.rows as OutboxRecord[];
const peopleOf = ({ stores }: Golden) => stores.people?.rows as PeopleRecord[];
const texts = (held: readonly { id: string; envelope: string }[]) =>
	Object.fromEntries(held.map(({ id, envelope }) => [id, envelope]));

it("there is one for the first build", () => {
	expect(files).toContain("outbox_1.json");
});

describe.each(files)("%s", (name) => {
	const golden = load(name);
	const isLocked = golden.version >= FIRST_WITH_A_LOCK;
	let server: Server;

	beforeEach(async () => {
		server = await enrolledPhone(new Server());
		await leaveBehind(golden);
		vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-23T15:00:00Z") });
		for (const one of [...outboxOf(golden)].filter(({ state }) => state === "received")) {
			server.events.set(one.id, one.envelope);
		}
	});

	it("has no store, key or index that this build lacks", () => {
		expect(db.verno).toBeGreaterThanOrEqual(golden.version);
		for (const [table, { key, indexes }] of Object.entries(golden.stores)) {
			const { primKey, indexes: now } = db.table(table).schema;
			expect(primKey.src, table).toBe(key);
			expect(now.map((index) => index.src)).toEqual(expect.arrayContaining(indexes));
		}
	});

	it("is read as it was left", async () => {
		if (isLocked) await tryPin(GOLDEN_PIN);
		const waiting = [...outboxOf(golden), ...peopleOf(golden)].filter(({ state }) => state === "saved");
		expect(await counts()).toMatchObject({ waiting: waiting.length, checking: 1, needs_you: 1 });
		expect((await doorViews(TURF)).filter((one) => one.unsent)).not.toHaveLength(0);
		const file = JSON.parse((await doorsFile()) ?? "null");
		const unsent = outboxOf(golden).filter(({ state }) => state === "saved" || state === "needs_you");
		expect(texts(file.events)).toEqual(texts(unsent));
	});

	it("has nothing readable of a place any more once a PIN is chosen, and shows its own visits", async () => {
		for (const table of [db.rows, db.staging, db.turfs, db.basemaps]) {
			const kept = isLocked ? golden.stores[table.name]?.rows.length : 0;
			expect(await table.count(), table.name).toBe(kept);
		}
		expect(await pinAsked()).toBe(isLocked ? "type" : "choose");
		await (isLocked ? tryPin(GOLDEN_PIN) : choosePin(GOLDEN_PIN));
		const stored = JSON.stringify(
			await Promise.all([db.leases, db.rows, db.own, db.added].map((table) => table.toArray())),
		);
		for (const told of ["Emma Norte", "Alma", "street", "not_home"]) expect(stored).not.toContain(told);
		const own = (golden.stores.own?.rows ?? []) as StoredOwn[];
		expect(own).not.toHaveLength(0);
		const read = await openOwnVisits(await db.own.toArray());
		const shown = own.map(({ sealed, ...one }) => expect.objectContaining(one));
		expect(read).toEqual(expect.arrayContaining(shown));
	});

	it("is handed in byte for byte, and acknowledged", async () => {
		later(5 * 3_600_000);
		expect(await sync({ tapped: true })).toEqual({ ok: true, fault: null });
		const saved = outboxOf(golden).filter(({ state }) => state === "saved");
		const sent = server.callsTo("/sync/push").flatMap((call) => (call.body as { events: [] }).events);
		expect(texts(sent)).toMatchObject(texts(saved));
		const people = peopleOf(golden).filter(({ state }) => state === "saved");
		expect(Object.fromEntries(server.people)).toMatchObject(texts(people));
		expect(await counts()).toMatchObject({ waiting: 0 });
		const now = await db.outbox.bulkGet(saved.map(({ id }) => id));
		expect(now.map((one) => one?.state)).toEqual(saved.map(() => "received"));
	});

	it("is continued: the next event takes the next number of the same outbox", async () => {
		const { startShift } = await import("../../canvass/static/device/shifts");
		await startShift(null);
		const last = Math.max(...outboxOf(golden).map(({ device_seq }) => device_seq));
		const [newest] = (await db.outbox.toArray()).sort((a, b) => b.device_seq - a.device_seq);
		expect(read(newest)).toMatchObject({ device_seq: last + 1, outbox: outboxOf(golden)[0]?.outbox });
	});
});
