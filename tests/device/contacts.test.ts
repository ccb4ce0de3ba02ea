import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { saveAnswers, undoAnswers } from "../../canvass/static/device/answers";
import { readContact } from "../../canvass/static/device/bodies";
import {
	type ContactForm,
	checkContact,
	emptyContact,
	formatPhone,
	roomInContact,
	saveContact,
	undoContact,
} from "../../canvass/static/device/contacts";
import { correctVisit } from "../../canvass/static/device/corrections";
import { db } from "../../canvass/static/device/db";
import { keepDraft, takeDraft } from "../../canvass/static/device/drafts";
import { shut } from "../../canvass/static/device/pin";
import { SealingBlocked, TooLong } from "../../canvass/static/device/sealing";
import { sync } from "../../canvass/static/device/sync";
import { syncState } from "../../canvass/static/device/truth";
import type { Script } from "../../canvass/static/device/types";
import { makeOrganisationVaults, openRecord } from "../../canvass/static/device/vaults";
import { NOTE_BYTES, ownVisits, recordVisit } from "../../canvass/static/device/visits";
import { keyholder } from "./keyholder";
import { enrolledPhone, outbox, read } from "./phone";
import { ALMA, CAMPAIGN, door, ORG, type Server, TURF } from "./server";

let server: Server;

const { made, vaults } = await keyholder();

beforeEach(async () => {
	server = await enrolledPhone();
	server.keyLog = made.body.entries;
	await sync();
});

const CANARIES = ["Rosa Canario", "8285550147", "canario en la mina"];

function form(changes: Partial<ContactForm> = {}): ContactForm {
	const start = {
		campaign: CAMPAIGN,
		source: { kind: "door" as const, door: door(1), turf: TURF, address: "2 Calle Roble" },
		language: "es",
		words: "¿Está de acuerdo…?",
	};
	const filled = emptyContact(start);
	return {
		...filled,
		name: "Rosa Canario",
		phone: "(828) 555-0147",
		note: "canario en la mina",
		promise: { words: " Le llamamos a más tardar el jueves ", name: "Ana Canario" },
		needs: ["housing"],
		consent: { ...filled.consent, purposes: ["consulta"] },
		...changes,
	};
}

async function everythingStored(): Promise<string> {
	const tables = await Promise.all(db.tables.map((table) => table.toArray()));
	return JSON.stringify(tables);
}

