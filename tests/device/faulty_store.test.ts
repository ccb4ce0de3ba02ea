import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "../../canvass/static/device/db";
import { doorView } from "../../canvass/static/device/doors";
import { EventsWaiting, erasePhone } from "../../canvass/static/device/identity";
import { save } from "../../canvass/static/device/outbox";
import { whyOf } from "../../canvass/static/device/save";
import { sync } from "../../canvass/static/device/sync";
import { counts } from "../../canvass/static/device/truth";
import { recordVisit } from "../../canvass/static/device/visits";
import { startWaking } from "../../canvass/static/device/wake";
import { enrolledPhone, outbox, read } from "./phone";
import { ALMA, door, ORG, type Server, TURF } from "./server";

const visit = { door: door(1), turf: TURF, result: "not_home" as const, literature: false };
const put = IDBObjectStore.prototype.put;
const add = IDBObjectStore.prototype.add;
let server: Server;

function noRoom(): never {
	throw new DOMException("no room", "QuotaExceededError");
}

beforeEach(async () => {
	server = await enrolledPhone();
	await sync();
});

afterEach(() => {
	Object.assign(IDBObjectStore.prototype, { put, add });
});

describe("a store that two would write to at once", () => {
	it("lets one finish before the other begins, whatever they write to, and keeps no reader waiting", async () => {
		const done: string[] = [];
		const staging = db.transaction("rw", db.staging, async () => {
			await db.staging.put({ turf: TURF, door: door(1), revision: 1, sealed: null, load: "one" });
			for (let n = 0; n < 20 || !done.includes("read"); n += 1) {
				await db.staging.count();
			}
			done.push("staged");
		});
		await counts();
		const saved = recordVisit(visit).then(() => done.push("saved"));
		done.push("read");
		await Promise.all([staging, saved]);
		expect(done).toEqual(["read", "staged", "saved"]);
	});
});

describe("a full phone", () => {
	it("says that it is full, and has kept nothing of it", async () => {
		Object.assign(IDBObjectStore.prototype, { put: noRoom, add: noRoom });
		await expect(recordVisit(visit)).rejects.toMatchObject({ name: "SaveFailed", why: "full" });
		expect(await outbox()).toHaveLength(0);
		Object.assign(IDBObjectStore.prototype, { put, add });
		await recordVisit(visit);
		expect((await outbox()).map((one) => one.device_seq)).toEqual([1]);
	});

	it("finds out at the transaction's end as well", async () => {
		const full = Object.assign(new Error("aborted"), {
			name: "AbortError",
			inner: new DOMException("no room", "QuotaExceededError"),
		});
		vi.spyOn(db, "transaction").mockRejectedValue(full as never);
		await expect(save("shift.started", { turf: null })).rejects.toMatchObject({ why: "full" });
	});

	it("still hands in what it holds, though it can't note the verdict, and hands it in again later", async () => {
		await recordVisit(visit);
		Object.assign(IDBObjectStore.prototype, { put: noRoom });
		expect(await sync({ tapped: true })).toEqual({ ok: false, fault: "store" });
		expect((await outbox()).map((one) => one.state)).toEqual(["saved"]);
		Object.assign(IDBObjectStore.prototype, { put });
		await sync({ tapped: true });
		expect((await outbox()).map((one) => one.state)).toEqual(["received"]);
		expect(server.rows[0]?.attempts).toBe(1);
	});
});

