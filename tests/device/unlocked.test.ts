import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { changed } from "../../canvass/static/device/changes";
import { db } from "../../canvass/static/device/db";
import { KeysRefused } from "../../canvass/static/device/identity";
import { storeVaults, viewVaults } from "../../canvass/static/device/keyholders";
import { open } from "../../canvass/static/device/opening";
import { shut } from "../../canvass/static/device/pin";
import { fetchQueue, openContacts } from "../../canvass/static/device/queue";
import {
	areWrongWords,
	atTheKeys,
	deskRequest,
	IDLE_MS,
	Locked,
	lock,
	NotKeyholder,
	onLocking,
	openVaults,
	sealInto,
	touch,
	unlock,
} from "../../canvass/static/device/unlocked";
import { wordsBeginning, writtenOut } from "../../canvass/static/device/wordhints";
import { normalise, WORDS } from "../../canvass/static/device/words";
import { DeskServer, enrolledDesk } from "./desk";
import { json, ORG } from "./server";

const founded = await DeskServer.founded();
const { words } = founded.made;
let server = founded;

beforeEach(async () => {
	server = founded.fresh();
	await enrolledDesk(server);
});

async function afterWaiting(ms: number): Promise<void> {
	vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}

describe("unlocking", () => {
	test("opens all vaults of the holder, however the words are typed, and pins the log's head", async () => {
		await unlock(` ${normalise(words).toUpperCase()} `);
		expect([...openVaults()].sort()).toEqual(["consulta", "field", "intake", "leadership"]);
		expect((await db.identity.get("me"))?.pin).toEqual(server.log.head);
	});

	test("with other words says just that, and opens nothing", async () => {
		const fault = await unlock(words.split(" ").reverse().join(" ")).catch((error: unknown) => error);
		expect(areWrongWords(fault)).toBe(true);
		expect(openVaults().size).toBe(0);
	});

	test("brings an ended reading session back by a signed challenge", async () => {
		server.sessionOpen = false;
		await unlock(words);
		expect(server.sessionOpen).toBe(true);
		expect(openVaults().has("intake")).toBe(true);
	});

	test("is refused to who holds no keys", async () => {
		vi.stubGlobal("fetch", async () => json(403, { code: "not_allowed", message: "…" }));
		await expect(unlock(words)).rejects.toBeInstanceOf(NotKeyholder);
	});

	test("is refused where the key log is not the pinned one", async () => {
		await db.identity.update("me", { pin: { n: 0, hash: "0".repeat(64) } });
		await expect(unlock(words)).rejects.toBeInstanceOf(KeysRefused);
		expect(openVaults().size).toBe(0);
	});

	test("leaves no word and no key in the store", async () => {
		const kept = async () =>
			Object.fromEntries(
				await Promise.all(db.tables.map(async (table) => [table.name, await table.toArray()] as const)),
			);
		const before = await kept();
		await unlock(words);
		const [me] = before.identity as object[];
		expect(await kept()).toEqual({ ...before, identity: [{ ...me, pin: server.log.head }] });
	});
});

describe("locking", () => {
	test("comes after 15 idle minutes, also for who slept through the watch", async () => {
		await server.handIn();
		await unlock(words);
		const [contact] = await fetchQueue();
		await afterWaiting(IDLE_MS);
		await expect(open("intake", "contact", contact?.id ?? "", contact?.sealed ?? "")).rejects.toBeInstanceOf(
			Locked,
		);
		vi.useRealTimers();
		expect(openVaults().size).toBe(0);
	});

	test("is put off by work, and not by work that comes too late", async () => {
		await unlock(words);
		await afterWaiting(IDLE_MS - 1000);
		touch();
		await afterWaiting(IDLE_MS - 1000);
		expect(openVaults().size).toBe(4);
		await afterWaiting(2000);
		touch();
		expect(openVaults().size).toBe(0);
	});

	test("comes by itself while nobody does anything", async () => {
		vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
		const unlocking = unlock(words);
		await unlocking;
		const told = vi.fn();
		const stop = onLocking(told);
		vi.advanceTimersByTime(IDLE_MS + 20_000);
		stop();
		expect(told).toHaveBeenCalledOnce();
		expect(openVaults().size).toBe(0);
	});

	test("comes with somebody else on this device", async () => {
		await unlock(words);
		await db.identity.clear();
		changed();
		await vi.waitFor(() => expect(openVaults().size).toBe(0));
	});

	test("comes with erasing this device, also where what is unsent stays until it is handed in", async () => {
		await unlock(words);
		await shut("erased");
		await vi.waitFor(() => expect(openVaults().size).toBe(0));
		expect(await db.identity.count()).toBe(1);
	});

	test("forgets what was opened", async () => {
		await server.handIn();
		await unlock(words);
		await openContacts(await fetchQueue());
		lock();
		await expect(openContacts(await fetchQueue())).rejects.toBeInstanceOf(Locked);
	});
});

test("a session that ends while the vaults are open comes back without asking", async () => {
	await unlock(words);
	server.sessionOpen = false;
	expect(await deskRequest("GET", "/contacts")).toEqual({ items: [], next: null });
});

