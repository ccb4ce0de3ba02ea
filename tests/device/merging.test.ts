import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { agreedBeyond, tookBack, unwidened, widened, without } from "../../canvass/static/device/agreed";
import { changeCase, getCase } from "../../canvass/static/device/cases";
import { joinContact, joinedTo, joinRecord, mergedInto, separate } from "../../canvass/static/device/merging";
import { MovedMeanwhile } from "../../canvass/static/device/narrowing";
import { readNote } from "../../canvass/static/device/notes";
import { open } from "../../canvass/static/device/opening";
import { fetchQueue, type OpenedContact, openContacts } from "../../canvass/static/device/queue";
import { type FollowUp, routeContact } from "../../canvass/static/device/review";
import { stop, type Whom } from "../../canvass/static/device/stopping";
import type { Consent, Purpose } from "../../canvass/static/device/types";
import { DeskServer, unlockedDesk } from "./desk";

const founded = await DeskServer.founded();
let server = founded;

beforeEach(async () => {
	server = await unlockedDesk(founded);
});

const nothing: FollowUp = { next_step: "", next_on: null, to: null };

async function opened(): Promise<Record<string, OpenedContact>> {
	const all = await openContacts(await fetchQueue());
	return Object.fromEntries(all.flatMap((one) => (one.body ? [[one.body.name, one]] : [])));
}

async function named(name: string): Promise<OpenedContact> {
	const one = (await opened())[name];
	if (!one) throw new Error(`no ${name}`);
	return one;
}

async function notes(): Promise<[string, string][]> {
	const found = await Promise.all(
		[...server.notes.values()].map(async ({ id, sealed }) =>
			readNote(await open("consulta", "case.note", id, sealed as string)),
		),
	);
	return found.map(({ kind, text }) => [kind, text]);
}