describe("a connection that the browser has dropped", () => {
	it("is tried anew by whoever asks next, where nobody was let in for a while", async () => {
		const opening = vi.spyOn(indexedDB, "open").mockImplementation(() => {
			throw new DOMException("shut", "UnknownError");
		});
		db.close({ disableAutoOpen: false });
		await expect(counts()).rejects.toThrow("shut");
		opening.mockRestore();
		expect((await counts()).waiting).toBe(0);
	});

	it.each(["InvalidStateError", "UnknownError", "DatabaseClosedError", "AbortError"])(
		"is opened anew after %s",
		async (name) => {
			vi.spyOn(db, "transaction").mockRejectedValueOnce(new DOMException("lost", name) as never);
			await recordVisit(visit);
			expect(await outbox()).toHaveLength(1);
		},
	);

	it("saves once, also where it went right after the store had written", async () => {
		const real = db.transaction.bind(db) as (...given: unknown[]) => Promise<unknown>;
		vi.spyOn(db, "transaction").mockImplementationOnce((async (...given: unknown[]) => {
			await real(...given);
			throw new DOMException("lost", "InvalidStateError");
		}) as never);
		const id = await save("visit.recorded", { door: door(1), result: "not_home", literature: false });
		expect((await outbox()).map((one) => [one.id, one.device_seq])).toEqual([[id, 1]]);
	});

	it("says so where it stays away", async () => {
		const gone = new DOMException("lost", "UnknownError");
		vi.spyOn(db, "transaction").mockRejectedValue(gone as never);
		await expect(recordVisit(visit)).rejects.toMatchObject({ why: "closed" });
	});
});

describe("a store that cannot be read", () => {
	it("is an error and never an empty phone", async () => {
		vi.spyOn(console, "warn").mockImplementation(() => {});
		vi.spyOn(IDBFactory.prototype, "open").mockImplementation(() => {
			throw new DOMException("broken", "UnknownError");
		});
		db.close({ disableAutoOpen: false });
		await expect(counts()).rejects.toSatisfy((error) => whyOf(error) === "closed");
		await expect(doorView(door(1))).rejects.toThrow();
		await expect(recordVisit(visit)).rejects.toSatisfy((error) => whyOf(error) === "closed");
		vi.restoreAllMocks();
		db.close({ disableAutoOpen: false });
		expect(await counts()).toMatchObject({ waiting: 0 });
	});

	it("is tried again by whoever keeps the phone sending", async () => {
		await recordVisit(visit);
		vi.spyOn(db.meta, "get").mockRejectedValueOnce(new DOMException("broken", "UnknownError") as never);
		let back = (_: "seen" | "online") => {};
		const stop = startWaking({
			isVisible: () => true,
			onReturn: (listener) => {
				back = listener;
				return () => {};
			},
		});
		await vi.waitFor(async () => {
			back("online");
			expect((await outbox()).map((one) => one.state)).toEqual(["received"]);
		});
		stop();
	});
});

describe("a store that was cleared", () => {
	it("begins an outbox of its own: no number is given twice", async () => {
		await recordVisit(visit);
		await sync({ tapped: true });
		const [before] = (await outbox()).map(read);
		await db.delete({ disableAutoOpen: false });
		await db.open();
		const device = { id: "de000000-0000-4000-8000-000000000009" };
		server.device = device.id;
		await db.identity.put({ key: "me", member: ALMA, device, org: ORG, push_token: "new", pin: null });
		await sync();
		await recordVisit({ ...visit, door: door(2) });
		const [after] = (await outbox()).map(read);
		expect(after?.device_seq).toBe(1);
		expect(after?.outbox).not.toBe(before?.outbox);
		expect(await sync({ tapped: true })).toMatchObject({ ok: true });
		expect(server.rows.map((row) => row.attempts)).toEqual([1, 1, 0]);
	});
});

describe("erasing", () => {
	it("loses no more than its owner was told of", async () => {
		await recordVisit(visit);
		await expect(erasePhone()).rejects.toBeInstanceOf(EventsWaiting);
		await recordVisit({ ...visit, door: door(2) });
		await expect(erasePhone({ losing: 1 })).rejects.toMatchObject({ counts: { waiting: 2 } });
		expect(await outbox()).toHaveLength(2);
		await erasePhone({ losing: 2 });
		for (const table of db.tables) expect(await table.count()).toBe(0);
	});
});

it("every transaction of a Save is strict", async () => {
	const opened = vi.spyOn(db.core, "transaction");
	await recordVisit(visit);
	const writing = opened.mock.calls.filter(([, mode]) => mode === "readwrite");
	expect(writing).not.toHaveLength(0);
	for (const [, , options] of writing) expect(options).toEqual({ durability: "strict" });
});
