import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "../../canvass/static/device/db";
import { uuidv4 } from "../../canvass/static/device/ids";
import { releasePeople, savePerson, undoPerson } from "../../canvass/static/device/people_saving";
import { contactStatuses } from "../../canvass/static/device/records";
import { endShift, startShift } from "../../canvass/static/device/shifts";
import { sync } from "../../canvass/static/device/sync";
import { counts } from "../../canvass/static/device/truth";
import { nextWake } from "../../canvass/static/device/wake";
import { enrolledPhone, later, lostAnswer, offline } from "./phone";
import { CAMPAIGN, type Server } from "./server";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let server: Server;

async function contact(urgent = false): Promise<string> {
	const envelope = {
		id: uuidv4(),
		kind: "contact" as const,
		campaign: CAMPAIGN,
		week: "2026-W48",
		urgent,
		schema: 1 as const,
		body: { sealed: "c2VhbGVk" },
	};
	return (await savePerson(envelope, { name: "Rosa" })).id;
}

const tap = () => sync({ tapped: true });
const batches = () =>
	server
		.callsTo("/sync/people")
		.map((call) => (call.body as { records: { id: string; envelope: string }[] }).records);

beforeEach(async () => {
	server = await enrolledPhone();
	vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-23T14:02:11Z") });
});

describe("a people's record", () => {
	it("is not sent while it can be undone, nor alone before four hours", async () => {
		await contact();
		await tap();
		later(6 * MINUTE);
		await tap();
		expect(batches()).toEqual([]);
		later(4 * HOUR);
		await tap();
		expect(batches()).toHaveLength(1);
	});

	it("goes once three wait, apart from the visits, with nothing of this phone", async () => {
		const ids = [await contact(), await contact(), await contact()];
		later(6 * MINUTE);
		await tap();
		const [call] = server.callsTo("/sync/people");
		expect(
			batches()[0]
				?.map((one) => one.id)
				.sort(),
		).toEqual(ids.sort());
		expect(Object.keys(call?.body as object).sort()).toEqual(["client", "records"]);
		const keys = Object.keys(JSON.parse(batches()[0]?.[0]?.envelope ?? "{}"));
		expect(keys.sort()).toEqual(["body", "campaign", "id", "kind", "schema", "urgent", "week"]);
		expect(call?.credentials).toBe("omit");
		expect(server.callsTo("/sync/push")).toEqual([]);
		expect(await counts()).toMatchObject({ sent: 3, waiting: 0 });
	});

	it("goes shuffled", async () => {
		const ids: string[] = [];
		for (let n = 0; n < 12; n += 1) ids.push(await contact());
		later(6 * MINUTE);
		await tap();
		const sent = batches()[0]?.map((one) => one.id) ?? [];
		expect([...sent].sort()).toEqual([...ids].sort());
		expect(sent).not.toEqual(ids);
		expect(sent).not.toEqual([...ids].sort());
	});

	it("goes alone when it is urgent, after the undo", async () => {
		await contact(true);
		await tap();
		expect(batches()).toEqual([]);
		expect(await nextWake(Date.now())).toBeLessThanOrEqual(6 * MINUTE);
		later(6 * MINUTE);
		await tap();
		expect(batches()).toHaveLength(1);
	});

	it("goes at once on `send now`, and can't be undone then", async () => {
		const id = await contact();
		await releasePeople(id);
		await tap();
		expect(batches()[0]?.map((one) => one.id)).toEqual([id]);
		expect(await undoPerson(id)).toBeNull();
	});

	it("goes when the shift ends, once it is no longer held", async () => {
		await startShift(null);
		await contact();
		await endShift();
		await tap();
		expect(batches()).toEqual([]);
		later(6 * MINUTE);
		await tap();
		expect(batches()).toHaveLength(1);
	});

	it("comes back as the form within five minutes, and leaves nothing", async () => {
		const id = await contact();
		expect(await undoPerson(id)).toEqual({ name: "Rosa" });
		expect(await db.people.count()).toBe(0);
		expect(await undoPerson(id)).toBeNull();
		const late = await contact();
		later(5 * MINUTE + 1);
		expect(await undoPerson(late)).toBeNull();
		expect(await db.people.count()).toBe(1);
	});

	it("is offered again, the same bytes, until a backup covers it; then only its id stays", async () => {
		const id = await contact(true);
		later(6 * MINUTE);
		await tap();
		expect(await db.people.get(id)).toMatchObject({ state: "received" });
		await tap();
		expect(batches()).toHaveLength(1);
		later(8 * HOUR);
		server.peopleBackedUp = true;
		await tap();
		expect(batches()[1]).toEqual(batches()[0]);
		expect(await db.people.get(id)).toMatchObject({ state: "handed_in", envelope: "" });
		expect(await counts()).toMatchObject({ sent: 1, waiting: 0 });
		expect(await contactStatuses()).toEqual([{ id, week: "2026-W48", status: "waiting" }]);
		const asked = server.callsTo("/contacts/statuses")[0];
		expect(asked?.headers.has("Authorization")).toBe(false);
		expect(asked?.credentials).toBe("omit");
		expect(Object.keys(asked?.body as object)).toEqual(["ids"]);
		later(40 * 24 * HOUR);
		await tap();
		expect(await db.people.count()).toBe(0);
	});

	it.each([lostAnswer, offline])("survives a fault, and is there once", async (fault) => {
		const id = await contact(true);
		later(6 * MINUTE);
		server.faults = [fault];
		await tap();
		expect(await db.people.get(id)).toMatchObject({ state: "saved" });
		await tap();
		expect(await db.people.get(id)).toMatchObject({ state: "received" });
		expect(server.people.size).toBe(1);
	});

	it("that the server refuses stays and is shown", async () => {
		const id = await contact(true);
		later(6 * MINUTE);
		server.verdicts.set(id, { verdict: "refused", reason: "bad_body" });
		await tap();
		expect(await db.people.get(id)).toMatchObject({ state: "needs_you", reason: "bad_body" });
		expect(await counts()).toMatchObject({ needs_you: 1, sent: 0 });
	});
});
