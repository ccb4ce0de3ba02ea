import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { killAll, processOf } from "./processes";
import { ALMA, CAMPAIGN, door, json, ORG, Server } from "./server";

const visit = (n: number) => ({ door: door(n), result: "not_home" as const, literature: false });
const device = { id: "de000000-0000-4000-8000-000000000001" };
let server: Server;

/** `page`, `tab` and `worker`, each with the device's code of its own, over one store. */
beforeEach(async () => {
	killAll();
	server = new Server();
	vi.stubGlobal("fetch", server.fetch);
	vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-23T14:00:00Z") });
	const { db, erasePhone } = await processOf("page");
	await erasePhone({ losing: Infinity });
	await db.identity.put({ key: "me", member: ALMA, device, org: ORG, push_token: "push-token", pin: null });
});

afterEach(() => {
	killAll();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

describe("two tabs and the worker", () => {
	it("number what they save at once without gap or double", async () => {
		const [page, tab] = [await processOf("page"), await processOf("tab")];
		const saving = [1, 2, 3, 4, 5].flatMap((n) => [
			page.save("visit.recorded", visit(n)),
			tab.save("visit.recorded", visit(n + 5)),
		]);
		await Promise.all(saving);
		const numbers = (await page.db.outbox.toArray()).map((one) => one.device_seq).sort((a, b) => a - b);
		expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
	});

	it("lose nothing of what each notes at the same time", async () => {
		const [page, worker] = [await processOf("page"), await processOf("worker")];
		const fresh = { key: "people_sent" as const, n: 0 };
		const noting = Array.from({ length: 20 }, () => [
			page.changeMeta(fresh, ({ n }) => ({ n: n + 1 })),
			worker.changeMeta(fresh, ({ n }) => ({ n: n + 1 })),
		]);
		await Promise.all(noting.flat());
		expect((await page.readMeta("people_sent"))?.n).toBe(40);
	});

	it("a tab that was slow spoils nothing of what the other one has finished", async () => {
		const [page, tab] = [await processOf("page"), await processOf("tab")];
		for (let n = 0; n < 25; n += 1) {
			const envelope = { id: page.uuidv4(), kind: "contact" as const, campaign: CAMPAIGN, week: "2026-W48" };
			await page.savePerson({ ...envelope, urgent: true, schema: 1, body: { sealed: "c2VhbGVk" } }, null);
		}
		await page.releasePeople();
		server.peopleBackedUp = true;
		// The first tab's first batch is under way while the other hands all in; its second batch is offered in vain.
		let answers = 0;
		vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
			const slow = new Headers(init?.headers).get("Accept-Language") === "page";
			if (slow && url.endsWith("/sync/people")) {
				answers += 1;
				if (answers === 1) await tab.sync({ tapped: true });
				else throw new TypeError("Failed to fetch");
			}
			return server.fetch(url, init);
		});
		await page.sync({ tapped: true });
		await tab.sync({ tapped: true });
		const states = new Set((await page.db.people.toArray()).map((one) => one.state));
		expect(states).toEqual(new Set(["handed_in"]));
		expect(await page.counts()).toMatchObject({ sent: 25, waiting: 0, needs_you: 0 });
		expect([...server.people.values()]).not.toContain("");
	});
});

describe("a server restored from its backup", () => {
	it("gets everything again, however often that happens", async () => {
		const page = await processOf("page");
		await page.save("visit.recorded", visit(1));
		await page.save("visit.recorded", visit(2));
		await page.sync({ tapped: true });
		for (const n of [3, 4]) {
			server.events.clear();
			await page.save("visit.recorded", visit(n));
			await page.sync({ tapped: true });
			expect(server.events.size).toBe(n);
		}
		expect(await page.counts()).toMatchObject({ sent: 4, waiting: 0, lost: 0 });
	});

	it("that asks to wait until a lead has looked is waited for, and nothing goes meanwhile", async () => {
		const page = await processOf("page");
		const id = await page.save("visit.recorded", visit(1));
		await page.sync({ tapped: true });
		server.events.clear();
		server.backedUpThrough = 9;
		server.verdicts.set(id, { verdict: "retry", retry_after: 3600 });
		server.faults = [{ before: () => json(503, { code: "unavailable", message: "…" }) }];
		vi.setSystemTime(new Date("2026-11-23T21:00:00Z"));
		await page.sync({ tapped: true });
		await page.sync({ tapped: true });
		expect(await page.counts()).toMatchObject({ sent: 1, waiting: 1 });
		server.verdicts.clear();
		vi.setSystemTime(new Date("2026-11-23T22:30:00Z"));
		await page.sync({ tapped: true });
		expect(server.events.size).toBe(1);
	});
});
