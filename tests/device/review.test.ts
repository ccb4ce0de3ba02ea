import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { readContact, readReview } from "../../canvass/static/device/bodies";
import { openCase } from "../../canvass/static/device/cases";
import { roomLeft } from "../../canvass/static/device/framing";
import { openPerson } from "../../canvass/static/device/ladder";
import { open } from "../../canvass/static/device/opening";
import {
	countStates,
	fetchQueue,
	holdsWords,
	inReviewOrder,
	type OpenedContact,
	openContacts,
} from "../../canvass/static/device/queue";
import {
	type Choice,
	closeContact,
	type FollowUp,
	overrules,
	pickUp,
	RoutingRefused,
	refusal,
	routeContact,
	whereRouted,
} from "../../canvass/static/device/review";
import { TooLong } from "../../canvass/static/device/sealing";
import type { Destination } from "../../canvass/static/device/triage";
import { lock } from "../../canvass/static/device/unlocked";
import { contactBody, DeskServer, unlockedDesk } from "./desk";
import { CAMPAIGN } from "./server";

const founded = await DeskServer.founded();
let server = founded;

beforeEach(async () => {
	server = await unlockedDesk(founded);
});

/** What a contact's form keeps free for a review (device/contacts.ts), and what the reason may take of it. */
const KEPT_FREE = 320;
const REASON_LETTERS = 110;

const nothing: FollowUp = { next_step: "", next_on: null, to: null };

function choice(tracks: Destination[], changes: Partial<Choice> = {}): Choice {
	return { tracks, reason: "", consulta: nothing, leadership: nothing, ...changes };
}

async function queue() {
	return openContacts(await fetchQueue());
}

async function only(): Promise<OpenedContact> {
	const [one] = await queue();
	if (!one || one.body === null) throw new Error("nothing opened");
	return one;
}

describe("the queue", () => {
	test("is opened in memory: who, what for, and the suggested track", async () => {
		await server.handIn({ name: "Rosa" });
		const one = await only();
		expect(one.body).toMatchObject({
			name: "Rosa",
			needs: ["housing"],
			source: { address: "14 Calle Roble" },
		});
		expect(one.suggestion.tracks).toEqual(["consulta"]);
		expect([one.differences, one.dueOn]).toEqual([[], "2026-11-30"]);
	});

	test("has the most urgent on top, then who needs something, then who has waited longest", async () => {
		await server.handIn({ name: "later", on: "2026-11-22" });
		await server.handIn({ name: "idle", urgency: "no_rush", needs: [] });
		await server.handIn({ name: "first", on: "2026-11-20" });
		await server.handIn({ name: "wishes", needs: [], on: "2026-11-01" });
		await server.handIn({ name: "now", urgency: "today" });
		const names = inReviewOrder(await queue()).map(({ body }) => body?.name);
		expect(names).toEqual(["now", "first", "later", "wishes", "idle"]);
	});

	test("notices what the server shows otherwise than it was sealed", async () => {
		await server.handIn({}, { campaign: "another", urgent: true });
		const { differences } = await only();
		expect(differences.map(({ field }) => field)).toEqual(["campaign", "urgent"]);
	});

	test("notices an urgency that was sealed one way and another", async () => {
		await server.handIn({ urgency: "week", urgent: true });
		expect((await only()).differences.map(({ field }) => field)).toEqual(["urgent"]);
	});

	test("shows what was moved to another id, or sealed to another vault, as not to be opened", async () => {
		await server.handIn({}, { id: crypto.randomUUID() });
		const body = contactBody();
		const elsewhere = await server.seal("consulta", "contact", body.id, { ...body });
		await server.handIn({}, elsewhere);
		const codes = (await queue()).map((one) => (one.body === null ? one.code : "opened"));
		expect(codes.sort()).toEqual(["cannot_open", "key_missing"]);
	});

	test("shows a body of another kind as one, and does not take its shape for granted", async () => {
		const id = crypto.randomUUID();
		const sealed = await server.seal("intake", "contact", id, { v: 1, type: "correction", id });
		await server.handIn({}, { id, ...sealed });
		expect((await queue())[0]).toMatchObject({ body: null, code: "other_kind" });
		const odd = { ...contactBody(), needs: "housing", name: 7, urgency: "never", when: ["noon", "morning"] };
		expect(readContact(odd)).toMatchObject({ needs: [], name: "", urgency: "no_rush", when: ["morning"] });
		expect(readContact({ ...contactBody(), consent: null })).toBeNull();
	});

	test("is counted without being opened", async () => {
		await server.handIn({}, { state: "picked_up" });
		await server.handIn();
		lock();
		expect(countStates(await fetchQueue())).toEqual({
			new: 1,
			picked_up: 1,
			routed: 0,
			closed: 0,
		});
	});

	test("is searched by words without accents and by digits, in memory", async () => {
		await server.handIn({ name: "José Muñoz", phone: "+18285550199", note: "calefacción" });
		const one = await only();
		const found = ["jose munoz", "CALEFACCION", "0199", "roble 55-01", ""].map((words) =>
			holdsWords(one, words),
		);
		expect(found).toEqual([true, true, true, true, true]);
		expect(["pedro", "jose pedro", "7777"].some((words) => holdsWords(one, words))).toBe(false);
	});
});

