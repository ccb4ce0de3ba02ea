import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { correctVisit } from "../../canvass/static/device/corrections";
import { db } from "../../canvass/static/device/db";
import { doorViews } from "../../canvass/static/device/doors";
import { addDoor } from "../../canvass/static/device/found_doors";
import { me } from "../../canvass/static/device/identity";
import { purgeEndedLeases } from "../../canvass/static/device/leases";
import { keyOf, Locked, lock, lockState, pinAsked } from "../../canvass/static/device/lock";
import { choosePin, isEasy, MOST_TRIES, shut, triesLeft, tryPin } from "../../canvass/static/device/pin";
import { sync } from "../../canvass/static/device/sync";
import { counts } from "../../canvass/static/device/truth";
import { myTurfs, turfView } from "../../canvass/static/device/turfs";
import { ownVisits, recordVisit } from "../../canvass/static/device/visits";
import { aFolder } from "./opfs";
import { enrolledPhone, later, offline } from "./phone";
import { door, type Server, TURF } from "./server";

const PIN = "374951";
const OTHER = "274951";
const DAY = 86_400_000;

let server: Server;
const tap = () => sync({ tapped: true });
const visit = (n: number) => recordVisit({ door: door(n), turf: TURF, result: "not_home", literature: true });

/** Every byte of the store as text. */
async function everythingStored(): Promise<string> {
	const tables = await Promise.all(db.tables.map((table) => table.toArray()));
	const text = (value: unknown): unknown =>
		value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : value;
	return JSON.stringify(tables, (_, value) => text(value));
}

/** A phone without a lock yet, which has learnt of its first lease. */
async function leased(): Promise<void> {
	server = await enrolledPhone();
	server.rows = server.rows.map((row) => ({ ...row, street: "Calle Roble" }));
	server.leases = server.leases.map((lease) => ({
		...lease,
		members: [{ id: "m", alias: "Alma Canario" }],
		turf: { ...lease.turf, note: "Cuidado con el canario" },
	}));
	await db.meta.delete("lock");
	lock();
	await tap();
}

beforeEach(leased);

describe("a phone without a PIN", () => {
	it("is asked for one when its first lease has come, and until then fetches no door", async () => {
		expect(await pinAsked()).toBe("choose");
		expect(server.callsTo("/turfs/")).toEqual([]);
		const stored = await everythingStored();
		for (const told of ["Emma Norte", "canario", "Canario"]) expect(stored).not.toContain(told);
		await choosePin(PIN);
		await tap();
		expect(await pinAsked()).toBeNull();
		expect((await turfView(TURF))?.doors).toHaveLength(3);
	});

	it("is asked for none where there is nothing to lock", async () => {
		server.leases = [];
		await tap();
		expect(await pinAsked()).toBeNull();
	});

	it("what is guessed first is none", () => {
		expect(["000000", "123456", "987654", "890123"].map(isEasy)).toEqual([true, true, true, false]);
		expect(isEasy(PIN)).toBe(false);
	});
});

describe("the store of a phone with a PIN", () => {
	beforeEach(async () => {
		await choosePin(PIN);
		await tap();
	});

	it("holds no word of a place, locked or not", async () => {
		const id = await visit(1);
		await correctVisit({ visit: id, door: door(1), turf: TURF, result: "declined", literature: false });
		const place = { place: null, kind: "house", number: "3", street: "Sendero Oculto", label: "" } as const;
		await addDoor({ turf: TURF, ...place, lon: null, lat: null });
		expect((await turfView(TURF))?.note).toContain("canario");
		await db.outbox.clear();
		const stored = await everythingStored();
		for (const told of ["Roble", "Sendero", "Emma Norte", "canario", "Canario", "declined", "-82."]) {
			expect(stored, told).not.toContain(told);
		}
	});

	it("opens with the PIN alone, in each page by itself", async () => {
		await visit(1);
		lock();
		expect(await pinAsked()).toBe("type");
		await expect(doorViews(TURF)).rejects.toThrow(Locked);
		await expect(ownVisits(door(1))).rejects.toThrow(Locked);
		expect(await tryPin(OTHER)).toEqual({ is: "wrong", left: MOST_TRIES - 1 });
		await expect(myTurfs()).rejects.toThrow(Locked);
		expect(await tryPin(PIN)).toEqual({ is: "open" });
		expect((await turfView(TURF))?.doors[0]).toMatchObject({ street: "Calle Roble", attempts: 1 });
		expect(await ownVisits(door(1))).toMatchObject([{ result: "not_home", literature: true }]);
		expect(await triesLeft()).toBe(MOST_TRIES);
	});

	it("has counted a try before it is judged", async () => {
		lock();
		const left: number[] = [];
		vi.spyOn(crypto.subtle, "decrypt").mockImplementation(async () => {
			left.push(await triesLeft());
			throw new DOMException("not that one", "OperationError");
		});
		await tryPin(OTHER);
		expect(left).toEqual([MOST_TRIES - 1]);
	});

	it("opens on a phone that is full, too", async () => {
		lock();
		const full = () => {
			throw new DOMException("no room", "QuotaExceededError");
		};
		for (const verb of ["put", "add"] as const)
			vi.spyOn(IDBObjectStore.prototype, verb).mockImplementation(full);
		expect(await tryPin(PIN)).toEqual({ is: "open" });
		expect((await turfView(TURF))?.doors).toHaveLength(3);
	});

	it("ten wrong ones destroy the keys and the rows, and lose nothing that waits", async () => {
		server.fault = offline;
		await visit(1);
		lock();
		for (let n = 1; n < MOST_TRIES; n += 1) expect((await tryPin(OTHER)).is).toBe("wrong");
		expect(await tryPin(OTHER)).toEqual({ is: "gone" });
		expect(await lockState()).toBe("shut");
		for (const table of [db.rows, db.own, db.leases, db.turfs, db.secrets])
			expect(await table.count()).toBe(0);
		expect(await counts()).toMatchObject({ waiting: 1 });

		// Nobody reads with this phone's session what they could not read on it; what waits is still handed in.
		server.fault = null;
		await tap();
		expect(server.events.size).toBe(1);
		expect(server.sessionOpen).toBe(false);
		expect(await pinAsked()).toBeNull();
		expect(await myTurfs()).toEqual([]);
	});

	it("a page forgets its keys when another one has ended what they open", async () => {
		await visit(1);
		expect(await keyOf(TURF)).toBeDefined();
		await db.meta.delete("lock");
		expect(await lockState()).toBe("none");
		await expect(keyOf(TURF)).rejects.toThrow(Locked);
	});

	it("a killed page does not win back the tries that it had", async () => {
		await db.tries.clear();
		lock();
		expect(await tryPin(PIN)).toEqual({ is: "gone" });
	});
});

