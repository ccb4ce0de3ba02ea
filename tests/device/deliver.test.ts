import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stopListening } from "../../canvass/static/device/changes";
import { db, openAs } from "../../canvass/static/device/db";
import { deliverAll } from "../../canvass/static/device/deliver";
import { eraseEveryone } from "../../canvass/static/device/erase_everyone";
import { peopleHere } from "../../canvass/static/device/household";
import { shut } from "../../canvass/static/device/pin";
import { storesHere } from "../../canvass/static/device/stores";
import { sync } from "../../canvass/static/device/sync";
import { later, lostAnswer, read } from "./phone";
import { bothRecorded, nobodysPhone, reload, type SharedServer, storeOf } from "./shared";

let server: SharedServer;
let files: Map<string, Map<string, Uint8Array>>;

beforeEach(async () => {
	({ server, files } = await nobodysPhone());
});

afterEach(() => {
	stopListening();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

const handedBy = () => server.handed.map(({ by }) => by);

describe("what waits on a shared phone", () => {
	it("arrives once, each under the token of who recorded it, and nothing is opened for it", async () => {
		await bothRecorded(server);
		const reading = server.callsTo("/sync/home").length;
		expect(await deliverAll({ tapped: true })).toEqual({ ok: true, fault: null });
		await deliverAll({ tapped: true });
		expect(handedBy()).toEqual(["Alma", "Alma", "Darío"]);
		expect(server.rows.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
		expect(server.callsTo("/sync/home")).toHaveLength(reading);
		reload();
		expect((await peopleHere()).map(({ unsent }) => unsent)).toEqual([0, 0]);
	});

	it("of one is held up by nothing that befalls the other", async () => {
		await bothRecorded(server);
		server.faults = [
			{ before: () => new Response(null, { status: 503, headers: { "Retry-After": "600" } }) },
		];
		await deliverAll({ tapped: true });
		expect(handedBy()).toEqual(["Darío"]);
		later(601_000);
		await deliverAll({ tapped: true });
		expect(handedBy()).toEqual(["Darío", "Alma", "Alma"]);
	});

	it("still goes when its member's access was taken away, and their doors leave though another has the phone", async () => {
		await bothRecorded(server);
		server.of("Alma").revoked = true;
		await deliverAll({ tapped: true });
		expect(handedBy()).toEqual(["Alma", "Alma", "Darío"]);
		reload();
		const alma = await storeOf("Alma");
		expect([await alma.rows.count(), await alma.leases.count(), await alma.own.count()]).toEqual([0, 0, 0]);
		expect(await db.rows.count()).toBe(3);
		alma.close();
	});

	it("still goes when a lead took the turf back, which leaves though another has the phone", async () => {
		await bothRecorded(server);
		const [almas, darios] = [...files.keys()].map((name) => () => files.get(name)?.size);
		expect([almas?.(), darios?.()]).toEqual([3, 3]);
		server.takenBack.add("Alma");
		await deliverAll({ tapped: true });
		expect(handedBy()).toEqual(["Alma", "Alma", "Darío"]);
		reload();
		const alma = await storeOf("Alma");
		expect([await alma.rows.count(), await alma.leases.count(), await alma.own.count()]).toEqual([0, 0, 0]);
		// The turf's own secret went; her PIN and her way back stay.
		expect([almas?.(), darios?.()]).toEqual([2, 3]);
		expect([(await alma.meta.get("sync")) as object, await db.rows.count()]).toMatchObject([
			{ session: "away" },
			3,
		]);
		alma.close();
	});

	it("leaves without a network too when its time is over, and keeps nobody from sending later", async () => {
		await bothRecorded(server);
		const calls = server.calls.length;
		Object.assign(navigator, { onLine: false });
		later(Date.parse("2090-01-03T00:00:00Z") - Date.now());
		expect(await deliverAll()).toEqual({ ok: false, fault: "offline" });
		for (const name of ["Alma", "Darío"] as const) {
			const store = await storeOf(name);
			expect([await store.rows.count(), await store.leases.count()]).toEqual([0, 0]);
			store.close();
		}
		expect([server.calls.length, [...files.values()].map((folder) => folder.size)]).toEqual([calls, [2, 2]]);
		Object.assign(navigator, { onLine: true });
		await deliverAll();
		expect(handedBy()).toEqual(["Alma", "Alma", "Darío"]);
	});

	it("goes before the rest where somebody erased the phone and kept it", async () => {
		await bothRecorded(server);
		await eraseEveryone(() => shut("erased"));
		expect([...files.values()].map((folder) => folder.size)).toEqual([0, 0]);
		for (const name of await storesHere()) {
			openAs(name);
			expect(await db.rows.count()).toBe(0);
		}
		await deliverAll({ tapped: true });
		expect(handedBy()).toEqual(["Alma", "Alma", "Darío"]);
		reload();
		expect(await peopleHere()).toEqual([]);
	});

	it("arrives once also where the answer was lost, the worker killed in between, and the page sends at the same time", async () => {
		await bothRecorded(server);
		server.faults = [lostAnswer];
		await deliverAll({ tapped: true });
		vi.resetModules();
		const worker = await import("../../canvass/static/device/deliver");
		reload();
		await Promise.all([sync({ tapped: true }), worker.deliverAll({ tapped: true })]);
		await worker.deliverAll({ tapped: true });
		expect(server.rows.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
		expect(new Set(server.handed.map(({ id, by }) => `${id} ${by}`)).size).toBe(3);
		reload();
		expect((await peopleHere()).map(({ unsent }) => unsent)).toEqual([0, 0]);
		const devices = new Set([...server.events.values()].map((text) => read({ envelope: text }).outbox));
		expect(devices.size).toBe(2);
	});
});