describe("routing", () => {
	const consulta: FollowUp = { next_step: "Llamarle", next_on: "2026-11-24", to: "someone" };

	test("seals a case anew to consulta, under an id of its own, and says so in the intake record", async () => {
		const { id } = await server.handIn({ interests: ["events"] });
		const one = await only();
		const routed = await routeContact(one, choice(["consulta"], { consulta, reason: "Primero la renta" }));
		const kept = server.cases.get(routed.case ?? "");
		expect(kept).toMatchObject({ offered_to: "someone", next_on: "2026-11-24", state: "open" });
		expect(routed.case).not.toBe(id);
		const { body } = await openCase(kept as never);
		expect(body).toMatchObject({
			id: routed.case,
			card: { name: "Rosa", phone: "+18285550123" },
			needs: ["housing"],
			next_step: "Llamarle",
			opened_by: "Celia",
		});
		expect(JSON.stringify(body)).not.toContain("Calle Roble");
		const intake = await open("intake", "contact", id, routed.contact.sealed ?? "");
		expect(readReview(intake)).toMatchObject({
			by: "Celia",
			suggested: ["consulta", "leadership"],
			chosen: ["consulta"],
			reason: "Primero la renta",
		});
		expect(readContact(intake)).toEqual(one.body);
		expect(whereRouted(id)?.case).toBe(routed.case);
		lock();
		expect(whereRouted(id)).toBeNull();
	});

	test("makes a case that only consulta's key opens", async () => {
		await server.handIn();
		const routed = await routeContact(await only(), choice(["consulta"]));
		const { sealed } = server.cases.get(routed.case ?? "") as unknown as { sealed: string };
		for (const vault of ["intake", "leadership", "field"] as const) {
			await expect(open(vault, "case", routed.case ?? "", sealed)).rejects.toThrow("key_missing");
		}
		await expect(open("consulta", "case", crypto.randomUUID(), sealed)).rejects.toThrow("cannot_open");
	});

	test("to both tracks makes two records that share no id, neither holding the other's part", async () => {
		await server.handIn({ interests: ["events"] });
		const routed = await routeContact(await only(), choice(["consulta", "leadership"]));
		const person = await openPerson(server.ladder.get(routed.ladder ?? "") as never);
		expect(person.record.step).toBe("met");
		expect(person.body).toMatchObject({ interests: ["events"], history: [{ step: "met", by: "Celia" }] });
		expect(JSON.stringify(person.raw)).not.toContain("housing");
		expect(JSON.stringify(person.raw)).not.toContain("renta");
		expect(new Set([routed.contact.id, routed.case, routed.ladder]).size).toBe(3);
	});

	test("for events alone makes a person on the ladder who wants no more; the Línea is noted beside", async () => {
		const { id } = await server.handIn({ needs: [], interests: ["events"] });
		const routed = await routeContact(await only(), choice(["line", "events"], { reason: "Solo la fiesta" }));
		const { body } = await openPerson(server.ladder.get(routed.ladder ?? "") as never);
		expect([body?.only_events, server.cases.size]).toEqual([true, 0]);
		const intake = await open("intake", "contact", id, routed.contact.sealed ?? "");
		expect(readReview(intake)?.chosen).toEqual(["line", "events"]);
	});

	test("to the Línea alone ends the review, whatever was agreed to, and opens nothing", async () => {
		const consent = { ...contactBody().consent, purposes: ["alerts" as const] };
		const { id } = await server.handIn({ consent, urgency: "today" });
		const routed = await routeContact(await only(), choice(["line"], { reason: "Ya hablan con ella" }));
		expect([routed.contact.state, server.cases.size, server.ladder.size]).toEqual(["closed", 0, 0]);
		const intake = await open("intake", "contact", id, routed.contact.sealed ?? "");
		expect(readReview(intake)?.chosen).toEqual(["line"]);
	});

	test("is suggested by the campaign's own rules, and by no other's", async () => {
		await server.handIn({ needs: ["health"] });
		const anything = { needs: [], interests: [], urgencies: [], languages: [], sources: [] };
		const rules = [{ campaign: CAMPAIGN, rev: 1, rules: [{ ...anything, to: "line" as const }] }];
		const suggested = async (by: typeof rules) =>
			(await openContacts(await fetchQueue(), {}, by)).map((one) => one.body && one.suggestion.tracks);
		expect(await suggested(rules)).toEqual([["line", "consulta"]]);
		expect(await suggested(rules.map((one) => ({ ...one, campaign: "another" })))).toEqual([["consulta"]]);
	});

	test("goes only where the person said yes, whatever is chosen", async () => {
		const consent = { ...contactBody().consent, purposes: ["leadership" as const] };
		await server.handIn({ consent });
		const one = await only();
		expect(one.suggestion).toMatchObject({ tracks: [], blocked: ["consulta"] });
		await expect(routeContact(one, choice(["consulta"], { reason: "Le urge" }))).rejects.toMatchObject({
			code: "no_consent",
		});
		expect(server.cases.size).toBe(0);
	});

	test("otherwise than suggested wants a reason; as suggested wants none", async () => {
		await server.handIn();
		const one = await only();
		expect([overrules(one, ["consulta"]), overrules(one, ["leadership"]), overrules(one, [])]).toEqual([
			false,
			true,
			true,
		]);
		expect(refusal(one, choice(["consulta"]))).toBeNull();
		expect(refusal(one, choice([]))).toBe("no_track");
		const refused = routeContact(one, choice(["leadership"], { reason: "  " }));
		await expect(refused).rejects.toBeInstanceOf(RoutingRefused);
		expect(server.ladder.size).toBe(0);
	});

	test("whose answer was lost is sent again word for word, and makes one case", async () => {
		await server.handIn();
		const one = await only();
		server.lost = 1;
		await expect(routeContact(one, choice(["consulta"]))).rejects.toMatchObject({ kind: "offline" });
		const routed = await routeContact(one, choice(["consulta"]));
		expect([...server.cases.keys()]).toEqual([routed.case]);
		const [first, second] = server.calls.filter(({ path }) => path.endsWith("/routing"));
		expect(second?.body).toEqual(first?.body);
	});

	test("after somebody else says how the contact stands", async () => {
		await server.handIn();
		const one = await only();
		await pickUp(one);
		await expect(routeContact(one, choice(["consulta"]))).rejects.toMatchObject({
			code: "stale",
			answer: { current: { state: "picked_up", rev: 2 } },
		});
	});

	test("has room for a whole reason beside the longest contact, and says when there is none", async () => {
		const spare = roomLeft("intake", { ...contactBody({ interests: ["events"] }) });
		const note = `Le subieron la renta.${"x".repeat(spare - KEPT_FREE)}`;
		await server.handIn({ note, interests: ["events"] });
		const one = await only();
		const reason =
			"Quiere primero conocer al grupo y después hablar de la renta; así lo pidió dos veces en la puerta, con calma.";
		expect(reason).toHaveLength(REASON_LETTERS - 1);
		await expect(
			routeContact(one, choice(["consulta"], { reason: "x".repeat(2000) })),
		).rejects.toBeInstanceOf(TooLong);
		expect((await routeContact(one, choice(["leadership"], { reason }))).contact.state).toBe("routed");
	});
});