test("whose keys were taken while the vaults are open, theirs close at the next question", async () => {
	await unlock(words);
	server.sessionOpen = false;
	server.keysTaken = true;
	await expect(deskRequest("GET", "/contacts")).rejects.toMatchObject({ code: "session_needed" });
	expect(openVaults().size).toBe(0);
	expect(server.sessionOpen).toBe(false);
});

test("whose session ends while several things are asked at once proves it once for all of them", async () => {
	await unlock(words);
	server.sessionOpen = false;
	server.calls = [];
	await Promise.all([1, 2, 3].map(() => deskRequest("GET", "/contacts")));
	const proofs = server.calls.map(({ path }) => path).filter((path) => path.startsWith("/sessions"));
	expect(proofs).toEqual(["/sessions/challenge", "/sessions"]);

	server.sessionOpen = false;
	await deskRequest("GET", "/contacts");
	expect(server.sessionOpen).toBe(true);
});

describe("a desk that stays open", () => {
	const seal = () => sealInto("consulta", "case.note", "n", { v: 1 });
	const asked = () => server.calls.map(({ path }) => path).filter((path) => path.startsWith("/vaults"));

	test("asks whether there are new keys, and opens and checks nothing again where there are none", async () => {
		await unlock(words);
		const { log } = atTheKeys();
		const verify = vi.spyOn(crypto.subtle, "verify");
		server.calls = [];
		await afterWaiting(31_000);
		await seal();
		await seal();
		expect(asked()).toEqual(["/vaults"]);
		expect([verify.mock.calls.length, atTheKeys().log === log]).toEqual([0, true]);

		await server.rotate("consulta");
		await afterWaiting(31_000);
		expect((await seal()).key_id).toBe(server.log.live("consulta")?.keyId);
		expect(asked().slice(1)).toEqual(["/vaults", "/vaults/mine", "/vaults"]);
		verify.mockRestore();
	});

	test("stays locked where it was locked while it asked", async () => {
		await unlock(words);
		await server.rotate("consulta");
		for (const path of ["/vaults/mine", "/vaults"]) {
			vi.stubGlobal("fetch", async (input: string, init: RequestInit) => {
				const answer = await server.fetch(input, init);
				if (String(input).endsWith(path)) lock();
				return answer;
			});
			await afterWaiting(31_000);
			await expect(seal()).rejects.toBeInstanceOf(Locked);
			expect(openVaults().size).toBe(0);
			vi.stubGlobal("fetch", server.fetch);
			await unlock(words);
		}
	});

	test("is not kept open by asking: the idle time goes on", async () => {
		await unlock(words);
		await server.rotate("consulta");
		await afterWaiting(IDLE_MS - 2000);
		await seal();
		await afterWaiting(3000);
		expect(openVaults().size).toBe(0);
	});
});

describe("the organisation's vaults", () => {
	test("are seen with their holders, recovery among them", async () => {
		const { vaults, head } = await viewVaults();
		expect(vaults.map(({ vault, people }) => [vault, people])).toEqual([
			["field", 1],
			["intake", 1],
			["consulta", 1],
			["leadership", 1],
		]);
		expect(vaults[0]?.holders.map(({ member }) => member === null)).toEqual([false, true]);
		expect(head).toEqual(server.log.head);
	});

	test("count as stored when only the answer was lost", async () => {
		let stored = false;
		vi.stubGlobal("fetch", async (input: string, init: RequestInit) => {
			if (init.method !== "POST") return server.fetch(input, init);
			stored = true;
			throw new TypeError("Failed to fetch");
		});
		expect((await storeVaults(server.made.body)).vaults).toHaveLength(4);
		expect(stored).toBe(true);
	});

	test("of somebody else who was quicker do not count as one's own", async () => {
		const other = await DeskServer.founded();
		vi.stubGlobal("fetch", async (input: string, init: RequestInit) =>
			init.method === "POST" ? json(409, { code: "key_log_moved", message: "…" }) : other.fetch(input, init),
		);
		await expect(storeVaults(server.made.body)).rejects.toMatchObject({ code: "key_log_moved" });
		expect(ORG.id).toBe(other.log.entries[0]?.org);
	});
});

describe("typing words", () => {
	test("four letters tell each word from all others", () => {
		for (const word of WORDS.filter((one, place) => normalise(one).length > 4 && place % 9 === 0)) {
			const begun = normalise(word).slice(0, 4);
			expect(normalise(writtenOut(begun))).toBe(WORDS.map(normalise).find((one) => one.startsWith(begun)));
		}
	});

	test("what is in the list stays, what is nowhere near stays too", () => {
		expect(writtenOut("ola  xyzw plur")).toBe("ola xyzw plural");
	});

	test("hints come from two letters on", () => {
		expect(wordsBeginning("p", 4)).toEqual([]);
		expect(wordsBeginning("PLÚ", 4)).toEqual(
			WORDS.filter((word) => normalise(word).startsWith("plu")).slice(0, 4),
		);
	});
});
