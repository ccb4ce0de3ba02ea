import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { putOffFor, standsText } from "../../canvass/static/app/record_words";
import { db, type OutboxRecord, readMeta } from "../../canvass/static/device/db";
import { save } from "../../canvass/static/device/outbox";
import { doorsFile } from "../../canvass/static/device/outbox_file";
import { sync } from "../../canvass/static/device/sync";
import { counts, syncState } from "../../canvass/static/device/truth";
import { captivePortal, enrolledPhone, later, lostAnswer, offline, outbox, states } from "./phone";
import { door, json, type Server } from "./server";

const HOUR = 3_600_000;
let server: Server;

const record = (n = 1) => save("visit.recorded", { door: door(n), result: "not_home", literature: false });
const pushes = () =>
	server
		.callsTo("/sync/push")
		.map((call) => (call.body as { events: { id: string; envelope: string }[] }).events);
const sizes = () => pushes().map((events) => events.length);
const tap = () => sync({ tapped: true });

/** The push fails with `answer`, all else goes through. */
function pushFails(answer: () => Response | Error, times = Infinity): void {
	let left = times;
	server.fault = { before: (call) => (call.path === "/sync/push" && left-- > 0 ? answer() : undefined) };
}

beforeEach(async () => {
	server = await enrolledPhone();
});

