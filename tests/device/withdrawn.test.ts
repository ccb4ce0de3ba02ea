/** At the desk: a withdrawal finds its person, stops what they took back wherever this browser may, and tells the other vaults. */

import "fake-indexeddb/auto";
import { describe, expect, test, vi } from "vitest";
import { changeCase, getCase, listCases, listCasesAndNotices } from "../../canvass/static/device/cases";
import { emptyContact, roomInContact } from "../../canvass/static/device/contacts";
import { getPerson, listLadder, listLadderAndNotices } from "../../canvass/static/device/ladder";
import { invitable } from "../../canvass/static/device/meetings";
import { fetchOwed } from "../../canvass/static/device/owed";
import { plainExport } from "../../canvass/static/device/plain_export";
import {
	holdsWords,
	inReviewOrder,
	isWithdrawal,
	type OpenedContact,
} from "../../canvass/static/device/queue";
import { closeContact, refusal } from "../../canvass/static/device/review";
import { stop } from "../../canvass/static/device/stopping";
import { type ContactBody, PURPOSES } from "../../canvass/static/device/types";
import { Locked, lock, unlock } from "../../canvass/static/device/unlocked";
import {
	dropNotice,
	findWhom,
	isWhole,
	stopAll,
	stoppedFor,
	takenBack,
	tracksToTell,
	undoAll,
	undoWithdrawal,
} from "../../canvass/static/device/withdrawn";
import { CELIA } from "./desk";
import { CAMPAIGN } from "./server";
import {
	confirm,
	founded,
	GOING,
	handInWithdrawal,
	only,
	PHONE,
	queue,
	rosaEverywhere,
	server,
	standing,
	stopped,
	tapped,
	taskStates,
	WORDS,
} from "./withdrawing";

/** The tab is closed and another opened: what was in its memory is gone. */
async function anotherTab(): Promise<void> {
	lock();
	await unlock(server.made.words);
}

/** One change after the other arrives, and before its answer the tab is gone; `ends` is let through. */
async function confirmInPieces(ends: string): Promise<{ id: string; tries: number }> {
	const changes = new Set(["PATCH", "POST"]);
	for (let tries = 1; ; tries += 1) {
		let cut = false;
		vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
			const answer = await server.fetch(input, init);
			cut ||= changes.has(init.method ?? "GET") && !String(input).includes(ends);
			if (cut) throw new TypeError("Failed to fetch");
			return answer;
		});
		const done = await confirm().catch(() => null);
		vi.stubGlobal("fetch", server.fetch);
		if (done) return { id: done.id, tries };
		await anotherTab();
	}
}

/** What Rosa taking Consulta back stops. */
const OF_CONSULTA = ["case Rosa", "offer Rosa", "task Ver el contrato", "task Los Robles", "contact Rosa"];

describe("a withdrawal in the queue", () => {
	test("stands above everything else, is found by its words, and is no contact", async () => {
		await server.handIn({ urgency: "today", name: "Zoila" });
		await handInWithdrawal(["consulta"]);
		const [first] = inReviewOrder(await queue());
		expect([first && isWithdrawal(first), first && holdsWords(first, "rósa 0123")]).toEqual([true, true]);
		expect(first && holdsWords(first, "zoila")).toBe(false);
	});

	test("finds its person by number in every open vault, and a namesake only as possible", async () => {
		await rosaEverywhere();
		await server.handIn({ name: "Rosa", phone: "+18285550999" });
		await handInWithdrawal(["consulta", "leadership"], { name: "Rosita" });
		const all = await queue();
		const found = await findWhom(takenBack(only(all)), all);
		expect(found.map(({ what, likely }) => `${what} ${likely}`)).toEqual([
			"case true",
			"person true",
			"contact true",
			"contact false",
		]);
	});
});

describe("Consulta taken back", () => {
	test("closes the case, ends its offer and its tasks, and leaves the ladder going on", async () => {
		const { caseId, person } = await rosaEverywhere();
		await handInWithdrawal(["consulta"]);
		const { id } = await confirm();

		expect(stopped(id)).toEqual(OF_CONSULTA);
		// The ladder is not told: it would tell who had a case.
		const onLadder = await getPerson(person);
		expect([onLadder.notes, onLadder.body?.consent.purposes]).toEqual([[], ["consulta", "leadership"]]);
		const open = await getCase(caseId);
		expect([open.record.state, open.record.offered_to, open.record.next_on]).toEqual(["closed", null, null]);
		expect(open.body?.consent).toMatchObject({
			purposes: ["leadership"],
			withdrawn: { consulta: "2026-12-01" },
		});
		expect(open.notes.map(({ body }) => [body?.kind, body?.text])).toEqual([["withdrawn", WORDS.note]]);
		expect(taskStates()).toEqual(["dropped", "dropped", "open"]);
		const told = JSON.stringify(server.calls);
		for (const word of ["withdraw", "Rosa", PHONE, "permiso"]) expect(told).not.toContain(word);
	});
});

