import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { onChange } from "../../canvass/static/device/changes";
import { changeMeta, db } from "../../canvass/static/device/db";
import { doorView } from "../../canvass/static/device/doors";
import { sync } from "../../canvass/static/device/sync";
import { counts } from "../../canvass/static/device/truth";
import { recordVisit } from "../../canvass/static/device/visits";
import { type Page, startWaking } from "../../canvass/static/device/wake";
import { aFolder } from "./opfs";
import { enrolledPhone, offline, states } from "./phone";
import { door, type Server, TURF } from "./server";

let server: Server;
let back: (why: "seen" | "online") => void;

const page: Page = {
	isVisible: () => true,
	onReturn(listener) {
		back = listener;
		return () => {};
	},
};
const visit = (n: number) =>
	recordVisit({ door: door(n), turf: TURF, result: "not_home", literature: false });

beforeEach(async () => {
	server = await enrolledPhone();
	await sync();
});

describe("while the app is open", () => {
	it("each Save is sent by itself", async () => {
		const stop = startWaking(page);
		await visit(1);
		await vi.waitFor(async () => expect(await states()).toEqual(["received"]));
		stop();
	});

	it("a network that comes back is used at once, whatever the back-off says", async () => {
		server.fault = offline;
		const stop = startWaking(page);
		await visit(1);
		await vi.waitFor(async () => expect((await sync()).fault).toBe("waits"));
		expect(await states()).toEqual(["saved"]);
		server.fault = null;
		back("online");
		await vi.waitFor(async () => expect(await states()).toEqual(["received"]));
		stop();
	});
});

it("ends the secrets of a phone that was killed while it purged, without a network", async () => {
	const files = aFolder();
	for (const name of ["pin", TURF, "gone"]) files.set(name, new Uint8Array(32));
	server.fault = offline;
	let stop = startWaking(page);
	await vi.waitFor(() => expect([...files.keys()]).toEqual(["pin", TURF]));
	stop();
	for (const table of db.tables) await table.clear();
	stop = startWaking(page);
	await vi.waitFor(() => expect([...files.keys()]).toEqual([]));
	stop();
});

describe("a phone that lies on a door without a network", () => {
	it("locks the door within a minute of the lease's end, however long the back-off still is", async () => {
		const now = Date.now();
		await db.leases.toCollection().modify({ until: new Date(now + 200_000).toISOString() });
		server.fault = offline;
		await changeMeta({ key: "pace", batch: 50, failures: 0, not_before: 0, told: false }, () => ({
			failures: 9,
			not_before: now + 290_000,
		}));
		vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now });
		const shown: (string | undefined)[] = [];
		const stopShowing = onChange(async () => shown.push((await doorView(door(1)))?.door));
		const stop = startWaking(page);
		expect((await doorView(door(1)))?.door).toBe(door(1));
		await passing(260_000);
		expect(shown.at(-1)).toBeUndefined();
		expect(shown).not.toEqual([]);
		stop();
		stopShowing();
	});
});

/** Lets the phone's time go by in steps, and the store answer in between. */
async function passing(ms: number): Promise<void> {
	for (let gone = 0; gone < ms; gone += 5_000) {
		await vi.advanceTimersByTimeAsync(5_000);
		for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
	}
}

describe("the page and the worker at the same time", () => {
	it("send the same events without harm", async () => {
		for (const n of [1, 2, 3]) await visit(n);
		vi.resetModules();
		const worker = await import("../../canvass/static/device/sync");
		expect(worker.sync).not.toBe(sync);
		await Promise.all([sync(), worker.sync()]);
		await sync();
		expect(await states()).toEqual(["received", "received", "received"]);
		expect(server.rows.map((row) => row.attempts)).toEqual([1, 1, 1]);
		expect(await counts()).toMatchObject({ sent: 3, waiting: 0 });
	});
});
