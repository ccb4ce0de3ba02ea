import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { db } from "../../canvass/static/device/db";
import { erasePhone } from "../../canvass/static/device/identity";
import { backToOrder, hasOwnOrder } from "../../canvass/static/device/own_order";
import { turfRows } from "../../canvass/static/device/rows";
import { startHere } from "../../canvass/static/device/start_here";
import { sync } from "../../canvass/static/device/sync";
import { returnTurf, turfView } from "../../canvass/static/device/turfs";
import { recordVisit } from "../../canvass/static/device/visits";
import { enrolledPhone } from "./phone";
import { door, row, Server, TURF } from "./server";

/** Where the n-th door stands. */
const at = (n: number) => ({ lon: -82.5 + n / 10_000, lat: 35.6 });
const numbers = async () => (await turfView(TURF))?.doors.map((one) => Number(one.number) / 2);
const visit = (n: number) =>
	recordVisit({ door: door(n), turf: TURF, result: "not_home", literature: false });

async function walking(doors = 6): Promise<Server> {
	const server = await enrolledPhone(new Server(doors));
	await sync();
	return server;
}

it("what is left is walked from where one stands, and what is done comes behind", async () => {
	await walking();
	await visit(5);
	expect(await startHere(TURF, at(6.2))).toBe("here");
	expect(await numbers()).toEqual([6, 4, 3, 2, 1, 5]);
	const turf = await turfView(TURF);
	expect(turf?.reordered).toBe(true);
	expect(turf?.next?.door.door).toBe(door(6));
	await visit(6);
	expect((await turfView(TURF))?.next?.door.door).toBe(door(4));
});

it("a tap brings the lead's order back", async () => {
	await walking();
	await startHere(TURF, at(6));
	backToOrder(TURF);
	expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6]);
	expect((await turfView(TURF))?.reordered).toBe(false);
});

it("without a position it starts at the door visited last, and without that nothing changes", async () => {
	await walking();
	expect(await startHere(TURF, null)).toBe("nowhere");
	expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6]);
	await visit(1);
	await visit(4);
	expect(await startHere(TURF, null)).toBe("last_door");
	expect((await turfView(TURF))?.next?.door.door).toMatch(new RegExp(`${door(3)}|${door(5)}`));
});

it("where nothing that is left has a point, it says so of the doors, not of the phone", async () => {
	const server = new Server(0);
	server.rows = [row(1, { lon: null, lat: null }), row(2, { lon: null, lat: null })];
	server.lend();
	await enrolledPhone(server);
	await sync();
	expect(await startHere(TURF, at(2))).toBe("no_points");
	expect(await startHere(TURF, null)).toBe("no_points");
	expect(await numbers()).toEqual([1, 2]);
});

it("a building is not torn apart, and a place without a point is walked last", async () => {
	const server = new Server(0);
	const building = { place: door(900), kind: "apartment_building" as const, ...at(5) };
	server.rows = [
		row(1, { lon: null, lat: null }),
		row(2, { ...building, label: "201" }),
		row(3),
		row(4, { ...building, label: "101" }),
		row(6),
	];
	server.lend();
	await enrolledPhone(server);
	await sync();
	await visit(2);
	await startHere(TURF, at(7));
	expect(await numbers()).toEqual([6, 2, 4, 3, 1]);
});

it("the lots of a park are walked from where one stands, and stay together", async () => {
	const park = { place: door(900), kind: "mobile_home_park" as const };
	const server = new Server(0);
	server.rows = [row(1), ...[10, 20, 30, 40].map((n) => row(n, { ...park, label: `Lote ${n}` })), row(50)];
	server.lend();
	await enrolledPhone(server);
	await sync();
	await startHere(TURF, at(36));
	expect(await numbers()).toEqual([40, 30, 20, 10, 50, 1]);
});

it("neither the place nor the order is stored or sent", async () => {
	const server = await walking();
	const here = { lon: -82.4987654, lat: 35.6001234 };
	await startHere(TURF, here);
	await visit(2);
	await sync();
	const stored = JSON.stringify(await Promise.all(db.tables.map((table) => table.toArray())));
	const sent = JSON.stringify(server.calls.map(({ path, body }) => [path, body]));
	for (const trace of ["4987654", "6001234"]) {
		expect(stored).not.toContain(trace);
		expect(sent).not.toContain(trace);
	}
	expect((await turfRows(TURF)).map((one) => one.position)).toEqual([1, 2, 3, 4, 5, 6]);
});

it("the order goes with the turf, and with the phone's member", async () => {
	await walking();
	await startHere(TURF, at(6));
	await returnTurf(TURF);
	expect(hasOwnOrder(TURF)).toBe(false);
	await walking();
	await startHere(TURF, at(6));
	await erasePhone({ losing: Number.POSITIVE_INFINITY });
	expect(hasOwnOrder(TURF)).toBe(false);
});