describe("one person, met twice", () => {
	test("is joined to the other contact, keeps what was said both times, and is taken apart again", async () => {
		await server.handIn({ name: "Rosa", note: "La renta" });
		await server.handIn({ name: "Rosita", note: "El sueldo" });
		await joinContact(await named("Rosita"), await named("Rosa"));
		const rosita = await named("Rosita");
		const rosa = await named("Rosa");
		expect([rosita.contact.state, rosa.contact.state]).toEqual(["closed", "new"]);
		expect(mergedInto(rosita)).toBe(rosa.contact.id);
		const all = Object.values(await opened());
		expect(joinedTo(rosa, all).map(({ body }) => body.note)).toEqual(["El sueldo"]);
		await separate(rosita, "No era ella");
		const again = await named("Rosita");
		expect([again.contact.state, mergedInto(again)]).toEqual(["picked_up", null]);
		expect(joinedTo(rosa, Object.values(await opened()))).toEqual([]);
		expect(server.notes.size).toBe(0);
	});

	test("is joined to an open case as a note of its own, and a note says that it was taken out", async () => {
		await server.handIn({ name: "Rosa" });
		const routed = await routeContact(await named("Rosa"), {
			tracks: ["consulta"],
			reason: "",
			consulta: nothing,
			leadership: nothing,
		});
		await server.handIn({ name: "Rosita" });
		const into = { track: "consulta" as const, id: routed.case ?? "" };
		const before = server.cases.get(into.id)?.sealed;
		await joinRecord(await named("Rosita"), into, "También le deben el sueldo");
		expect(mergedInto(await named("Rosita"))).toBe(into.id);
		await separate(await named("Rosita"), "No era ella");
		expect(await notes()).toEqual([
			["joined", "También le deben el sueldo"],
			["separated", "No era ella"],
		]);
		expect(server.cases.get(into.id)?.sealed).toBe(before);
	});

	test("and cut off between the two is done once when it is done again, with one word on the case", async () => {
		await server.handIn({ name: "Rosa" });
		const consulta = { tracks: ["consulta"] as const, reason: "", consulta: nothing, leadership: nothing };
		const routed = await routeContact(await named("Rosa"), consulta);
		await server.handIn({ name: "Rosita" });
		const rosita = await named("Rosita");
		const join = () => joinRecord(rosita, { track: "consulta", id: routed.case ?? "" }, "El sueldo");
		server.refused = "closing";
		await expect(join()).rejects.toMatchObject({ kind: "offline" });
		expect((await join()).state).toBe("closed");
		const joined = await named("Rosita");
		server.refused = "reopening";
		await expect(separate(joined, "No era ella")).rejects.toMatchObject({ kind: "offline" });
		expect((await separate(joined, "No era ella")).state).toBe("picked_up");
		expect((await notes()).map(([kind]) => kind)).toEqual(["joined", "separated"]);
	});

	test("is left alone where somebody else was quicker, and said again makes one note", async () => {
		await server.handIn({ name: "Rosa" });
		await server.handIn({ name: "Rosita" });
		const rosita = await named("Rosita");
		server.lost = 1;
		const join = async () => joinContact(rosita, await named("Rosa"));
		await expect(join()).rejects.toMatchObject({ kind: "offline" });
		expect((await join()).state).toBe("closed");
		await expect(joinContact(rosita, rosita)).rejects.toMatchObject({ code: "stale" });
	});

	describe("who agrees to more at another meeting", () => {
		const only = (...purposes: Purpose[]) => ({ purposes, language: "es", words: "", on: "2026-11-29" });

		async function caseOf(): Promise<string> {
			await server.handIn({ name: "Rosa", consent: { ...only("consulta"), on: "2026-11-23" } });
			const consulta = { tracks: ["consulta"] as const, reason: "", consulta: nothing, leadership: nothing };
			return (await routeContact(await named("Rosa"), consulta)).case ?? "";
		}
		const consentOf = async (id: string) => (await getCase(id)).body?.consent;

		test("widens the case's consent, dated, in the request of its note, and once however often it is tried", async () => {
			const id = await caseOf();
			await server.handIn({ name: "Rosita", consent: only("consulta", "leadership") });
			const rosita = await named("Rosita");
			const before = (await consentOf(id)) as Consent;
			const more = agreedBeyond(before, rosita.body.consent);
			expect(more).toEqual(["leadership"]);
			const join = () => joinRecord(rosita, { track: "consulta", id }, "Acepta más", null, more);
			server.refused = "closing";
			await expect(join()).rejects.toMatchObject({ kind: "offline" });
			await join();
			expect(await consentOf(id)).toEqual({
				...before,
				purposes: ["consulta", "leadership"],
				added: { leadership: "2026-11-29" },
			});
			expect(await notes()).toEqual([["joined", "Acepta más"]]);

			await separate(await named("Rosita"), "No era ella");
			expect(await consentOf(id)).toEqual(before);
			expect((await notes()).map(([kind]) => kind)).toEqual(["joined", "separated"]);
		});

		test("is not taken to want it where they took it back while both were on the screen", async () => {
			const id = await caseOf();
			await server.handIn({ name: "Rosita", consent: only("consulta", "leadership") });
			const rosita = await named("Rosita");
			const join = () =>
				joinRecord(rosita, { track: "consulta", id }, "Acepta más", null, ["leadership"]).catch(String);
			const before = (await consentOf(id)) as Consent;
			const took = { purposes: ["leadership" as const], erase: false, on: "2026-11-30" };
			const words = { note: "", reason: "", undone: "" };
			const withdraw = async (whom: Whom) =>
				stop(crypto.randomUUID(), whom, { ...took, name: "Rosita" } as never, words, () => undefined);

			await withdraw({ what: "contact", one: rosita });
			expect(await join()).toContain("MovedMeanwhile");
			expect([await consentOf(id), await notes()]).toEqual([before, []]);

			const withdrawn = { leadership: "2026-11-30" };
			await changeCase(await getCase(id), {}, { consent: { ...before, withdrawn } });
			await server.handIn({ name: "Rosario", consent: only("consulta", "leadership") });
			const rosario = await named("Rosario");
			await expect(
				joinRecord(rosario, { track: "consulta", id }, "Acepta más", null, ["leadership"]),
			).rejects.toThrow(MovedMeanwhile);
			expect([(await consentOf(id))?.purposes, await notes()]).toEqual([["consulta"], []]);
			expect((await named("Rosario")).contact.state).toBe("new");
		});

		test("is not taken to want again what they took back on that day or later", async () => {
			const met = only("consulta", "leadership");
			const took = (on: string) => without(only("consulta", "leadership"), ["leadership"], on);
			expect(agreedBeyond(took("2026-11-28"), met)).toEqual(["leadership"]);
			expect(["2026-11-29", "2026-11-30", ""].flatMap((on) => agreedBeyond(took(on), met))).toEqual([]);
			const again = widened(took("2026-11-28"), ["leadership"], met.on);
			expect(tookBack(again, "leadership")).toBe(false);
			expect(tookBack(unwidened(again, ["leadership"]), "leadership")).toBe(true);
		});
	});
});