describe("a contact", () => {
	it("is sealed before it is written, and opens only for intake's keyholder", async () => {
		const { id, undoUntil } = await saveContact(form());
		const stored = await everythingStored();
		for (const canary of CANARIES) expect(stored).not.toContain(canary);
		const envelope = JSON.parse((await db.people.get(id))?.envelope ?? "{}");
		const body = await openRecord(vaults, "intake", "contact", id, envelope.body.sealed);
		expect(body).toMatchObject({
			v: 1,
			type: "contact",
			id,
			campaign: CAMPAIGN,
			week: envelope.week,
			urgent: false,
			source: { kind: "door", door: door(1), turf: TURF, address: "2 Calle Roble" },
			met_by: "Alma",
			name: "Rosa Canario",
			phone: "+18285550147",
			promise: { words: "Le llamamos a más tardar el jueves", name: "Ana Canario" },
			consent: { purposes: ["consulta"], words: "¿Está de acuerdo…?" },
		});
		expect(undoUntil).toBeGreaterThan(Date.now() + 4 * 60_000);
		expect(await undoContact(id)).toEqual(form());
	});

	it("is not shown again once the phone was erased, and still goes", async () => {
		const { id } = await saveContact(form());
		keepDraft("a door", form());
		await shut("erased");
		expect(takeDraft("a door")).toBeNull();
		expect(await undoContact(id)).toBeNull();
		expect(await db.people.count()).toBe(1);
	});

	it.each([
		["line", "¿y esto?", ""],
		["office", "", ""],
		["table", " Feria de la cosecha ", "Feria de la cosecha"],
		["partner", "Iglesia del valle", "Iglesia del valle"],
	] as const)(
		"from %s goes as one from a door does, and names no door and nobody's place",
		async (kind, name, kept) => {
			const { id } = await saveContact(form({ source: { kind, name } }));
			const other = await saveContact(form());
			const [envelope, fromDoor] = await Promise.all(
				[id, other.id].map(async (one) => JSON.parse((await db.people.get(one))?.envelope ?? "{}")),
			);
			const body = await openRecord(vaults, "intake", "contact", id, envelope.body.sealed);
			expect(body.source).toEqual({ kind, name: kept });
			expect(readContact(body)?.source).toEqual(body.source);
			const told = ({ id: _, body: sealed, ...clear }: Record<string, never>) => [
				clear,
				JSON.stringify(sealed).length,
			];
			expect(told(envelope)).toEqual(told(fromDoor));
		},
	);

	it("from a table or a partner says which", async () => {
		const nameless = { kind: "table", name: " " } as const;
		expect(await checkContact(form({ source: nameless }))).toEqual([{ field: "source", code: "needed" }]);
		expect(await checkContact(form({ source: { kind: "line", name: "" } }))).toEqual([]);
	});

	it("is urgent in clear when it is for today", async () => {
		const { id } = await saveContact(form({ urgency: "today" }));
		expect(JSON.parse((await db.people.get(id))?.envelope ?? "{}").urgent).toBe(true);
	});

	it.each<[string, Partial<ContactForm>, object]>([
		["a name", { name: " " }, { field: "name", code: "needed" }],
		["a phone", { phone: "" }, { field: "phone", code: "needed" }],
		["a real phone", { phone: "555-0147" }, { field: "phone", code: "bad_phone" }],
		[
			"consent to something",
			{ consent: { purposes: [], language: "es", words: "…" } },
			{ field: "consent.purposes", code: "needed" },
		],
		[
			"the words of the consent",
			{ consent: { purposes: ["alerts"], language: "es", words: "" } },
			{ field: "consent.words", code: "needed" },
		],
		["room under the seal", { note: "á".repeat(900) }, { field: "note", code: "too_long" }],
	])("needs %s", async (_, changes, problem) => {
		expect(await checkContact(form(changes))).toEqual([problem]);
		await expect(saveContact(form(changes))).rejects.toMatchObject({ name: "ContactInvalid" });
		expect(await db.people.count()).toBe(0);
	});

	it("needs no phone where a visit was asked for", async () => {
		expect(await checkContact(form({ phone: "", channel: "visit" }))).toEqual([]);
	});

	it("fits the seal whenever the form says that it fits", async () => {
		const room = roomInContact(form({ note: "" }));
		await saveContact(form({ note: "x".repeat(room) }));
		expect(await db.people.count()).toBe(1);
	});

	it("takes numbers as people say them", async () => {
		expect(await formatPhone("828.555.0147")).toBe("+18285550147");
		expect(await formatPhone("+52 55 1234 5678")).toBe("+525512345678");
		expect(await formatPhone("12")).toBeNull();
	});
});

describe("without keys to believe", () => {
	it("nothing is saved before there are vaults", async () => {
		server = await enrolledPhone();
		await sync();
		await expect(saveContact(form())).rejects.toMatchObject({ name: "SealingBlocked", reason: "no_vaults" });
		expect(await db.people.count()).toBe(0);
	});

	it.each([
		["shorter", (log: typeof made.body.entries) => log.slice(0, 2)],
		["gone", () => []],
		["another organisation's making", () => null],
	])("a log that is %s is refused, and blocks sealing until the true one is back", async (_, forge) => {
		server.keyLog =
			forge(made.body.entries) ?? (await makeOrganisationVaults(ORG.id, ALMA.id, "Mallory")).body.entries;
		await sync({ tapped: true });
		expect((await syncState()).keys).toBe("refused");
		await expect(saveContact(form())).rejects.toBeInstanceOf(SealingBlocked);
		const visit = { door: door(1), turf: TURF, result: "conversation" as const, literature: false };
		await expect(recordVisit({ ...visit, note: "perro" })).rejects.toMatchObject({ reason: "refused" });
		expect(await outbox()).toHaveLength(0);
		await recordVisit(visit);
		server.keyLog = made.body.entries;
		await sync({ tapped: true });
		expect((await syncState()).keys).toBe("ready");
		await saveContact(form());
	});
});

