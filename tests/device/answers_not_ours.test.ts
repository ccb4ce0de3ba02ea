import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "../../canvass/static/device/db";
import { signOut } from "../../canvass/static/device/enrolment";
import { doorsFile, peopleFile } from "../../canvass/static/device/outbox_file";
import { savePerson } from "../../canvass/static/device/people_saving";
import { sync } from "../../canvass/static/device/sync";
import { counts, syncState } from "../../canvass/static/device/truth";
import { returnTurf } from "../../canvass/static/device/turfs";
import { recordVisit } from "../../canvass/static/device/visits";
import { enrolledPhone, later, outbox, states } from "./phone";
import { CAMPAIGN, door, json, type Server, TURF } from "./server";

const visit = (n = 1) => recordVisit({ door: door(n), turf: TURF, result: "not_home", literature: false });
const tap = () => sync({ tapped: true });
const redirect = () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
let server: Server;

const PORTALS: [string, () => Response, string?][] = [
	["a page in place of the answer", () => new Response("<html>Welcome</html>", { status: 200 })],
	["JSON of another shape", () => json(200, { ok: true })],
	["an empty list", () => json(200, [])],
	["null", () => json(200, null)],
	["nothing at all", () => new Response(null, { status: 204 })],
	["a page that asks to sign in", () => new Response("<html>Login</html>", { status: 401 })],
	["JSON that asks to sign in", () => json(401, { code: 511, error: "login required" })],
	["JSON that forbids", () => json(403, { message: "blocked by policy" })],
	["a 511", () => json(511, { message: "network authentication required" }), "http_511"],
	["a redirection to its login", () => Object.defineProperty(redirect(), "ok", { value: false })],
];

beforeEach(async () => {
	server = await enrolledPhone();
	await sync();
});

describe.each(PORTALS)("a network that answers with %s", (_, answer, fault = "not_ours") => {
	beforeEach(async () => {
		await visit();
		server.fault = { before: answer };
	});

	it("is seen through: nothing is taken for sent, ended or lost", async () => {
		expect(await tap()).toEqual({ ok: false, fault });
		expect(await states()).toEqual(["saved"]);
		expect(await syncState()).toMatchObject({ session: "open", push_refused: false, update_needed: false });
		expect(await db.rows.count()).toBe(3);
		server.fault = null;
		expect(await tap()).toMatchObject({ ok: true });
		expect(await states()).toEqual(["received"]);
	});

	it("takes no turf back and ends no session", async () => {
		await expect(returnTurf(TURF)).rejects.toThrow();
		expect(await db.leases.count()).toBe(1);
		server.fault = null;
		await tap();
		server.fault = { before: answer };
		if (answer().status === 204) return;
		await expect(signOut()).rejects.toThrow();
		expect(await db.identity.count()).toBe(1);
	});
});

it("asks the browser not to follow where it is sent", async () => {
	const fetched = vi.fn(server.fetch);
	vi.stubGlobal("fetch", fetched);
	await tap();
	for (const [, init] of fetched.mock.calls) expect(init?.redirect).toBe("manual");
});

it("says to who taps what the network answered, also where something else wanted to send meanwhile", async () => {
	await visit();
	server.fault = { before: () => new Response("<html>Welcome</html>", { status: 200 }) };
	const tapped = tap();
	void sync();
	expect((await tapped).fault).toBe("not_ours");
});

describe("a server that no longer speaks with this build", () => {
	it("is told of, and is handed everything all the same", async () => {
		server.minClient = "9.0.0";
		await visit();
		expect(await tap()).toMatchObject({ ok: true });
		expect(await syncState()).toMatchObject({ update_needed: true });
		await visit(2);
		await tap();
		expect(await states()).toEqual(["received", "received"]);
	});

	it("that names no version at all is not believed", async () => {
		server.minClient = 9 as never;
		await visit();
		expect(await tap()).toEqual({ ok: false, fault: "not_ours" });
		expect(await states()).toEqual(["saved"]);
	});
});

describe("a phone with nothing new to say", () => {
	it("asks after six hours what the server has, and lets go of what a backup covers", async () => {
		await visit();
		await tap();
		await tap();
		expect(server.callsTo("/sync/push")).toHaveLength(1);
		server.backedUpThrough = 1;
		later(6 * 3_600_000 + 1);
		await tap();
		expect(server.callsTo("/sync/push")).toHaveLength(2);
		expect(await outbox()).toHaveLength(0);
		expect(await counts()).toMatchObject({ sent: 1, waiting: 0 });
	});

	it("notices a restored backup, and offers all again", async () => {
		await visit(1);
		await visit(2);
		await tap();
		server.events.clear();
		later(7 * 3_600_000);
		await tap();
		await tap();
		expect(server.events.size).toBe(2);
		expect(await states()).toEqual(["received", "received"]);
	});

	it("offers all again when the log is another one", async () => {
		await visit();
		await tap();
		server.events.clear();
		server.fault = {
			before: (call) =>
				call.path.startsWith("/sync/pull") ? json(409, { code: "log_changed", message: "…" }) : undefined,
		};
		await tap();
		expect(await states()).toEqual(["saved"]);
		await tap();
		expect(server.events.size).toBe(1);
	});
});

describe("the outbox as a file", () => {
	it("holds what the server lacks, byte for byte, doors and people apart, and no secret", async () => {
		await visit(1);
		await tap();
		const id = await visit(2);
		const person = "0a000000-0000-4000-8000-000000000001";
		const envelope = {
			id: person,
			kind: "contact" as const,
			campaign: CAMPAIGN,
			week: "2026-W48",
			urgent: false,
		};
		await savePerson({ ...envelope, schema: 1, body: { sealed: "c2VhbGVk" } }, null);
		const [doors, people] = [await doorsFile(), await peopleFile()];
		const held = (await outbox()).find((one) => one.id === id);
		expect(JSON.parse(doors ?? "")).toEqual({
			format: "canvass outbox",
			version: 1,
			device: "de000000-0000-4000-8000-000000000001",
			events: [{ id, envelope: held?.envelope }],
			records: [],
			proof: expect.stringMatching(/^[\w-]{43}$/),
		});
		expect(JSON.parse(people ?? "")).toEqual({
			format: "canvass outbox",
			version: 1,
			device: null,
			events: [],
			records: [{ id: person, envelope: (await db.people.get(person))?.envelope }],
			proof: null,
		});
		expect(`${doors}${people}`).not.toMatch(/push-token|Calle Roble|Alma/);
		expect(await states()).toEqual(["received", "saved"]);
		expect(await db.people.count()).toBe(1);
	});

	it("is none where nothing waits", async () => {
		expect(await doorsFile()).toBeNull();
		expect(await peopleFile()).toBeNull();
	});
});