describe("a locked phone", () => {
	beforeEach(async () => {
		await choosePin(PIN);
		await tap();
		await visit(1);
		lock();
	});

	it("still hands in, and fetches no door", async () => {
		const asked = () => server.callsTo("/sync/pull").length + server.callsTo("/turfs/").length;
		const before = asked();
		await tap();
		expect(server.events.size).toBe(1);
		expect(asked()).toBe(before);
		await tryPin(PIN);
		await tap();
		expect(asked()).toBeGreaterThan(before);
		expect((await turfView(TURF))?.doors[0]).toMatchObject({ attempts: 1, unsent: false });
	});

	it("loses a turf that was given back, or whose access ended", async () => {
		server.sessionOpen = false;
		await tap();
		expect(await db.rows.count()).toBe(0);
		expect(await db.secrets.count()).toBe(0);
		expect(await pinAsked()).toBeNull();
	});

	it("loses a turf whose time is over, without a network", async () => {
		server.fault = offline;
		await db.leases.toCollection().modify({ grace_until: new Date(Date.now() + DAY).toISOString() });
		later(2 * DAY);
		await purgeEndedLeases();
		expect(await db.rows.count()).toBe(0);
		expect(await db.secrets.count()).toBe(0);
		expect(await counts()).toMatchObject({ waiting: 1 });
	});

	it("hears that a lease ends sooner, and keeps what it knew of it", async () => {
		server.leases = server.leases.map((lease) => ({ ...lease, until: "2080-01-01T00:00:00Z" }));
		await tap();
		expect((await db.leases.toArray())[0]?.until).toBe("2080-01-01T00:00:00Z");
		await tryPin(PIN);
		expect((await myTurfs())[0]).toMatchObject({ name: "Emma Norte", note: "Cuidado con el canario" });
	});

	it("erased, it hands in what waits, and then keeps nothing at all", async () => {
		server.fault = offline;
		await shut("erased");
		await tap();
		expect(await counts()).toMatchObject({ waiting: 1 });
		expect(await db.rows.count()).toBe(0);
		server.fault = null;
		await tap();
		expect(server.events.size).toBe(1);
		expect(await me()).toBeUndefined();
		for (const table of db.tables) expect(await table.count(), table.name).toBe(0);
	});

	it.each(["/sync/home", "/sync/pull"])(
		"an answer of %s that was on its way brings nothing back once the lock was given up",
		async (path) => {
			await tryPin(PIN);
			vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
				const answer = await server.fetch(input, init);
				if (String(input).includes(path)) await shut("pin");
				return answer;
			});
			await tap();
			expect(await lockState()).toBe("shut");
			expect(await db.leases.count()).toBe(0);
			expect(await db.rows.count()).toBe(0);
		},
	);
});

describe("where the browser has files of its own", () => {
	it("the secrets lie there, and go with their turf, and with the lock", async () => {
		const files = aFolder();
		await choosePin(PIN);
		await tap();
		expect([...files.keys()].sort()).toEqual([TURF, "pin"].sort());
		expect(await db.secrets.count()).toBe(0);
		expect((await turfView(TURF))?.doors).toHaveLength(3);
		lock();
		server.leases = [];
		await tap();
		expect([...files.keys()]).toEqual([]);
		expect(await lockState()).toBe("none");
	});

	it("rows whose secret is gone are noise, and come anew", async () => {
		const files = aFolder();
		await choosePin(PIN);
		await tap();
		await visit(2);
		lock();
		files.delete(TURF);
		await tryPin(PIN);
		expect((await turfView(TURF))?.doors).toEqual([]);
		await tap();
		expect((await turfView(TURF))?.doors[1]).toMatchObject({ street: "Calle Roble", attempts: 1 });
	});
});
