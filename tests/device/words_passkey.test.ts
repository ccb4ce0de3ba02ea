import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "../../canvass/static/device/db";
import { signOut } from "../../canvass/static/device/enrolment";
import { b64encode } from "../../canvass/static/device/framing";
import { erasePhone } from "../../canvass/static/device/identity";
import { sweepSecrets } from "../../canvass/static/device/lock";
import { areWrongWords, lock, openVaults, prove, unlock } from "../../canvass/static/device/unlocked";
import {
	addWordsPasskey,
	hasWordsPasskey,
	judgeWords,
	removeWordsPasskey,
	unlockByPasskey,
} from "../../canvass/static/device/words_passkey";
import { DeskServer, enrolledDesk } from "./desk";
import { aFolder } from "./opfs";
import { FakeAuthenticator } from "./passkeys";
import { json } from "./server";

const founded = await DeskServer.founded();
const others = await DeskServer.founded();
const { words } = founded.made;
let server = founded;
let device: FakeAuthenticator;
let files: Map<string, Uint8Array>;

/** Celia's browser with a passkey, its vaults locked. */
beforeEach(async () => {
	server = founded.fresh();
	await enrolledDesk(server);
	files = aFolder();
	device = new FakeAuthenticator();
	expect(await addWordsPasskey(device, await judgeWords(words))).toBe(true);
	lock();
});

describe("a keyholder's passkey", () => {
	test("opens all their vaults, also where the reading session has ended", async () => {
		server.sessionOpen = false;
		expect(await unlockByPasskey(device)).toBe(true);
		expect([...openVaults()].sort()).toEqual(["consulta", "field", "intake", "leadership"]);
		expect(server.sessionOpen).toBe(true);
	});

	test("opens nothing where its person turns away, on another device, or to a forged one", async () => {
		device.turnsAway = true;
		expect(await unlockByPasskey(device)).toBe(false);
		expect(await unlockByPasskey(new FakeAuthenticator())).toBe(false);
		expect(await unlockByPasskey(await device.forged())).toBe(false);
		expect(openVaults().size).toBe(0);
		device.turnsAway = false;
		expect(await unlockByPasskey(device), "and is there the next time").toBe(true);
	});

	test("stands beside the words", async () => {
		await unlock(words);
		expect(openVaults().size).toBe(4);
		expect(await hasWordsPasskey()).toBe(true);
	});

	test("leaves no word, no blob and no key in the store", async () => {
		const kept = JSON.stringify(await Promise.all(db.tables.map((table) => table.toArray())), (_, value) =>
			value instanceof Uint8Array ? b64encode(value) : value,
		);
		// Short ones stand by chance in other text: each is looked for as a whole, and beside its neighbour.
		const drawn = words.split(" ");
		for (const [place, word] of drawn.entries()) {
			expect(kept).not.toContain(`"${word}"`);
			expect(kept).not.toContain(`${drawn[place - 1] ?? ""} ${word}`);
		}
		const { key } = await judgeWords(words);
		expect(kept).not.toContain(b64encode(key));
		expect(kept).not.toContain(server.made.body.holders[0]?.blob.slice(0, 40));
	});

	test("is not added by who has other words", async () => {
		await removeWordsPasskey(device);
		const fault = await judgeWords(others.made.words).catch((error: unknown) => error);
		expect(areWrongWords(fault)).toBe(true);
		device.turnsAway = true;
		expect(await addWordsPasskey(device, await judgeWords(words))).toBe(false);
		expect(await hasWordsPasskey()).toBe(false);
	});

	test("is not offered where its file is gone", async () => {
		files.delete("words");
		expect(await hasWordsPasskey()).toBe(false);
		expect(await unlockByPasskey(device)).toBe(false);
	});

	test("stays while turfs come and go", async () => {
		await sweepSecrets();
		expect(await unlockByPasskey(device)).toBe(true);
	});
});

describe("it ends", () => {
	async function assertOver(): Promise<void> {
		expect(await hasWordsPasskey()).toBe(false);
		expect(files.has("words")).toBe(false);
		expect(await unlockByPasskey(device)).toBe(false);
	}

	test("when it is taken away, and for a copy of the store too", async () => {
		const copy = await db.meta.get("words_wrap");
		await removeWordsPasskey(device);
		expect(device.secrets.size).toBe(0);
		await assertOver();
		if (copy) await db.meta.put(copy);
		expect(await unlockByPasskey(device)).toBe(false);
		await assertOver();
	});

	test("when its person leaves this device, or erases it", async () => {
		await erasePhone();
		await assertOver();
		await enrolledDesk(server);
		await addWordsPasskey(device, await judgeWords(words));
		vi.stubGlobal("fetch", async () => new Response(null, { status: 204 }));
		await signOut();
		await assertOver();
	});

	test("with words that were lost and replaced: by the next unlocking with the new ones", async () => {
		server = others.fresh();
		vi.stubGlobal("fetch", server.fetch);
		await db.identity.update("me", { pin: null });
		await unlock(server.made.words);
		await assertOver();
	});

	test("with words that were lost and replaced: by itself, when it is tried", async () => {
		vi.stubGlobal("fetch", others.fresh().fetch);
		expect(await unlockByPasskey(device)).toBe(false);
		await assertOver();
	});

	test("with the key of who was removed", async () => {
		vi.stubGlobal("fetch", async () => json(403, { code: "not_allowed", message: "…" }));
		await expect(unlockByPasskey(device)).rejects.toThrow();
		await assertOver();
	});

	test("not where only the network failed", async () => {
		vi.stubGlobal("fetch", async () => {
			throw new TypeError("Failed to fetch");
		});
		await expect(unlockByPasskey(device)).rejects.toThrow();
		expect(await hasWordsPasskey()).toBe(true);
	});
});

test("what was opened by it signs as the words would", async () => {
	await unlockByPasskey(device);
	const proved: unknown[] = [];
	vi.stubGlobal("fetch", async (input: string, init: RequestInit) => {
		if (!input.endsWith("/session/proof")) return server.fetch(input, init);
		proved.push(JSON.parse(String(init.body)));
		return json(200, { member: {}, device: { id: "d" }, org: {}, holder: null, vaults_exist: true });
	});
	await prove().catch(() => undefined);
	expect(proved).toEqual([{ challenge: "sign this", signature: expect.any(String) }]);
});
