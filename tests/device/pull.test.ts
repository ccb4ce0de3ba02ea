import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { correctVisit } from "../../canvass/static/device/corrections";
import { db, readMeta, TURF_STORES } from "../../canvass/static/device/db";
import { addressOf, doorView, reportDoor } from "../../canvass/static/device/doors";
import { addDoor } from "../../canvass/static/device/found_doors";
import { purgeTurf } from "../../canvass/static/device/leases";
import { digestOf } from "../../canvass/static/device/pull";
import { sync } from "../../canvass/static/device/sync";
import { syncState } from "../../canvass/static/device/truth";
import { myTurfs, returnTurf, turfView } from "../../canvass/static/device/turfs";
import {
	ownVisits,
	recordVisit,
	recordVisits,
	TooLateToUndo,
	voidVisit,
} from "../../canvass/static/device/visits";
import { unlocked } from "./lock";
import { captivePortal, enrolledPhone, later, lostAnswer, offline, outbox, read } from "./phone";
import { door, json, row, type Server, TURF } from "./server";

const sample = JSON.parse(readFileSync(new URL("../samples/turf_digest.json", import.meta.url), "utf8")) as {
	rows: { door: string; revision: number }[];
	digest: string;
};

it("adds rows up as the server does", async () => {
	const rows = sample.rows.map((one) => ({ ...one, sealed: new Uint8Array(1) }));
	const removed = { door: door(1), revision: 9, sealed: null };
	expect(await digestOf([...rows, removed])).toBe(sample.digest);
});

let server: Server;

const tap = () => sync({ tapped: true });
const shown = async (n: number) => (await turfView(TURF))?.doors.find((one) => one.door === door(n));
const visit = (n: number, result: "not_home" | "conversation" | "do_not_knock" = "not_home") =>
	recordVisit({ door: door(n), turf: TURF, result, literature: false });

beforeEach(async () => {
	server = await enrolledPhone();
	await sync();
});

describe("a turf", () => {
	it("comes as a snapshot and then by what has changed", async () => {
		expect((await turfView(TURF))?.doors.map((one) => one.number)).toEqual(["2", "4", "6"]);
		server.change(door(2), (one) => ({ ...one, attempts: 1 }));
		await tap();
		expect(server.callsTo("/turfs/")).toHaveLength(1);
		expect((await shown(2))?.attempts).toBe(1);
	});

	it("is walked in order, the next door on top, building by building", async () => {
		server.rows = [
			row(1),
			row(3, { place: door(1003), label: "A" }),
			row(4, { place: door(1003), label: "B" }),
			row(2),
		];
		server.rows[3] = row(2, { position: 9, do_not_knock: true });
		server.cursor += 1;
		server.fault = {
			before: (call) =>
				call.path.startsWith("/sync/pull") ? json(410, { code: "cursor_expired", message: "…" }) : undefined,
		};
		await tap();
		const turf = await turfView(TURF);
		expect(turf?.stops.map((stop) => stop.doors.length)).toEqual([1, 2, 1]);
		expect(turf?.next?.door.door).toBe(door(1));
		await visit(1);
		const next = (await turfView(TURF))?.next;
		expect(next?.door.door).toBe(door(3));
		expect(next?.metres).toBeGreaterThan(10);
		expect((await turfView(TURF))?.progress).toEqual({ doors: 4, visited: 1, attempts: 1, conversations: 0 });
	});

	it("goes on being there with no network from the first byte", async () => {
		server.fault = offline;
		expect((await turfView(TURF))?.doors).toHaveLength(3);
		expect((await myTurfs())[0]).toMatchObject({ name: "Emma Norte", state: "open", loaded: true });
		expect(addressOf((await doorView(door(1))) ?? row(9))).toBe("2 Calle Roble");
	});

	it("ignores an older revision, and does not bring back what was removed", async () => {
		const old = server.rows[0] ?? row(1);
		server.change(door(1), (one) => ({ ...one, removed: true }));
		await tap();
		expect(await shown(1)).toBeUndefined();
		const { digest } = server.snapshot();
		const late = { rows: [old], cursor: "log.9.f", more: false, digest };
		server.faults = [{}, { before: () => json(200, late) }];
		await tap();
		expect(await shown(1)).toBeUndefined();
		expect(await db.rows.get([TURF, door(1)])).toMatchObject({ sealed: null });
		expect((await readMeta("sync"))?.digest_mismatches).toBe(0);
	});

	it.each([409, 410])("takes a snapshot when its cursor is answered with %s", async (status) => {
		server.change(door(2), (one) => ({ ...one, attempts: 5 }));
		server.faults = [{}, { before: () => json(status, { code: "log_changed", message: "…" }) }];
		await tap();
		expect((await shown(2))?.attempts).toBe(5);
		expect(server.callsTo("/turfs/")).toHaveLength(2);
	});

	it("takes a snapshot when its digest differs, and counts that", async () => {
		await db.rows.delete([TURF, door(2)]);
		const digest = server.snapshot().digest;
		server.faults = [{}, { before: () => json(200, { rows: [], cursor: "log.7.f", more: false, digest }) }];
		await tap();
		expect(await shown(2)).toBeDefined();
		expect((await readMeta("sync"))?.digest_mismatches).toBe(1);
	});

	it("keeps its old rows if a snapshot comes cut, and stages nothing for good", async () => {
		server.change(door(1), (one) => ({ ...one, attempts: 9 }));
		const cut = { ...server.snapshot(), rows: server.rows.slice(1) };
		server.faults = [
			{},
			{ before: () => json(410, { code: "cursor_expired", message: "…" }) },
			{ before: () => json(200, cut) },
		];
		expect(await tap()).toEqual({ ok: false, fault: "not_ours" });
		expect((await turfView(TURF))?.doors).toHaveLength(3);
		expect((await shown(1))?.attempts).toBe(0);
		await tap();
		expect((await shown(1))?.attempts).toBe(9);
		expect(await db.staging.count()).toBe(0);
	});

	it("is swapped over what an earlier attempt left staged", async () => {
		await db.staging.add({
			turf: TURF,
			door: door(77),
			revision: 1,
			sealed: null,
			load: "of a page that was killed",
		});
		await db.turfs.delete(TURF);
		await tap();
		expect((await turfView(TURF))?.doors).toHaveLength(3);
		expect(await db.staging.count()).toBe(0);
	});

	it("reads a thousand doors whole", async () => {
		server.rows = Array.from({ length: 1000 }, (_, index) => row(index + 1));
		await db.turfs.delete(TURF);
		await tap();
		expect((await turfView(TURF))?.doors).toHaveLength(1000);
	});
});

