import "fake-indexeddb/auto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { saveAnswers } from "../../canvass/static/device/answers";
import { emptyContact, saveContact } from "../../canvass/static/device/contacts";
import { db } from "../../canvass/static/device/db";
import { sync } from "../../canvass/static/device/sync";
import type { Script } from "../../canvass/static/device/types";
import { makeOrganisationVaults, type NewVaults } from "../../canvass/static/device/vaults";
import { recordVisit } from "../../canvass/static/device/visits";
import { enrolledPhone, outbox } from "./phone";
import { ALMA, CAMPAIGN, door, ORG, type Server, TURF } from "./server";

let server: Server;
let made: NewVaults;

beforeAll(async () => {
	made = await makeOrganisationVaults(ORG.id, ALMA.id, "Celia");
});

beforeEach(async () => {
	server = await enrolledPhone();
});

const visit = { door: door(1), turf: TURF, result: "conversation" as const, literature: false };
const questions = [
	{ id: "rent", type: "yes_no" as const, text: {}, sensitive: false },
	{ id: "fear", type: "yes_no" as const, text: {}, sensitive: true },
];
const script: Script = {
	id: "5c219700-0000-4000-8000-000000000001",
	campaign: CAMPAIGN,
	version: 1,
	body: { greeting: {}, consent: {}, promise: {}, questions },
};

function contact() {
	const source = { kind: "door" as const, door: door(1), turf: TURF, address: "2 Calle Roble" };
	const form = emptyContact({ campaign: CAMPAIGN, source, language: "es", words: "¿Podemos llamarle?" });
	return {
		...form,
		name: "Rosa Canario",
		phone: "828 555 0147",
		consent: { ...form.consent, purposes: ["consulta" as const] },
	};
}

async function blocked(act: Promise<unknown>): Promise<string> {
	const error = await act.then(
		() => null,
		(why: unknown) => why,
	);
	expect(error).toMatchObject({ name: "SealingBlocked" });
	return (error as { reason: string }).reason;
}

async function stored(): Promise<string> {
	const tables = await Promise.all(db.tables.map((table) => table.toArray()));
	return JSON.stringify(tables);
}

describe("a phone without vaults", () => {
	beforeEach(() => sync());

	test("saves nothing that has to be sealed, and says why", async () => {
		expect(await blocked(saveContact(contact()))).toBe("no_vaults");
		expect(await blocked(recordVisit({ ...visit, note: "Rosa Canario" }))).toBe("no_vaults");
		expect(await blocked(recordVisit({ ...visit, language: "canario" }))).toBe("no_vaults");
		const answers = { rent: ["yes"], fear: ["yes"] };
		expect(await blocked(saveAnswers({ campaign: CAMPAIGN, script, answers }))).toBe("no_vaults");
		expect([await db.people.count(), (await outbox()).length]).toEqual([0, 0]);
		expect((await stored()).toLowerCase()).not.toContain("canario");
	});

	test("records what needs no seal", async () => {
		await recordVisit(visit);
		expect(await saveAnswers({ campaign: CAMPAIGN, script, answers: { rent: ["yes"] } })).not.toBeNull();
		expect([await db.people.count(), (await outbox()).length]).toEqual([1, 1]);
	});
});

test("a vault that the log does not have takes nothing, the others do", async () => {
	server.keyLog = made.body.entries.slice(0, 1);
	await sync();
	expect((await db.home.get("home"))?.keys).toBe("ready");
	expect(await blocked(recordVisit({ ...visit, note: "Rosa Canario" }))).toBe("no_vault");
	expect(await outbox()).toHaveLength(0);
	await saveContact(contact());
	expect((await stored()).toLowerCase()).not.toContain("canario");
});