describe("a visit's note", () => {
	const visit = { door: door(1), turf: TURF, result: "conversation" as const, literature: false };

	it("is sealed to the field vault under the visit's id, with the door repeated inside", async () => {
		const id = await recordVisit({ ...visit, note: "perro bravo atrás", language: "mam" });
		expect(await everythingStored()).not.toContain("perro bravo");
		const body = read((await outbox())[0]).body as { note: string; language: string };
		expect(await openRecord(vaults, "field", "visit.note", id, body.note)).toEqual({
			v: 1,
			id,
			door: door(1),
			text: "perro bravo atrás",
		});
		expect(await openRecord(vaults, "field", "visit.language", id, body.language)).toMatchObject({
			language: "mam",
		});
		expect((await ownVisits(door(1)))[0]).toMatchObject({ has_note: true, has_language: true });
	});

	it("stays when a correction leaves it out, and goes when it says null", async () => {
		const id = await recordVisit({ ...visit, note: "perro" });
		await correctVisit({ ...visit, visit: id, result: "declined" });
		expect(read((await outbox())[1]).body).toEqual({
			visit: id,
			door: door(1),
			result: "declined",
			literature: false,
		});
		expect((await ownVisits(door(1)))[0]).toMatchObject({ has_note: true });
		await correctVisit({ ...visit, visit: id, note: null });
		expect(read((await outbox())[2]).body).toMatchObject({ note: null });
		expect((await ownVisits(door(1)))[0]).toMatchObject({ has_note: false });
	});

	it("may be as long as the screen says, and no longer than the seal", async () => {
		await recordVisit({ ...visit, note: "x".repeat(NOTE_BYTES) });
		await expect(recordVisit({ ...visit, note: "x".repeat(600) })).rejects.toBeInstanceOf(TooLong);
		expect(await outbox()).toHaveLength(1);
	});
});

describe("answers", () => {
	const script: Script = {
		id: "5c000000-0000-4000-8000-000000000001",
		campaign: CAMPAIGN,
		version: 1,
		body: {
			greeting: {},
			consent: {},
			promise: {},
			questions: [
				{ id: "rent", type: "yes_no", text: {}, sensitive: false },
				{ id: "fear", type: "single", text: {}, sensitive: true, options: [{ id: "landlord", text: {} }] },
			],
		},
	};

	it("go without door or time, the sensitive ones sealed", async () => {
		const saved = await saveAnswers({
			campaign: CAMPAIGN,
			script,
			answers: { rent: ["yes"], fear: ["landlord"] },
		});
		const id = saved?.id ?? "";
		const envelope = JSON.parse((await db.people.get(id))?.envelope ?? "{}");
		expect(Object.keys(envelope).sort()).toEqual([
			"body",
			"campaign",
			"id",
			"kind",
			"schema",
			"urgent",
			"week",
		]);
		expect(envelope.body).toMatchObject({ script: script.id, answers: { rent: ["yes"] } });
		expect(JSON.stringify(envelope)).not.toContain("landlord");
		const hidden = await openRecord(vaults, "field", "answers", id, envelope.body.sealed);
		expect(hidden).toMatchObject({ id, script: script.id, answers: { fear: ["landlord"] } });
		expect(await undoAnswers(id)).toEqual({ rent: ["yes"], fear: ["landlord"] });
	});

	it("need no seal if nothing is sensitive, and no record if nothing was answered", async () => {
		const saved = await saveAnswers({ campaign: CAMPAIGN, script, answers: { rent: ["no"] } });
		const envelope = JSON.parse((await db.people.get(saved?.id ?? ""))?.envelope ?? "{}");
		expect(envelope.body.sealed).toBeNull();
		expect(await saveAnswers({ campaign: CAMPAIGN, script, answers: { gone: ["yes"] } })).toBeNull();
	});
});
