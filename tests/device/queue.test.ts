import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
	askArrivals,
	fetchQueue,
	openContact,
	openContacts,
	type QueuedContact,
	type ReviewedContact,
	withArrivals,
} from "../../canvass/static/device/queue";
import { Locked, lock } from "../../canvass/static/device/unlocked";
import { DeskServer, unlockedDesk } from "./desk";

const founded = await DeskServer.founded();
let server = founded;

beforeEach(async () => {
	server = await unlockedDesk(founded);
});

afterEach(() => vi.unstubAllGlobals());

async function handIn(count: number, clear: Partial<QueuedContact> = {}): Promise<void> {
	for (let n = 0; n < count; n++) await server.handIn({ name: `Rosa ${n}` }, clear);
}

/** Time enough to open all the others. */
const SLOW_FRAME_MS = 60;

const nameOf = (one: ReviewedContact) => one.body?.name;

describe("a long queue", () => {
	test("comes in pages, and its first one is there before the others", async () => {
		await handIn(5);
		server.page = 2;
		const firsts: number[] = [];
		const asked = () => server.calls.filter(({ path }) => path === "/contacts").length;
		const whole = await fetchQueue((page) => firsts.push(page.length, asked()));
		expect([firsts, whole.length, asked()]).toEqual([[2, 1], 5, 3]);
	});

	test("is shown in parts, those first that wait, and never twice as the same part", async () => {
		await handIn(60, { state: "closed" });
		await handIn(50);
		const parts: (string | undefined)[][] = [];
		const done: number[] = [];
		const whole = await openContacts(await fetchQueue(), {
			partly: (found) => parts.push(found.map(({ contact }) => contact.state)),
			progress: (n) => done.push(n),
		});
		expect(parts.map((part) => part.length)).toEqual([48]);
		expect(new Set(parts[0])).toEqual(new Set(["new"]));
		expect([whole.length, new Set(whole.map(({ contact }) => contact.id)).size]).toEqual([110, 110]);
		expect(done.at(-1)).toBe(110);
	});

	test("is drawn as far as it is open before more of it is", async () => {
		await handIn(60);
		let open = 0;
		const atFrames: number[] = [];
		const progress = (n: number) => {
			open = n;
		};
		vi.stubGlobal("requestAnimationFrame", (draw: () => void) =>
			setTimeout(() => {
				atFrames.push(open);
				draw();
			}, SLOW_FRAME_MS),
		);
		await openContacts(await fetchQueue(), { progress });
		expect(atFrames).toContain(48);
	});

	test("opens also on a page that nobody sees, which draws nothing", async () => {
		await handIn(60);
		vi.stubGlobal("requestAnimationFrame", () => 0);
		expect(await openContacts(await fetchQueue())).toHaveLength(60);
	});

	test("that is short is shown at once, whole", async () => {
		await handIn(3);
		const parts: ReviewedContact[][] = [];
		const whole = await openContacts(await fetchQueue(), { partly: (found) => parts.push(found) });
		expect(parts).toEqual([]);
		expect(whole.map(nameOf).sort()).toEqual(["Rosa 0", "Rosa 1", "Rosa 2"]);
	});

	test("that is locked while it opens gives nothing any more", async () => {
		await handIn(1);
		const [contact] = await fetchQueue();
		const opening = openContact(contact as QueuedContact);
		lock();
		await expect(opening).rejects.toBeInstanceOf(Locked);
	});
});

describe("a key that somebody made anew meanwhile", () => {
	const keysAsked = () => server.calls.filter(({ path }) => path === "/vaults/mine").length;

	test("is followed by who has the vaults open, asked for once", async () => {
		await handIn(1);
		await server.rotate("intake");
		await handIn(30);
		const before = keysAsked();
		const whole = await openContacts(await fetchQueue());
		expect(whole.filter(({ body }) => body === null)).toEqual([]);
		expect([whole.length, keysAsked() - before]).toEqual([31, 1]);
	});

	test("that is not given to them leaves its records unread, asked for once as well", async () => {
		await server.rotate("intake");
		await handIn(30);
		const { wraps } = server.made.body;
		server.made = { ...server.made, body: { ...server.made.body, wraps: wraps.slice(0, -1) } };
		const before = keysAsked();
		for (let n = 0; n < 2; n++) {
			const whole = await openContacts(await fetchQueue());
			expect(new Set(whole.map((one) => (one.body === null ? one.code : "opened")))).toEqual(
				new Set(["key_missing"]),
			);
		}
		expect(keysAsked() - before).toBe(1);
	});
});

describe("what comes while the queue is open", () => {
	test("is asked for without anything sealed, and joins what was read before", async () => {
		await handIn(2);
		const before = await fetchQueue();
		expect(await askArrivals(before)).toEqual([]);
		await handIn(1);
		const ids = await askArrivals(before);
		expect(ids).toEqual([server.contacts[2]?.id]);
		expect(server.asked.at(-1)).toContain("sealed=false");
		const after = await withArrivals(before, ids);
		expect(after.slice(0, 2)).toEqual(before);
		expect((await openContacts(after)).map(nameOf)).toHaveLength(3);
		expect(await askArrivals(after)).toEqual([]);
	});

	test("is the whole queue where much came at once", async () => {
		const before = await fetchQueue();
		await handIn(21);
		expect(await withArrivals(before, await askArrivals(before))).toHaveLength(21);
	});
});