describe("an unsent visit", () => {
	it("shows at once, and neither a pull nor a snapshot hides it", async () => {
		server.fault = {
			before: (call) =>
				call.path === "/sync/push" ? json(500, { code: "internal", message: "…" }) : undefined,
		};
		await visit(1, "conversation");
		expect(await shown(1)).toMatchObject({
			attempts: 1,
			unsent: true,
			last: { result: "conversation", mine: true },
		});
		server.change(door(1), (one) => ({ ...one, attempts: 3 }));
		await tap();
		expect(await shown(1)).toMatchObject({ attempts: 4, last: { result: "conversation" } });
		await db.turfs.delete(TURF);
		await tap();
		expect(await shown(1)).toMatchObject({ attempts: 4, last: { result: "conversation" } });
	});

	it("is not counted twice once the server's row holds it", async () => {
		await visit(1);
		await tap();
		expect(await shown(1)).toMatchObject({ attempts: 1, unsent: false });
		expect((await db.own.toArray())[0]?.pending).toEqual([]);
	});

	it("is not counted twice when only the answer was lost", async () => {
		await visit(1);
		server.faults = [lostAnswer];
		await tap();
		server.fault = {
			before: (call) =>
				call.path === "/sync/push" ? json(500, { code: "internal", message: "…" }) : undefined,
		};
		await tap();
		expect(await shown(1)).toMatchObject({ attempts: 1, unsent: true });
	});

	it("can be corrected and undone before and after it was sent", async () => {
		const id = await visit(1);
		await correctVisit({ visit: id, door: door(1), turf: TURF, result: "conversation", literature: true });
		expect(await shown(1)).toMatchObject({ attempts: 1, last: { result: "conversation", literature: true } });
		await voidVisit(id);
		expect(await shown(1)).toMatchObject({ attempts: 0, last: null, own: null });
		const other = await visit(2);
		await tap();
		await voidVisit(other);
		expect(await shown(2)).toMatchObject({ attempts: 0, last: null });
		await tap();
		expect(await shown(2)).toMatchObject({ attempts: 0, last: null, unsent: false });
		expect(await ownVisits(door(2))).toEqual([]);
	});

	it("says so when it can't be undone any more: its turf has left the phone", async () => {
		const id = await visit(1);
		await db.transaction("rw", TURF_STORES, () => purgeTurf(TURF));
		await expect(voidVisit(id)).rejects.toThrow(TooLateToUndo);
		expect((await outbox()).map(read).map(({ kind }) => kind)).toEqual(["visit.recorded"]);
	});

	it("marks do-not-knock at once", async () => {
		await visit(1, "do_not_knock");
		expect((await shown(1))?.do_not_knock).toBe(true);
	});

	it("at several doors is one Save", async () => {
		const ids = await recordVisits({
			doors: [door(1), door(2), door(3)],
			turf: TURF,
			result: "not_home",
			literature: true,
		});
		expect(ids).toHaveLength(3);
		expect((await turfView(TURF))?.progress.visited).toBe(3);
		expect((await outbox()).map((one) => one.device_seq)).toEqual([1, 2, 3]);
	});
});

