import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { db, readMeta } from "../../canvass/static/device/db";
import { BadBody } from "../../canvass/static/device/envelope";
import { save, saveAll } from "../../canvass/static/device/outbox";
import { outboxRecords } from "../../canvass/static/device/records";
import { SaveFailed } from "../../canvass/static/device/save";
import { sync } from "../../canvass/static/device/sync";
import { counts } from "../../canvass/static/device/truth";
import { enrolledPhone, outbox, read } from "./phone";
import { door } from "./server";

const visit = (n: number) => ({ door: door(n), result: "not_home" as const, literature: false });

describe("Save", () => {
	beforeEach(async () => {
		await enrolledPhone();
	});

	it("freezes an envelope with the next number of this outbox", async () => {
		const first = await save("visit.recorded", visit(1));
		await save("visit.recorded", visit(2));
		const [one, two] = (await outbox()).map(read);
		expect(one).toMatchObject({ id: first, device_seq: 1, kind: "visit.recorded", schema: 1, clock: null });
		expect(one?.recorded_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
		expect(two).toMatchObject({ device_seq: 2, outbox: one?.outbox });
		expect(one?.id[14]).toBe("7");
	});

	it("tells what it knew of its clock once the server has answered", async () => {
		await sync();
		await save("visit.recorded", visit(1));
		expect(read((await outbox())[0]).clock).toMatchObject({
			offset_ms: expect.any(Number),
			round_trip_ms: expect.any(Number),
		});
	});

	it("writes everything that belongs to it, or nothing, and takes no number for nothing", async () => {
		await save("visit.recorded", visit(1));
		const failing = save("visit.recorded", visit(2), {}, async () => {
			await db.meta.put({ key: "shift", turf: null, started_at: "now" });
			throw new DOMException("no room", "QuotaExceededError");
		});
		await expect(failing).rejects.toMatchObject({ name: "SaveFailed", why: "full" });
		expect(await outbox()).toHaveLength(1);
		expect(await readMeta("shift")).toBeUndefined();
		expect((await readMeta("outbox"))?.next_seq).toBe(2);
	});

	it("resolves only after the transaction has completed", async () => {
		let completed = false;
		await save("visit.recorded", visit(1), {}, async (_, tx) => {
			tx.on("complete", () => {
				completed = true;
			});
		});
		expect(completed).toBe(true);
	});

	it("shows the newest first, and before it what needs the volunteer", async () => {
		const ids: string[] = [];
		for (const n of [1, 2, 3]) ids.push(await save("visit.recorded", visit(n)));
		const [first, second, third] = ids as [string, string, string];
		await db.outbox.update(first, { state: "needs_you" });
		expect((await outboxRecords()).map(({ id }) => id)).toEqual([first, third, second]);
	});

	it("saves several or none", async () => {
		const savings = [1, 2, 3].map((n) => ({ kind: "visit.recorded" as const, body: visit(n) }));
		await saveAll(savings);
		expect((await outbox()).map((one) => one.device_seq)).toEqual([1, 2, 3]);
		const bad = [
			{ kind: "visit.recorded" as const, body: visit(4) },
			{ kind: "visit.voided" as const, body: { visit: "?" } },
		];
		await expect(saveAll(bad)).rejects.toBeInstanceOf(BadBody);
		expect(await outbox()).toHaveLength(3);
	});

	it("numbers simultaneous Saves without gap or double", async () => {
		await Promise.all([1, 2, 3, 4, 5].map((n) => save("visit.recorded", visit(n))));
		expect((await outbox()).map((one) => one.device_seq).sort()).toEqual([1, 2, 3, 4, 5]);
	});

	it.each([
		["door", { door: "12", result: "not_home", literature: false }],
		["result", { door: door(1), result: "moved", literature: false }],
		["literature", { door: door(1), result: "not_home", literature: "yes" }],
	])("refuses a body with a bad %s before anything is written", async (path, body) => {
		await expect(save("visit.recorded", body as never)).rejects.toMatchObject({ path });
		expect(await outbox()).toHaveLength(0);
	});

	it.each(["\u0000", "\ud800"])("refuses text that no database takes", async (text) => {
		const body = {
			door: door(9),
			turf: door(1),
			place: null,
			kind: "house" as const,
			number: "1",
			street: `Calle${text}`,
			label: "",
			lon: null,
			lat: null,
		};
		await expect(save("door.added", body)).rejects.toMatchObject({ path: "street" });
	});

	it("opens a dropped connection anew, and saves", async () => {
		await save("visit.recorded", visit(1));
		const real = db.transaction.bind(db) as (...args: unknown[]) => Promise<unknown>;
		vi.spyOn(db, "transaction").mockImplementationOnce((() =>
			Promise.reject(new DOMException("gone", "InvalidStateError"))) as never);
		await save("visit.recorded", visit(2));
		expect(real).toBeTypeOf("function");
		expect(await outbox()).toHaveLength(2);
	});

	it("says so when it could not be written at all", async () => {
		vi.spyOn(db, "transaction").mockImplementation((() => Promise.reject(new Error("disk"))) as never);
		await expect(save("visit.recorded", visit(1))).rejects.toBeInstanceOf(SaveFailed);
	});

	it("is counted from the store", async () => {
		await save("visit.recorded", visit(1));
		expect(await counts()).toMatchObject({
			sent: 0,
			waiting: 1,
			checking: 0,
			needs_you: 0,
			lost: 0,
			last_sync: null,
		});
	});
});
