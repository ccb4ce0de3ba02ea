import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
	type ContactForm,
	emptyContact,
	roomInContact,
	saveContact,
	sendNow,
	undoContact,
} from "../../canvass/static/device/contacts";
import { db } from "../../canvass/static/device/db";
import { askHeldHours, heldHours } from "../../canvass/static/device/held_hours";
import { releasePeople } from "../../canvass/static/device/people_saving";
import { drawSlots } from "../../canvass/static/device/slot_offers";
import { sync } from "../../canvass/static/device/sync";
import type { HomeSlot } from "../../canvass/static/device/types";
import { openRecord } from "../../canvass/static/device/vaults";
import { keyholder } from "./keyholder";
import { enrolledPhone, later, offline } from "./phone";
import { CAMPAIGN, door, type Server, TURF } from "./server";

const MINUTE = 60_000;
const slot = (n: number, languages = ["es"]): HomeSlot => ({
	id: `51000000-0000-4000-8000-00000000000${n}`,
	day: "2026-12-01",
	begins: `1${n}:00`,
	ends: `1${n}:30`,
	place: "Centro comunitario",
	languages,
});
const SLOTS = [1, 2, 3, 4, 5, 6, 7].map((n) => slot(n));
const tap = () => sync({ tapped: true });
let server: Server;

const { made, vaults } = await keyholder();

beforeEach(async () => {
	server = await enrolledPhone();
	vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-24T14:00:00Z") });
	server.keyLog = made.body.entries;
	server.slots = { week: "2026-W48", items: SLOTS };
	await sync();
});

function form(changes: Partial<ContactForm> = {}): ContactForm {
	const source = { kind: "door" as const, door: door(1), turf: TURF, address: "2 Calle Roble" };
	const filled = emptyContact({ campaign: CAMPAIGN, source, language: "es", words: "¿Sí?" });
	return {
		...filled,
		name: "Rosa",
		channel: "visit",
		slot: slot(1),
		consent: { ...filled.consent, purposes: ["consulta"] },
		...changes,
	};
}

const people = async () => (await db.people.toArray()).map(({ kind }) => kind).sort();
const sent = () =>
	server.callsTo("/sync/people").map(({ body }) => (body as { records: { id: string }[] }).records);

describe("the hours that a form offers", () => {
	it("are four of those that travel, by hour, and others the next time", async () => {
		const drawn = await Promise.all(Array.from({ length: 20 }, () => drawSlots("es", null)));
		for (const { slots } of drawn) {
			expect(slots).toHaveLength(4);
			expect(slots).toEqual([...slots].sort((a, b) => a.begins.localeCompare(b.begins)));
		}
		expect(new Set(drawn.map(({ slots }) => JSON.stringify(slots))).size).toBeGreaterThan(3);
	});

	it("hold the one that was chosen, and the person's language where there is any", async () => {
		expect((await drawSlots("es", slot(7))).slots).toContainEqual(slot(7));
		server.slots = { week: "2026-W48", items: [...SLOTS, slot(8, ["mam"])] };
		await tap();
		expect((await drawSlots("mam", null)).slots).toEqual([slot(8, ["mam"])]);
		expect((await drawSlots("ko", null)).slots).toHaveLength(4);
	});

	it("are none in another week, and none where none travel", async () => {
		later(7 * 24 * 60 * MINUTE);
		expect(await drawSlots("es", null)).toEqual({ slots: [], tooOld: true });
		server.slots = { week: "2026-W49", items: [] };
		await tap();
		expect(await drawSlots("es", null)).toEqual({ slots: [], tooOld: false });
		await db.home.toCollection().modify((home) => {
			delete home.slots;
		});
		expect(await drawSlots("es", null)).toEqual({ slots: [], tooOld: false });
	});
});

