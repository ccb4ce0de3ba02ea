import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stopListening } from "../../canvass/static/device/changes";
import { db, openAs, readMeta } from "../../canvass/static/device/db";
import { deliverAll } from "../../canvass/static/device/deliver";
import { doorView } from "../../canvass/static/device/doors";
import { eraseEveryoneForGood, everyoneHere } from "../../canvass/static/device/erase_everyone";
import { makeRoom, peopleHere, share } from "../../canvass/static/device/household";
import { erasePhone, me } from "../../canvass/static/device/identity";
import { lockState, pinAsked } from "../../canvass/static/device/lock";
import { giveReturn, goAway, hasReturn } from "../../canvass/static/device/own_session";
import { tryPin } from "../../canvass/static/device/pin";
import { storesHere } from "../../canvass/static/device/stores";
import { sync } from "../../canvass/static/device/sync";
import { myTurfs } from "../../canvass/static/device/turfs";
import { readSync } from "../../canvass/static/device/verdicts";
import { CHOSEN, FIRST_STORE } from "../../canvass/static/device/whose";
import { later, offline } from "./phone";
import { door } from "./server";
import {
	almasPhone,
	begins,
	choosesPin,
	hands,
	nobodysPhone,
	PINS,
	reload,
	type SharedServer,
	sharedPhone,
	storeOf,
	types,
	visit,
} from "./shared";

let server: SharedServer;
let files: Map<string, Map<string, Uint8Array>>;
let notes: Map<string, string>;

beforeEach(async () => {
	({ server, files, notes } = await nobodysPhone());
});

