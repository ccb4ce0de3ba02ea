import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { csvOf } from "../../canvass/static/device/csv";
import { plainExport } from "../../canvass/static/device/plain_export";
import { Locked, lock, unlock } from "../../canvass/static/device/unlocked";
import { DeskServer, enrolledDesk } from "./desk";

const founded = await DeskServer.founded();
let server = founded;

beforeEach(async () => {
	server = founded.fresh();
	await enrolledDesk(server);
	await unlock(server.made.words);
});

describe("a list in clear", () => {
	test("is made here of what opens, and counts what does not", async () => {
		await server.handIn({ name: "Rosa, la de «El Roble»", note: '=cmd|"calc"', needs: ["housing"] });
		await server.handIn({ name: "Tomás" });
		server.contacts.push({ ...server.contacts[0], id: "spoiled" } as (typeof server.contacts)[0]);
		const made = await plainExport("contact", "csv");
		expect([made.people, made.sealed, made.without_consent, made.file.name]).toEqual([
			2,
			1,
			0,
			"contact-2026-11-28.csv",
		]);
		const text = await made.file.text();
		expect(text).toContain('"Rosa, la de «El Roble»"');
		expect(text).toContain('"\'=cmd|""calc"""');
		expect(JSON.stringify(server.calls)).not.toContain("Roble");
		expect(server.calls.at(-1)).toMatchObject({ path: "/vaults/export", body: { kind: "contact" } });
	});

	test("for events holds only who said yes to them, and nothing of needs", async () => {
		await server.handIn({ name: "Rosa Canario", needs: ["wage_theft"] });
		const no = { purposes: ["consulta" as const], language: "es" as const, words: "…", on: "2026-11-20" };
		await server.handIn({ name: "Tomás", consent: no });
		const made = await plainExport("contact", "osdi");
		expect([made.people, made.without_consent]).toEqual([1, 1]);
		const [rosa] = JSON.parse(await made.file.text())._embedded["osdi:people"];
		expect(rosa).toMatchObject({ given_name: "Rosa", family_name: "Canario", languages_spoken: ["es"] });
		expect(await made.file.text()).not.toMatch(/wage_theft|Tomás/);
	});

	test("is not made while the vaults are locked", async () => {
		await server.handIn();
		lock();
		await expect(plainExport("contact", "json")).rejects.toBeInstanceOf(Locked);
	});
});

test("a cell that a spreadsheet takes for a formula does not begin as one; a telephone stays one", () => {
	expect(csvOf([{ a: "=1+1", b: "+18285550100", c: "-x", d: "@x" }])).toBe(
		"\uFEFFa,b,c,d\r\n'=1+1,+18285550100,'-x,'@x\r\n",
	);
});