describe("events and leadership taken back", () => {
	test("gates routing, calls, invitations and lists, and lets the help go on", async () => {
		const { caseId, person } = await rosaEverywhere();
		await server.handIn({ name: "Rosa", phone: PHONE });
		await handInWithdrawal(["leadership"]);
		await confirm();

		expect((await getCase(caseId)).record.state).toBe("open");
		expect(taskStates()).toEqual(["dropped", "dropped", "open"]);
		expect(invitable(await listCases())).toEqual([]);
		expect((await getPerson(person)).record.next_on).toBeNull();
		const waiting = (await queue()).find(({ contact }) => contact.state === "new") as OpenedContact;
		expect(refusal(waiting, { tracks: ["leadership"], reason: "x" })).toBe("no_consent");
		expect(refusal(waiting, { tracks: ["consulta"], reason: "x" })).toBeNull();
		const team = [{ id: CELIA.id, active: true, vaults: ["leadership" as const] }];
		const owed = await fetchOwed({ id: CELIA.id, coordinator: true, today: "2026-12-02", team });
		expect(owed.map(({ track }) => track)).not.toContain("leadership");
		const { people, sealed, without_consent } = await plainExport("ladder", "csv");
		expect([people, sealed, without_consent]).toEqual([0, 0, 1]);
	});

	test("of somebody who agreed to nothing else closes their contact", async () => {
		const consent = { purposes: ["leadership" as const], language: "es", words: "", on: "2026-11-23" };
		await server.handIn({ name: "Rosa", phone: PHONE, consent });
		await handInWithdrawal(["leadership", "alerts"]);
		await confirm();
		expect((await queue()).map(({ contact }) => contact.state)).toEqual(["closed", "closed"]);
		expect((await plainExport("contact", "csv")).people).toBe(0);
	});
});

test("who read a contact before it was narrowed ends no review over that", async () => {
	await server.handIn({ name: "Rosa", phone: PHONE });
	const [read] = (await queue()) as OpenedContact[];
	await handInWithdrawal(["leadership"]);
	await confirm();
	await expect(closeContact(read as OpenedContact, "Ya la ayudan")).rejects.toMatchObject({ code: "stale" });
});

test("what somebody changed meanwhile is stopped as it stands", async () => {
	const { caseId } = await rosaEverywhere();
	await handInWithdrawal(["leadership"]);
	const all = await queue();
	const chosen = await findWhom(takenBack(only(all)), all);
	await changeCase(await getCase(caseId), { state: "waiting" }, { note: "Ya tiene abogada." });
	const [rosa] = server.contacts;
	if (!rosa) throw new Error("no contact");
	const read = all.find(({ contact }) => contact.id === rosa.id) as OpenedContact;
	Object.assign(rosa, await server.seal("intake", "contact", rosa.id, { ...read.raw, note: "Otra nota." }));

	await stopAll(only(all).contact.id, chosen, takenBack(only(all)), WORDS);

	const { record, body } = await getCase(caseId);
	expect([record.state, body?.note, body?.consent.purposes]).toEqual([
		"waiting",
		"Ya tiene abogada.",
		["consulta"],
	]);
	const after = (await queue()).find(({ contact }) => contact.id === rosa.id);
	expect([after?.body?.note, after?.body?.consent.purposes]).toEqual(["Otra nota.", ["consulta"]]);
});

test("cut off with its tab after every change, it is gone on with: told once, counted once, and all of it undone", async () => {
	const rosa = await rosaEverywhere();
	const consent = { purposes: ["consulta" as const], language: "es", words: "", on: "2026-11-23" };
	await server.handIn({ name: "Rosa", phone: PHONE, consent });
	const { bodies } = await standing(rosa);
	const withdrawal = await handInWithdrawal(["consulta"]);

	const { id, tries } = await confirmInPieces(withdrawal);

	expect(tries).toBe(6);
	expect(stopped(id)).toEqual([...OF_CONSULTA, "contact Rosa"]);
	expect(only(await queue()).review?.stopped).toEqual({ case: 1, offer: 1, task: 2, contact: 2 });
	const { notes } = await getCase(rosa.caseId);
	expect(notes.map(({ body }) => body?.kind)).toEqual(["withdrawn"]);

	expect((await undoWithdrawal(only(await queue()))).left).toEqual([]);

	expect(await standing(rosa)).toEqual({ ...GOING, bodies });
	const contacts = (await queue()).filter(({ body }) => body);
	const agreed = contacts.map(({ contact, body }) => `${contact.state} ${body?.consent.purposes.join(" ")}`);
	expect(agreed.sort()).toEqual(["picked_up consulta", "routed consulta leadership"]);
	// Each try opens the vaults anew.
}, 30_000);

