import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import {
	addCaseNote,
	CASES,
	type CaseRecord,
	changeCase,
	getCase,
	isLive,
	listCases,
	openCase,
} from "../../canvass/static/device/cases";
import { changePerson, getPerson, listLadder, movePerson, wayOf } from "../../canvass/static/device/ladder";
import { listNotes, type Note } from "../../canvass/static/device/notes";
import { fetchQueue, type OpenedContact, openContacts } from "../../canvass/static/device/queue";
import { type FollowUp, routeContact } from "../../canvass/static/device/review";
import { TooLong } from "../../canvass/static/device/sealing";
import { Locked, lock, unlock } from "../../canvass/static/device/unlocked";
import { DeskServer, unlockedDesk } from "./desk";
import { json } from "./server";

const founded = await DeskServer.founded();
const nothing: FollowUp = { next_step: "", next_on: null, to: null };
let server = founded;
let caseId = "";
let personId = "";

beforeEach(async () => {
	server = await unlockedDesk(founded);
	await server.handIn({ interests: ["events"] });
	const [one] = (await openContacts(await fetchQueue())) as OpenedContact[];
	if (!one) throw new Error("nothing opened");
	const tracks = ["consulta", "leadership"] as const;
	const routed = await routeContact(one, { tracks, reason: "", consulta: nothing, leadership: nothing });
	caseId = routed.case ?? "";
	personId = routed.ladder ?? "";
});

describe("a case", () => {
	test("is listed and opened, and nothing of it without the key", async () => {
		expect((await listCases()).map(({ body }) => body?.card.name)).toEqual(["Rosa"]);
		lock();
		await expect(listCases()).rejects.toBeInstanceOf(Locked);
	});

	test("stands in the order of its pages, and what was locked in between is told", async () => {
		const [kept] = server.cases.values();
		if (!kept) throw new Error("no case");
		for (const rev of [2, 3]) server.cases.set(`${caseId} ${rev}`, { ...kept, rev });
		server.page = 1;
		expect((await listCases()).map(({ record }) => record.rev)).toEqual([1, 2, 3]);
		const listed = listCases();
		lock();
		await expect(listed).rejects.toBeInstanceOf(Locked);
	});

	test("has each note once where the session ends between two pages, and no page is read twice", async () => {
		for (const text of ["Una", "Dos", "Tres"]) await addCaseNote(caseId, text);
		server.page = 1;
		server.calls = [];
		vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
			const answer = await server.fetch(input, init);
			if (String(input).includes("/notes") && !String(input).includes("after=")) server.sessionOpen = false;
			return answer;
		});
		expect((await listNotes(CASES)).get(caseId)).toHaveLength(3);
		const pages = server.calls.filter(({ path }) => path === "/cases/notes").map(({ after }) => after);
		expect(pages).toEqual([null, "1", "1", "2"]);
	});

	test("is noted once where the first answer was lost and the server was too busy for the next try", async () => {
		const note = () => addCaseNote(caseId, "Hablamos");
		server.lost = 1;
		await expect(note()).rejects.toMatchObject({ kind: "offline" });
		vi.stubGlobal("fetch", async () => json(429, { code: "too_many", message: "…" }));
		await expect(note()).rejects.toMatchObject({ status: 429 });
		vi.stubGlobal("fetch", server.fetch);
		await note();
		expect((await getCase(caseId)).notes).toHaveLength(1);
	});

	test("is noted under the key that a colleague made meanwhile, and without a network under the one that is known", async () => {
		const first = await addCaseNote(caseId, "Hablamos");
		await server.rotate("consulta");
		vi.setSystemTime(Date.now() + 31_000);
		const second = await addCaseNote(caseId, "Otra vez");
		const keyOf = ({ id }: Note) => server.notes.get(id)?.key_id;
		expect(keyOf(second)).not.toBe(keyOf(first));
		vi.setSystemTime(Date.now() + 31_000);
		server.refused = "/vaults/mine";
		expect(keyOf(await addCaseNote(caseId, "Y otra"))).toBe(keyOf(second));
	});

	test("changes in clear without being sealed anew, and inside without losing the rest", async () => {
		const before = await getCase(caseId);
		const waiting = await changeCase(before, { state: "waiting", next_on: "2026-12-01" });
		expect(server.calls.at(-1)?.body).not.toHaveProperty("sealed");
		const stepped = await changeCase(waiting, {}, { next_step: "Ver el contrato" });
		expect(stepped.body).toEqual({ ...before.body, next_step: "Ver el contrato" });
		expect(stepped.record).toMatchObject({ state: "waiting", next_on: "2026-12-01", rev: 3 });
	});

	test("that somebody else changed first is shown as it stands", async () => {
		const mine = await getCase(caseId);
		await changeCase(mine, { state: "resolved" });
		const refused = await changeCase(mine, { state: "waiting" }).catch((error) => error);
		expect(refused).toMatchObject({ code: "stale" });
		const current = await openCase(refused.answer.current as CaseRecord);
		expect(current.record.state).toBe("resolved");
		expect(current.body?.card.name).toBe("Rosa");
		expect([isLive(mine.record), isLive(current.record)]).toEqual([true, false]);
	});

	test("that was changed with the answer lost is found changed by the second try, once", async () => {
		const before = await getPerson(personId);
		server.lost = 1;
		const move = { step: "one_on_one", on: "2026-11-25", note: "" } as const;
		await expect(movePerson(before, move)).rejects.toMatchObject({ kind: "offline" });
		const moved = await movePerson(before, move);
		expect(moved.open.record.rev).toBe(2);
		expect((await getPerson(personId)).notes).toHaveLength(1);
	});

	test("that somebody else changed after the answer was lost is shown as it stands", async () => {
		const mine = await getCase(caseId);
		server.lost = 1;
		await expect(changeCase(mine, { state: "waiting" })).rejects.toMatchObject({ kind: "offline" });
		await changeCase(await getCase(caseId), { state: "resolved" });
		const refused = await changeCase(mine, { state: "waiting" }).catch((error) => error);
		expect(refused).toMatchObject({ code: "stale", answer: { current: { state: "resolved" } } });
	});

	test("keeps notes in the order in which they were written, with day and author", async () => {
		for (const text of ["uno", "dos", "tres"]) await addCaseNote(caseId, text);
		const { notes } = await getCase(caseId);
		expect(notes.map(({ body }) => body?.text)).toEqual(["uno", "dos", "tres"]);
		expect(notes[0]?.body).toMatchObject({ by: "Celia", on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
	});

	test("takes a note once, also when its answer was lost", async () => {
		server.lost = 1;
		await expect(addCaseNote(caseId, "una")).rejects.toMatchObject({ kind: "offline" });
		await addCaseNote(caseId, "una");
		expect((await getCase(caseId)).notes).toHaveLength(1);
	});

	test("keeps nothing for another try of what was being sealed while the vaults were locked", async () => {
		server.lost = 1;
		const adding = addCaseNote(caseId, "tarde");
		lock();
		await expect(adding).rejects.toMatchObject({ kind: "offline" });
		await unlock(server.made.words);
		await addCaseNote(caseId, "tarde");
		expect((await getCase(caseId)).notes).toHaveLength(2);
	});

	test("takes no note that is longer than a seal", async () => {
		await expect(addCaseNote(caseId, "x".repeat(2100))).rejects.toBeInstanceOf(TooLong);
	});

	test("that was spoiled does not hide the others", async () => {
		const good = server.cases.get(caseId);
		server.cases.set("spoiled", { ...good, id: "spoiled", rev: 1 });
		expect((await listCases()).map(({ body }) => body?.card.name ?? null)).toEqual(["Rosa", null]);
	});
});