afterEach(() => {
	stopListening();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

it("a page asks nothing more in the name of who has left in another tab", async () => {
	await begins("Alma");
	await sync({ tapped: true });
	await choosesPin("Alma");
	await share();
	await goAway();
	await giveReturn();
	expect([await hasReturn(), (await readSync()).session]).toEqual([false, "away"]);
	expect(await myTurfs()).not.toEqual([]);
});

describe("two people on one phone", () => {
	it("have each a store, a lock and a token of their own, and the first keeps theirs as it was", async () => {
		await sharedPhone();
		expect((await peopleHere()).map(({ alias, here }) => [alias, here])).toEqual([
			["Alma", false],
			["Darío", true],
		]);
		const alma = await storeOf("Alma");
		expect(alma.name).toBe(FIRST_STORE);
		expect((await alma.identity.get("me"))?.push_token).toBe("token-1");
		expect((await me())?.push_token).toBe("token-2");
		expect([...files.keys()].sort()).toEqual(["lock", db.name.replace(FIRST_STORE, "lock")]);
		alma.close();
	});

	it("open nothing with the other's PIN", async () => {
		await sharedPhone();
		expect((await doorView(door(1)))?.door).toBe(door(1));
		reload();
		expect(await pinAsked()).toBe("type");
		expect(await tryPin(PINS.Alma)).toEqual({ is: "wrong", left: 9 });
		await hands("Alma");
		expect(await tryPin(PINS.Darío)).toEqual({ is: "wrong", left: 9 });
		expect(await lockState()).toBe("locked");
		await types("Alma");
		expect((await doorView(door(1)))?.door).toBe(door(1));
	});

	it("read in nobody's name but their own: the session that the other had is over", async () => {
		await sharedPhone();
		expect([...server.sessions]).toEqual([server.of("Darío").id]);
		await hands("Alma");
		expect([...server.sessions]).toEqual([]);
		await sync({ tapped: true });
		expect((await readSync()).session).toBe("away");
		expect(await db.rows.count()).toBe(3);
		await types("Alma");
		expect([...server.sessions]).toEqual([server.of("Alma").id]);
		expect((await readSync()).session).toBe("open");
		expect((await me())?.member.alias).toBe("Alma");
	});

	it("change without a network: what is here is read, and the session that was left behind is not used", async () => {
		await sharedPhone();
		server.fault = offline;
		await hands("Alma");
		await types("Alma");
		expect((await doorView(door(1)))?.door).toBe(door(1));
		await visit(1);
		// Darío's session could not be ended: it is still the browser's.
		expect(server.cookie).toBe(server.of("Darío").id);
		server.fault = null;
		server.calls = [];
		await sync({ tapped: true });
		expect(server.calls.map(({ path }) => path.split("?")[0])).toEqual([
			"/sync/push",
			"/session/return",
			"/sync/home",
			"/sync/pull",
		]);
		expect([...server.sessions]).toEqual([server.of("Alma").id]);
		expect((await me())?.device.id).toBe(server.of("Alma").id);
	});

	it("take no home of the other's, whosever session the browser has by mistake", async () => {
		await sharedPhone();
		server.cookie = server.of("Alma").id;
		server.sessions.add(server.cookie);
		await sync({ tapped: true });
		expect((await me())?.member.alias).toBe("Darío");
		expect(server.cookie).toBe(server.of("Darío").id);
		expect(await db.rows.count()).toBe(3);
	});
});

describe("what ends", () => {
	it("leaves every store on a phone that lies on a door, without a network and whoever has it", async () => {
		await sharedPhone();
		const soon = new Date(Date.now() + 60_000).toISOString();
		const alma = await storeOf("Alma");
		await alma.leases.toCollection().modify({ until: soon, grace_until: soon });
		server.fault = offline;
		later(120_000);
		await deliverAll({ tapped: true });
		expect([await alma.rows.count(), await alma.leases.count()]).toEqual([0, 0]);
		// Her PIN and her way back stay: the phone is still hers too.
		expect([...(files.get("lock") as Map<string, unknown>).keys()].sort()).toEqual(["pin", "return"]);
		alma.close();
		reload();
		expect(await db.rows.count()).toBe(3);
		server.fault = null;
		await hands("Alma");
		await types("Alma");
		expect(await db.rows.count()).toBe(3);
	});

	it("by the server's word also for who comes back: a phone that was cut off opens no session, and keeps no door", async () => {
		await sharedPhone();
		server.of("Alma").revoked = true;
		await hands("Alma");
		await types("Alma");
		expect((await readSync()).session).toBe("ended");
		expect(await db.rows.count()).toBe(0);
	});

	it("takes everybody's along where the phone is erased, and says of how many", async () => {
		await sharedPhone();
		server.fault = offline;
		await visit(1);
		expect(await everyoneHere()).toEqual({ people: 2, unsent: 1 });
		await expect(eraseEveryoneForGood(0)).rejects.toMatchObject({ name: "EventsWaiting" });
		expect((await peopleHere()).length).toBe(2);
		await eraseEveryoneForGood(1);
		expect([...files.values()].map((folder) => folder.size)).toEqual([0, 0]);
		for (const name of await storesHere()) {
			openAs(name);
			for (const table of db.tables) expect(await table.count()).toBe(0);
		}
	});

	it("is one's own alone where one leaves: the other finds theirs as it was", async () => {
		await sharedPhone();
		await erasePhone();
		const left = db.name;
		await hands("Alma");
		await types("Alma");
		expect((await doorView(door(1)))?.door).toBe(door(1));
		expect((await peopleHere()).map(({ alias }) => alias)).toEqual(["Alma"]);
		// The store that is nobody's any more is the next one's.
		await makeRoom();
		expect(notes.get(CHOSEN)).toBe(left);
	});
});

describe("the lock of a shared phone", () => {
	it("asks whoever is added for a PIN before anything is fetched, with a lease or without", async () => {
		await almasPhone();
		server.leases = [];
		await makeRoom();
		reload();
		await begins("Darío");
		expect(await pinAsked()).toBe("choose");
		await sync({ tapped: true });
		expect(await hasReturn()).toBe(false);
		await choosesPin("Darío");
		expect(await hasReturn()).toBe(true);
		await sync({ tapped: true });
		reload();
		expect(await pinAsked()).toBe("type");
	});

	it("keeps the way back under it: the store says nothing that opens a session", async () => {
		await sharedPhone();
		const said: string[] = [];
		const spy = server.fetch;
		vi.stubGlobal("fetch", (url: string, init?: RequestInit) => {
			if (String(url).endsWith("/session/return")) said.push(String(init?.body));
			return spy(url, init);
		});
		await hands("Alma");
		await types("Alma");
		const { secret } = JSON.parse(said[0] as string) as { secret: string };
		const kept = new TextDecoder("latin1").decode((await readMeta("return"))?.sealed ?? undefined);
		expect(kept.length).toBeGreaterThan(secret.length);
		expect(kept).not.toContain(secret);
	});
});