test.each(["/cases/", "/cases/tasks/"])(
	"in another tab at the same moment it is told in either, be it at %s that they meet",
	async (path) => {
		await rosaEverywhere();
		const withdrawal = await handInWithdrawal(["consulta"]);
		const taken = takenBack(only(await queue()));
		const [one] = await listCases();
		if (!one) throw new Error("no case");
		const told: string[] = [];
		const tab = (words: typeof WORDS, hears: (what: string) => void) =>
			stop(withdrawal, { what: "case", one }, taken, words, ({ what, name }) => hears(`${what} ${name}`));
		let met = false;
		vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
			const [, id = ""] = String(input).split(path);
			if (init.method === "PATCH" && id && !id.includes("/") && !met) {
				met = true;
				await tab({ note: "En otra pestaña", reason: "En otra pestaña", undone: "" }, () => undefined);
			}
			return server.fetch(input, init);
		});
		await tab(WORDS, (what) => told.push(what));
		expect([met, told]).toEqual([true, OF_CONSULTA.slice(0, -1)]);
		expect(taskStates()).toEqual(["dropped", "dropped", "open"]);
	},
);

test("what was locked before its answer came stays nowhere", async () => {
	await server.handIn({ name: "Rosa", phone: PHONE });
	const id = await handInWithdrawal(["consulta"]);
	vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
		const answer = await server.fetch(input, init);
		if (String(input).endsWith("/vaults/resealing")) lock();
		return answer;
	});
	await expect(confirm()).rejects.toBeInstanceOf(Locked);
	expect([stoppedFor(id), isWhole(id)]).toEqual([[], false]);
});

test("whose end did not arrive is tapped again: nothing is counted twice", async () => {
	await rosaEverywhere();
	await handInWithdrawal(["consulta"]);
	const { all, tap } = await tapped();
	await tap();
	expect(stopped(only(all).contact.id)).toHaveLength(5);
	expect(only(await queue()).review?.stopped).toEqual({ case: 1, offer: 1, task: 2, contact: 1 });
});

describe("a contact filled to its limit", () => {
	const words = "¿Podemos llamarle?".padEnd(120, ".");
	const consent = { purposes: [...PURPOSES], language: "es", words };
	const review = { on: "2026-11-30", by: "Celia", suggested: ["consulta"], chosen: ["consulta"], reason: "" };

	/** As long as the form lets it be, reviewed at as much length as there is room for; `more`: bytes beyond that. */
	async function filled(more: number): Promise<void> {
		const source = { kind: "line", name: "" } as const;
		const form = { ...emptyContact({ campaign: CAMPAIGN, source, language: "es", words }), consent };
		const named = { ...form, name: "Rosa", phone: PHONE };
		const note = "x".repeat(roomInContact(named) + more);
		const { slot: _, ...body } = { ...named, note, consent: { ...consent, on: "2026-11-23" } };
		const length = (part: object) => JSON.stringify(part).length;
		const reason = "x".repeat(320 - length({ review }) - 1 + 2);
		const met_by = "x".repeat(60);
		await server.handIn({ ...body, met_by, review: { ...review, reason } } as Partial<ContactBody>, {
			state: "routed",
		});
	}

	test("takes what somebody takes back, all at once, and loses nothing", async () => {
		await filled(0);
		await handInWithdrawal([], { erase: true });
		await confirm();
		const [one] = (await queue()).filter(({ body }) => body);
		expect(one?.body?.consent).toMatchObject({ purposes: [], words, withdrawn: { alerts: "2026-12-01" } });
		expect(Object.keys(one?.body?.consent.withdrawn ?? {})).toHaveLength(3);
	});

	test("by a build that kept no room for it gives its words for it", async () => {
		await filled(100);
		await handInWithdrawal([], { erase: true });
		await confirm();
		const [one] = (await queue()).filter(({ body }) => body);
		expect(one?.body?.consent).toMatchObject({
			purposes: [],
			words: "",
			withdrawn: { alerts: "2026-12-01" },
		});
	});
});

