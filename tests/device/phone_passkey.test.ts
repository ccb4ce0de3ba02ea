import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { db, readMeta } from "../../canvass/static/device/db";
import { erasePhone } from "../../canvass/static/device/identity";
import { lock, lockState, sweepSecrets } from "../../canvass/static/device/lock";
import { addPasskey, openByPasskey, removePasskey } from "../../canvass/static/device/phone_passkey";
import {
	choosePin,
	hasPasskey,
	judge,
	MOST_TRIES,
	type RightPin,
	shut,
	triesLeft,
	tryPin,
} from "../../canvass/static/device/pin";
import { sync } from "../../canvass/static/device/sync";
import { turfView } from "../../canvass/static/device/turfs";
import { aFolder } from "./opfs";
import { FakeAuthenticator } from "./passkeys";
import { enrolledPhone } from "./phone";
import { type Server, TURF } from "./server";

const PIN = "374951";
const OTHER = "274951";

let server: Server;
let files: Map<string, Uint8Array>;
let device: FakeAuthenticator;
const tap = () => sync({ tapped: true });

async function rightPin(): Promise<RightPin> {
	const tried = await judge(PIN);
	if (tried.is !== "right") throw new Error(tried.is);
	return tried;
}

/** Alma's phone with a turf, a PIN and a passkey, locked. */
beforeEach(async () => {
	server = await enrolledPhone();
	await db.meta.delete("lock");
	lock();
	files = aFolder();
	device = new FakeAuthenticator();
	await tap();
	await choosePin(PIN);
	await tap();
	expect(await addPasskey(device, await rightPin())).toBe(true);
	lock();
});

describe("a phone with a passkey", () => {
	it("opens by it, and reads the same turf as by the PIN", async () => {
		expect(await openByPasskey(device)).toBe(true);
		expect((await turfView(TURF))?.doors).toHaveLength(3);
		lock();
		expect(await tryPin(PIN)).toEqual({ is: "open" });
		expect((await turfView(TURF))?.doors).toHaveLength(3);
	});

	it("stays locked, and keeps its PIN, where its person turns away", async () => {
		device.turnsAway = true;
		expect(await openByPasskey(device)).toBe(false);
		expect(await lockState()).toBe("locked");
		expect(await triesLeft()).toBe(MOST_TRIES);
		expect(await tryPin(PIN)).toEqual({ is: "open" });
	});

	it("does not open to another device, nor to one that yields something else", async () => {
		expect(await openByPasskey(new FakeAuthenticator())).toBe(false);
		expect(await openByPasskey(await device.forged())).toBe(false);
		expect(await lockState()).toBe("locked");
	});

	it("gives the PIN's tries back when it opens", async () => {
		await tryPin(OTHER);
		expect(await triesLeft()).toBe(MOST_TRIES - 1);
		await openByPasskey(device);
		expect(await triesLeft()).toBe(MOST_TRIES);
	});

	it("keeps nothing in the store that opens without its device and its file", async () => {
		const kept = (await readMeta("lock"))?.passkey;
		expect(kept).toBeDefined();
		expect(files.get("passkey")).toHaveLength(32);
		const file = files.get("passkey") as Uint8Array;
		files.set("passkey", new Uint8Array(32));
		expect(await openByPasskey(device)).toBe(false);
		files.delete("passkey");
		expect(await openByPasskey(device)).toBe(false);
		expect(await hasPasskey(), "nor offers what can't open").toBe(false);
		files.set("passkey", file);
		expect(await openByPasskey(device)).toBe(true);
	});

	it("takes none from who does not know the PIN", async () => {
		expect(await judge(OTHER)).toEqual({ is: "wrong", left: MOST_TRIES - 1 });
		expect(await lockState()).toBe("locked");
	});
});

describe("a passkey ends", () => {
	/** What who keeps a copy of the store's record could still try with the device itself. */
	let copy: Awaited<ReturnType<typeof readMeta<"lock">>>;

	beforeEach(async () => {
		copy = await readMeta("lock");
	});

	async function assertOver(): Promise<void> {
		expect(files.has("passkey")).toBe(false);
		if (copy) await db.meta.put(copy);
		expect(await openByPasskey(device)).toBe(false);
	}

	it("with the tenth wrong PIN", async () => {
		for (let n = 0; n < MOST_TRIES; n += 1) await tryPin(OTHER);
		expect(await lockState()).toBe("shut");
		expect(await openByPasskey(device)).toBe(false);
		await assertOver();
	});

	it("with the last turf", async () => {
		server.leases = [];
		await tap();
		expect(await hasPasskey()).toBe(false);
		await assertOver();
	});

	it("with an erased phone", async () => {
		await erasePhone();
		await assertOver();
	});

	it("and the PIN does not, where it alone is taken away", async () => {
		const asked = device.asked;
		await removePasskey(device);
		expect(await hasPasskey()).toBe(false);
		expect(device.secrets.size, "it leaves the device's list, where it can").toBe(0);
		expect(await tryPin(PIN)).toEqual({ is: "open" });
		expect((await turfView(TURF))?.doors).toHaveLength(3);
		expect(device.asked, "nobody has to show a face for that").toBe(asked);
		await assertOver();
	});

	it("while the device is asking", async () => {
		device.meanwhile = () => shut("pin");
		expect(await openByPasskey(device)).toBe(false);
		expect(await lockState()).toBe("shut");
	});
});

it("a phone keeps it while it has a turf, and one that was never made opens nothing", async () => {
	await sweepSecrets();
	expect(await openByPasskey(device)).toBe(true);
	await removePasskey(device);
	device.turnsAway = true;
	expect(await addPasskey(device, await rightPin())).toBe(false);
	expect(await hasPasskey()).toBe(false);
	lock();
	expect(await openByPasskey(device)).toBe(false);
});

it("a lock that ended while the passkey was made gets none", async () => {
	await removePasskey(device);
	const right = await rightPin();
	device.meanwhile = () => shut("pin");
	expect(await addPasskey(device, right)).toBe(false);
	expect(await hasPasskey()).toBe(false);
});