describe("closing", () => {
	test("keeps the reason under the seal, and wants one", async () => {
		const { id } = await server.handIn();
		const one = await only();
		await expect(closeContact(one, " ")).rejects.toMatchObject({ code: "reason_needed" });
		const closed = await closeContact(one, "Ya la atiende otra organización");
		expect(closed.state).toBe("closed");
		const review = readReview(await open("intake", "contact", id, closed.sealed ?? ""));
		expect(review).toMatchObject({ chosen: [], reason: "Ya la atiende otra organización" });
	});

	test("whose answer was lost is closed by the second try, and by nobody else", async () => {
		await server.handIn();
		const one = await only();
		server.lost = 1;
		await expect(closeContact(one, "Se mudó")).rejects.toMatchObject({ kind: "offline" });
		expect(await closeContact(one, "Se mudó")).toMatchObject({ state: "closed", rev: 2 });
		await expect(closeContact(one, "Otra razón")).rejects.toMatchObject({ code: "stale" });
	});

	test("leaves what does not open sealed as it was", async () => {
		const moved = await server.handIn({}, { id: crypto.randomUUID() });
		const [one] = await queue();
		if (!one) throw new Error("nothing there");
		expect((await closeContact(one, "Dañado")).sealed).toBe(moved.sealed);
	});
});