describe("an hour held at a door", () => {
	it("says in clear which slot it is, and under the seal whose", async () => {
		const { id, hold } = await saveContact(form());
		const envelope = JSON.parse((await db.people.get(hold ?? ""))?.envelope ?? "{}");
		expect(Object.keys(envelope).sort()).toEqual([
			"body",
			"campaign",
			"id",
			"kind",
			"schema",
			"urgent",
			"week",
		]);
		expect(envelope).toMatchObject({ id: hold, kind: "hold", urgent: false, body: { slot: slot(1).id } });
		expect(JSON.stringify(await db.people.get(hold ?? ""))).not.toContain(id);
		const sealed = await openRecord(vaults, "intake", "hold", hold ?? "", envelope.body.sealed);
		expect(sealed).toMatchObject({ v: 1, id: hold, slot: slot(1).id, contact: id, week: envelope.week });
	});

	it("leaves room under the contact's seal for a review that says so", () => {
		expect(roomInContact(form({ slot: null })) - roomInContact(form())).toBe(48);
		expect(JSON.stringify({ slot: slot(1).id }).length - 1).toBeLessThanOrEqual(48);
	});

	it("is not held for whoever did not agree to Consulta", async () => {
		const consent = { purposes: ["alerts" as const], language: "es", words: "¿Sí?" };
		expect((await saveContact(form({ consent }))).hold).toBeNull();
		expect(await people()).toEqual(["contact"]);
	});

	it("is taken back with its contact, and only together", async () => {
		const first = await saveContact(form());
		expect(await people()).toEqual(["contact", "hold"]);
		expect(await undoContact(first.id)).toEqual(form());
		expect(await people()).toEqual([]);
		const second = await saveContact(form());
		await releasePeople(second.hold ?? "");
		await tap();
		expect(await undoContact(second.id)).toBeNull();
		expect(await people()).toEqual(["contact", "hold"]);
	});

	it("goes with an urgent contact, or when that is sent, and is no company for it", async () => {
		await saveContact(form());
		const { hold } = await saveContact(form({ slot: null }));
		expect(hold).toBeNull();
		later(6 * MINUTE);
		await tap();
		// Two contacts and an hour are three records, and hide each other no better than two contacts.
		expect(sent()).toEqual([]);
		const urgent = await saveContact(form({ urgency: "today", slot: slot(2) }));
		await sendNow(urgent);
		await tap();
		expect(
			sent()
				.flat()
				.map(({ id }) => id),
		).toEqual(expect.arrayContaining([urgent.id, urgent.hold]));
	});

	it("is told of once: confirmed, or that it was somebody else's", async () => {
		const [mine, late] = [await saveContact(form()), await saveContact(form({ slot: slot(2) }))];
		server.heldSlots.add(slot(2).id);
		await askHeldHours();
		expect(server.callsTo("/slots/holds/statuses")).toEqual([]);
		await releasePeople();
		await tap();
		server.faults = [offline];
		await expect(askHeldHours()).rejects.toThrow();
		await askHeldHours();
		const states = Object.fromEntries((await heldHours()).map(({ id, state }) => [id, state]));
		expect(states).toEqual({ [mine.hold ?? ""]: "confirmed", [late.hold ?? ""]: "taken" });
		const asked = server.callsTo("/slots/holds/statuses");
		expect(asked.at(-1)?.headers.has("Authorization")).toBe(false);
		expect(asked.at(-1)?.credentials).toBe("omit");
		expect(Object.keys(asked.at(-1)?.body as object)).toEqual(["ids"]);
		await askHeldHours();
		expect(server.callsTo("/slots/holds/statuses")).toHaveLength(2);
	});

	it("leaves its id alone behind once a backup holds it, for four weeks", async () => {
		const { hold } = await saveContact(form());
		server.peopleBackedUp = true;
		await releasePeople();
		await tap();
		expect(await db.people.get(hold ?? "")).toMatchObject({ state: "handed_in", envelope: "" });
		later(40 * 24 * 60 * MINUTE);
		await tap();
		expect(await people()).toEqual([]);
	});
});
