/** On the phone: what somebody takes back is sealed, kept and sent as a contact is. */

import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { readContact, readWithdrawal } from "../../canvass/static/device/bodies";
import { emptyContact, saveContact } from "../../canvass/static/device/contacts";
import { db } from "../../canvass/static/device/db";
import { sync } from "../../canvass/static/device/sync";
import { openRecord } from "../../canvass/static/device/vaults";
import {
	checkWithdrawal,
	emptyWithdrawal,
	saveWithdrawal,
	undoSaving,
	type WithdrawalForm,
} from "../../canvass/static/device/withdrawals";
import { keyholder } from "./keyholder";
import { enrolledPhone } from "./phone";
import { CAMPAIGN, door, TURF } from "./server";

const { made, vaults } = await keyholder();

beforeEach(async () => {
	const server = await enrolledPhone();
	server.keyLog = made.body.entries;
	await sync();
});

const SOURCE = { kind: "door" as const, door: door(1), turf: TURF, address: "2 Calle Roble" };

function form(changes: Partial<WithdrawalForm> = {}): WithdrawalForm {
	return {
		...emptyWithdrawal(CAMPAIGN, SOURCE, "es"),
		name: " Rosa Canario ",
		phone: "(828) 555-0147",
		purposes: ["leadership"],
		note: "canario: no llamar",
		...changes,
	};
}

describe("what somebody takes back at a door", () => {
	it("goes as a contact goes: same kind, same size, and no word of it outside the seal", async () => {
		const { id } = await saveWithdrawal(form());
		const start = { campaign: CAMPAIGN, source: SOURCE, language: "es", words: "¿Está de acuerdo…?" };
		const filled = emptyContact(start);
		const consent = { ...filled.consent, purposes: ["consulta" as const] };
		const contact = await saveContact({ ...filled, name: "Ana", phone: "8285550100", consent });

		const [mine, other] = await Promise.all(
			[id, contact.id].map(async (one) => JSON.parse((await db.people.get(one))?.envelope ?? "{}")),
		);
		const told = ({ id: _, body, ...clear }: Record<string, never>) => [clear, JSON.stringify(body).length];
		expect(told(mine)).toEqual(told(other));
		const stored = JSON.stringify(await Promise.all(db.tables.map((table) => table.toArray())));
		for (const canary of ["Canario", "8285550147", "canario", "withdraw"])
			expect(stored).not.toContain(canary);

		const body = await openRecord(vaults, "intake", "contact", id, mine.body.sealed);
		expect(readContact(body)).toBeNull();
		expect(readWithdrawal(body)).toMatchObject({
			name: "Rosa Canario",
			phone: "+18285550147",
			purposes: ["leadership"],
			erase: false,
			met_by: "Alma",
			source: SOURCE,
		});
		expect(await undoSaving(id)).toEqual(form());
		expect(await db.people.get(id)).toBeUndefined();
	});

	it.each<[string, Partial<WithdrawalForm>, string[]]>([
		["nothing chosen", { purposes: [] }, ["what_needed"]],
		["everything erased", { purposes: [], erase: true }, []],
		["nobody named", { name: "", phone: "" }, ["who_needed"]],
		["a name alone", { phone: "" }, []],
		["half a number", { phone: "555" }, ["bad_phone"]],
	])("with %s", async (_, changes, problems) => {
		expect(await checkWithdrawal(form(changes))).toEqual(problems);
	});
});