describe("handing in", () => {
	it("sends with the push token and without the session", async () => {
		await record();
		expect(await sync()).toEqual({ ok: true, fault: null });
		const [call] = server.callsTo("/sync/push");
		expect(call?.headers.get("Authorization")).toBe("Bearer push-token");
		expect(call?.credentials).toBe("omit");
		expect(await states()).toEqual(["received"]);
		expect(await counts()).toMatchObject({ sent: 1, waiting: 0 });
	});

	it("sends the same bytes again after a lost answer, and the server has them once", async () => {
		const id = await record();
		server.faults = [lostAnswer];
		expect(await sync()).toEqual({ ok: false, fault: "offline" });
		expect(await states()).toEqual(["saved"]);
		expect(server.events.has(id)).toBe(true);
		expect(await tap()).toEqual({ ok: true, fault: null });
		const [first, second] = pushes();
		expect(second).toEqual(first);
		expect(await states()).toEqual(["received"]);
		expect(server.rows[0]?.attempts).toBe(1);
		expect(await counts()).toMatchObject({ sent: 1, waiting: 0 });
	});

	it("sends what a killed page had begun to send", async () => {
		const id = await record();
		await db.outbox.update(id, { state: "sending" });
		await sync();
		expect(await states()).toEqual(["received"]);
	});

	it("takes an answer without a verdict for each id for a network fault", async () => {
		await record(1);
		await record(2);
		server.faults = [
			{
				after: () =>
					json(200, {
						verdicts: [{ id: "x", verdict: "accepted", reason: null, retry_after: null }],
						outboxes: [],
						server_time: new Date().toISOString(),
						min_client: "0.1.0",
					}),
			},
		];
		expect(await sync()).toEqual({ ok: false, fault: "not_ours" });
		expect(await states()).toEqual(["saved", "saved"]);
	});

	it.each([
		["a captive portal", captivePortal, "not_ours"],
		["a portal that answers in JSON", { before: () => json(200, { ok: true }) }, "not_ours"],
		["a portal's 403", { before: () => new Response("pay", { status: 403 }) }, "not_ours"],
		["a cut body", { after: () => new Response('{"verdicts": [', { status: 200 }) }, "not_ours"],
		["no network", offline, "offline"],
		["a time-out", { before: () => new DOMException("late", "TimeoutError") }, "timeout"],
	])("loses nothing to %s", async (_, fault, name) => {
		await record();
		server.faults = [fault as never];
		expect(await sync()).toEqual({ ok: false, fault: name });
		expect(await states()).toEqual(["saved"]);
		await tap();
		expect(await states()).toEqual(["received"]);
	});

	it("shows what the server keeps for a human, and sends it no more", async () => {
		server.verdicts.set(await record(1), { verdict: "quarantined", reason: "door_unknown" });
		server.verdicts.set(await record(2), { verdict: "conflict", reason: "other_body" });
		await record(3);
		await sync();
		expect(await states()).toEqual(["checking", "needs_you", "received"]);
		expect((await outbox()).map((one) => one.reason)).toEqual(["door_unknown", "other_body", null]);
		await tap();
		expect(pushes()).toHaveLength(1);
		expect(await counts()).toMatchObject({ checking: 1, needs_you: 1 });
		expect(JSON.parse((await doorsFile()) ?? "").events).toHaveLength(1);
	});

	it("comes again after `retry`, and not before", async () => {
		const id = await record();
		server.verdicts.set(id, { verdict: "retry", retry_after: 120 });
		await sync();
		server.verdicts.clear();
		await tap();
		expect(pushes()).toHaveLength(1);
		later(121_000);
		await tap();
		expect(await states()).toEqual(["received"]);
	});

	it("halves on 413 until each goes, and sets aside the one that never does", async () => {
		const ids = [await record(1), await record(2), await record(3)];
		const poison = ids[1];
		server.fault = {
			before: (call) =>
				call.path === "/sync/push" && JSON.stringify(call.body).includes(`"id":"${poison}"`)
					? json(413, { code: "too_large", message: "…" })
					: undefined,
		};
		await sync();
		expect(await states()).toEqual(["received", "needs_you", "received"]);
		expect((await outbox())[1]).toMatchObject({ stuck: true, reason: "stuck", failures: 6 });
		server.fault = null;
		await record(3);
		await tap();
		const last = pushes()
			.at(-1)
			?.map((event) => event.id);
		expect(last).toEqual([poison]);
		expect(await states()).toEqual(["received", "received", "received", "received"]);
	});

	it("begins with 50, doubles to 100, and halves on a server error", async () => {
		for (let n = 0; n < 160; n += 1) await record(1);
		await sync();
		expect(sizes()).toEqual([50, 100, 10]);
		for (let n = 0; n < 60; n += 1) await record(1);
		pushFails(() => json(500, { code: "internal", message: "…" }), 1);
		await tap();
		await tap();
		expect(sizes().slice(3)).toEqual([60, 30, 30]);
	});

	it("keeps a request within 256 KiB", async () => {
		const note = "A".repeat(9000);
		for (let n = 0; n < 40; n += 1) {
			await save("visit.recorded", { door: door(1), result: "not_home", literature: false, note });
		}
		await sync();
		const bytes = server.callsTo("/sync/push").map((call) => JSON.stringify(call.body).length);
		expect(Math.max(...bytes)).toBeLessThanOrEqual(256 * 1024);
		expect(sizes().reduce((a, b) => a + b)).toBe(40);
	});

	it("waits as long as the server asks, also when tapped", async () => {
		await record();
		pushFails(() => json(503, { code: "unavailable", message: "…" }, { "Retry-After": "30" }), 1);
		await sync();
		expect(await tap()).toEqual({ ok: false, fault: "waits" });
		expect((await syncState()).waits_until).toBeGreaterThan(Date.now() + 25_000);
		later(31_000);
		expect((await sync()).ok).toBe(true);
		expect(await states()).toEqual(["received"]);
	});

	it("backs off by itself, and a clock that was wrong when it did does not hold it for years", async () => {
		await record();
		server.faults = [offline];
		later(10 * 365 * 24 * HOUR);
		await sync();
		expect((await readMeta("pace"))?.failures).toBe(1);
		later(-10 * 365 * 24 * HOUR);
		expect((await sync()).ok).toBe(true);
	});

	it("one flight at a time, and what is saved meanwhile goes right behind", async () => {
		await record(1);
		const first = sync();
		const second = sync();
		await record(2);
		const third = sync();
		await Promise.all([first, second, third]);
		expect(await states()).toEqual(["received", "received"]);
		expect(pushes().flat()).toHaveLength(2);
	});
});