describe("a person on the ladder", () => {
	test("moves to a step, and each move is a note of its own: the body does not grow", async () => {
		const before = await getPerson(personId);
		const { open } = await movePerson(before, { step: "one_on_one", on: "2026-11-25", note: " Café " });
		expect([open.record.step, open.raw]).toEqual(["one_on_one", before.raw]);
		expect(server.calls.at(-1)?.body).not.toHaveProperty("sealed");
		await movePerson(open, { step: "met", on: "2026-11-26", note: "" });
		const { body, notes } = await getPerson(personId);
		const met = before.body?.history[0]?.on;
		expect(body && wayOf(body, notes).map(({ step, on, by, note }) => [step, on, by, note])).toEqual(
			[
				["met", met, "Celia", ""],
				["one_on_one", "2026-11-25", "Celia", "Café"],
				["met", "2026-11-26", "Celia", ""],
			].sort(([, a], [, b]) => String(a).localeCompare(String(b))),
		);
	});

	test("moved from an old page loses the turn, and its note is not left behind", async () => {
		const mine = await getPerson(personId);
		await movePerson(await getPerson(personId), { step: "event", on: "2026-11-25", note: "Vino" });
		const late = movePerson(mine, { step: "task", on: "2026-11-25", note: "Volantes" });
		await expect(late).rejects.toMatchObject({ code: "stale" });
		const { record, notes } = await getPerson(personId);
		expect([record.step, notes.map(({ body }) => body?.text)]).toEqual(["event", ["Vino"]]);
	});

	test("is owed a next step like anybody", async () => {
		const [one] = await listLadder();
		if (!one) throw new Error("nobody there");
		const changed = await changePerson(one, { next_on: "2026-12-03" }, { next_step: "Invitarla al taller" });
		expect([changed.record.next_on, changed.body?.next_step]).toEqual(["2026-12-03", "Invitarla al taller"]);
	});
});