describe("a door that the list lacks", () => {
	const chalet = {
		turf: TURF,
		place: null,
		kind: "house" as const,
		number: "7",
		street: "Calle Pino",
		label: "casita atrás",
		lon: null,
		lat: null,
	};

	it("is there at once, can be visited, and gives way to the server's row", async () => {
		const id = await addDoor(chalet);
		await recordVisit({ door: id, turf: TURF, result: "conversation", literature: false });
		expect(await doorView(id)).toMatchObject({ added: true, attempts: 1, street: "Calle Pino" });
		await tap();
		expect(await doorView(id)).toMatchObject({ added: true, attempts: 1 });
		server.revision += 1;
		server.rows.push(row(50, { door: id, street: "Calle Pino", revision: server.revision, attempts: 1 }));
		await tap();
		expect(await doorView(id)).toMatchObject({ added: false, attempts: 1 });
		expect(await db.added.count()).toBe(0);
	});

	it("stands behind the last door of its place", async () => {
		const id = await addDoor({ ...chalet, place: door(1001) });
		expect((await turfView(TURF))?.doors.map((one) => one.door)).toEqual([door(1), id, door(2), door(3)]);
	});

	it("and one that is missing can be said so", async () => {
		await reportDoor({ door: door(1), turf: TURF, problem: "missing" });
		const turf = await turfView(TURF);
		expect(turf?.doors[0]?.reported).toBe("missing");
		expect(turf?.next?.door.door).toBe(door(2));
	});
});

describe("a lease that ends", () => {
	it("takes the doors and leaves the outbox", async () => {
		server.fault = {
			before: (call) =>
				call.path === "/sync/push" ? json(500, { code: "internal", message: "…" }) : undefined,
		};
		await visit(1);
		server.leases = [];
		await tap();
		expect(await db.rows.count()).toBe(0);
		expect(await db.own.count()).toBe(0);
		expect(await turfView(TURF)).toBeNull();
		server.fault = null;
		expect(await outbox()).toHaveLength(1);
		await tap();
		expect((await outbox())[0]?.state).toBe("received");
	});

	it("locks at its end and is purged after the grace time, also offline", async () => {
		const until = new Date(Date.now() + 3_600_000).toISOString();
		const grace_until = new Date(Date.now() + 7_200_000).toISOString();
		server.lend({ until, grace_until });
		await tap();
		server.fault = offline;
		later(3_700_000);
		expect(await turfView(TURF)).toBeNull();
		expect((await myTurfs())[0]).toMatchObject({ state: "ended" });
		await visit(1);
		await tap();
		expect(await db.rows.count()).toBe(3);
		later(7_300_000);
		await tap();
		expect(await db.rows.count()).toBe(0);
		expect(await outbox()).toHaveLength(1);
		later(-30 * 24 * 3_600_000);
		expect(await turfView(TURF)).toBeNull();
	});

	it("when it is given back", async () => {
		await returnTurf(TURF);
		expect(await db.rows.count()).toBe(0);
		expect(await myTurfs()).toEqual([]);
	});

	it("and one that comes back shows what the server has now", async () => {
		expect((await turfView(TURF))?.doors).toHaveLength(3);
		const { leases } = server;
		server.leases = [];
		await tap();
		server.leases = leases;
		server.rows = server.rows.slice(0, 2);
		await unlocked();
		await tap();
		expect((await turfView(TURF))?.doors).toHaveLength(2);
	});

	it("and a session that has ended shows no door, and still hands in", async () => {
		await visit(1);
		server.sessionOpen = false;
		await tap();
		expect((await syncState()).session).toBe("ended");
		expect(await db.rows.count()).toBe(0);
		expect((await outbox())[0]?.state).toBe("received");
	});

	it("a captive portal ends nothing", async () => {
		server.fault = captivePortal;
		await tap();
		expect((await turfView(TURF))?.doors).toHaveLength(3);
	});
});