describe("acknowledged events", () => {
	it("stay until a backup covers them", async () => {
		await record(1);
		await sync();
		expect(await states()).toEqual(["received"]);
		server.backedUpThrough = 1;
		await record(2);
		await tap();
		expect((await outbox()).map((one) => one.device_seq)).toEqual([2]);
	});

	it("or for 72 hours", async () => {
		await record(1);
		await sync();
		later(71 * HOUR);
		await record(2);
		await tap();
		expect(await outbox()).toHaveLength(2);
		later(2 * HOUR);
		await record(3);
		await tap();
		expect((await outbox()).map((one) => one.device_seq)).toEqual([2, 3]);
	});

	it("unacknowledged ones never go, however old", async () => {
		await record(1);
		server.faults = [offline];
		await sync();
		later(400 * 24 * HOUR);
		server.faults = [offline];
		await tap();
		expect(await states()).toEqual(["saved"]);
	});

	it("are not mistaken for those that still wait, whatever a backup is said to cover", async () => {
		server.verdicts.set(await record(1), { verdict: "retry", retry_after: 120 });
		server.backedUpThrough = 9;
		await record(2);
		await sync();
		expect(await states()).toEqual(["saved"]);
		expect((await outbox())[0]?.device_seq).toBe(1);
	});

	it("are offered again when a restored backup has lost them", async () => {
		await record(1);
		await record(2);
		await sync();
		server.events.clear();
		await record(3);
		await tap();
		expect(server.events.size).toBe(3);
		expect(await states()).toEqual(["received", "received", "received"]);
		expect(await counts()).toMatchObject({ sent: 3, lost: 0 });
	});

	it("that the server never received and are no longer here are told", async () => {
		const lost = await record(1);
		await db.outbox.delete(lost);
		await record(2);
		await sync();
		expect(await counts()).toMatchObject({ lost: 1 });
	});
});

describe("a refused token", () => {
	it("keeps everything, and says so", async () => {
		await record();
		pushFails(() => json(401, { code: "session_needed", message: "…" }));
		await sync();
		expect(await states()).toEqual(["saved"]);
		expect((await syncState()).push_refused).toBe(true);
	});
});

describe("what the server set apart", () => {
	it("is asked about once it is decided, also if something newer was received", async () => {
		const [letIn, thrown] = [await record(1), await record(2)];
		server.verdicts.set(letIn, { verdict: "quarantined", reason: "revoked" });
		server.verdicts.set(thrown, { verdict: "quarantined", reason: "revoked" });
		await record(3);
		for (const one of await outbox()) server.events.set(one.id, one.envelope);
		await sync();
		expect(await states()).toEqual(["checking", "checking", "received"]);

		server.verdicts.set(letIn, { verdict: "duplicate" });
		server.verdicts.set(thrown, { verdict: "quarantined", reason: "discarded" });
		later(7 * HOUR);
		await tap();
		expect(await states()).toEqual(["received", "received", "received"]);
		const [first, second] = (await outbox()).map(standsText);
		expect(first).toBe("recibido");
		expect(second).toBe("revisado: no cuenta");
		expect(await counts()).toMatchObject({ checking: 0 });
	});

	it("finds no room there: it stays here, says so, and is offered again when it may", async () => {
		const id = await record(1);
		server.verdicts.set(id, { verdict: "retry", reason: "full", retry_after: 6 * 3600 });
		await sync();
		expect(await states()).toEqual(["saved"]);
		expect(standsText((await outbox())[0] as OutboxRecord)).toBe("aquí, hasta que revisen lo demás");
		expect(putOffFor(await outbox(), "full")).toBe(true);
		expect(putOffFor(await outbox(), "held")).toBe(false);

		server.verdicts.delete(id);
		later(HOUR);
		await tap();
		expect(await states()).toEqual(["saved"]);
		later(6 * HOUR);
		await tap();
		expect(await states()).toEqual(["received"]);
		expect(putOffFor(await outbox(), "full")).toBe(false);
	});
});

it("a visit that came late says so, also after it was offered again", async () => {
	const id = await record(1);
	server.verdicts.set(id, { verdict: "accepted", late: true });
	await sync();
	expect((await outbox()).map(standsText)).toEqual(["recibido, llegó tarde"]);

	server.verdicts.set(id, { verdict: "duplicate" });
	later(7 * HOUR);
	await tap();
	expect((await outbox()).map(standsText)).toEqual(["recibido, llegó tarde"]);
});

it("a visit that came late says so although the first answer was lost", async () => {
	server.verdicts.set(await record(1), { verdict: "duplicate", late: true });
	await sync();
	expect((await outbox()).map(standsText)).toEqual(["recibido, llegó tarde"]);
});