test("an answer that was lost stops nothing twice, and the same again goes on", async () => {
	const { caseId } = await rosaEverywhere();
	await handInWithdrawal(["consulta"]);
	const all = await queue();
	const chosen = await findWhom(takenBack(only(all)), all);
	const again = () => stopAll(only(all).contact.id, chosen, takenBack(only(all)), WORDS);
	server.lost = 1;
	await expect(again()).rejects.toThrow();
	await again();
	expect((await getCase(caseId)).notes).toHaveLength(1);
	expect(taskStates()).toEqual(["dropped", "dropped", "open"]);
	expect(stopped(only(all).contact.id)).toHaveLength(5);
});

describe("who holds intake alone", () => {
	async function onlyIntake(): Promise<void> {
		lock();
		const { body } = founded.made;
		const live = server.log.live("intake")?.keyId;
		const wraps = body.wraps.filter(({ key_id }) => key_id === live);
		server.made = { ...founded.made, body: { ...body, wraps } };
		await unlock(server.made.words);
	}

	async function everything(): Promise<void> {
		lock();
		server.made = founded.made;
		await unlock(server.made.words);
	}

	test("leaves word in the vaults that they cannot open, as any routed contact would", async () => {
		const { caseId } = await rosaEverywhere();
		await handInWithdrawal(["consulta", "leadership"]);
		await onlyIntake();
		const all = await queue();
		expect(tracksToTell(only(all).withdrawal)).toEqual(["consulta", "leadership"]);
		const { id } = await confirm();
		expect(stopped(id)).toEqual(["contact Rosa"]);
		expect(server.contacts.find((one) => one.id === id)?.state).toBe("routed");

		await everything();
		const { records, notices } = await listCasesAndNotices();
		expect([records.length, (await listLadder()).length]).toEqual([1, 1]);
		const [notice] = notices;
		if (!notice) throw new Error("no word came");
		expect(notice.body).toMatchObject({ name: "Rosa", purposes: ["consulta", "leadership"], by: "Celia" });
		const team = [{ id: CELIA.id, active: true, vaults: ["consulta" as const] }];
		const owed = await fetchOwed({ id: CELIA.id, coordinator: false, today: "2026-12-02", team });
		expect(
			owed
				.filter(({ why }) => why === "withdrawn")
				.map(({ track }) => track)
				.sort(),
		).toEqual(["consulta", "leadership"]);

		const whom = await findWhom(notice.body, [], ["consulta"]);
		expect(whom.map(({ what, likely }) => [what, likely])).toEqual([["case", true]]);
		const tap = () => stopAll(notice.record.id, whom, notice.body, WORDS);
		server.refused = [...server.tasks.keys()][0] ?? "";
		await expect(tap()).rejects.toThrow();
		expect([stoppedFor(notice.record.id).length, isWhole(notice.record.id)]).toEqual([2, false]);
		await tap();
		expect(isWhole(notice.record.id)).toBe(true);
		expect((await getCase(caseId)).record.state).toBe("closed");
		expect(taskStates()).toEqual(["dropped", "dropped", "open"]);
		server.refused = [...server.tasks.keys()][1] ?? "";
		await expect(undoAll(notice.record.id)).rejects.toThrow();
		expect(isWhole(notice.record.id)).toBe(true);
		await undoAll(notice.record.id);
		expect(isWhole(notice.record.id)).toBe(false);
		await tap();
		await dropNotice("consulta", notice).catch(() => null);
		expect(server.calls.at(-1)).toMatchObject({ method: "DELETE", path: `/cases/${notice.record.id}` });
	});

	test("undoes what is theirs; the word that went out stays, and the withdrawal says so", async () => {
		await rosaEverywhere();
		await handInWithdrawal(["consulta"]);
		await onlyIntake();
		await confirm();
		const { contact, left } = await undoWithdrawal(only(await queue()));
		expect([contact?.state, left]).toEqual(["routed", []]);
		const all = await queue();
		expect(only(all).review?.undone).toMatch(/^\d{4}-/);
		expect(all.find(({ body }) => body)?.body?.consent.purposes).toEqual(["consulta", "leadership"]);
	});

	test("tells the ladder nothing of help that is not wanted any more", async () => {
		await handInWithdrawal(["consulta", "alerts"]);
		await onlyIntake();
		expect(tracksToTell({ purposes: ["consulta"], erase: false })).toEqual(["consulta"]);
		await confirm();
		await everything();
		expect((await listLadderAndNotices()).notices.map(({ body }) => body.purposes)).toEqual([["alerts"]]);
	});
});
