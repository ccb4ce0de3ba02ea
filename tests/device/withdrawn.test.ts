/** At the desk: a withdrawal finds its person, stops what they took back wherever this browser may, and tells the other vaults. */

import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { changeCase, getCase, listCases, listCasesAndNotices } from "../../canvass/static/device/cases";
import { emptyContact, roomInContact } from "../../canvass/static/device/contacts";
import type { Body } from "../../canvass/static/device/framing";
import { changeTask } from "../../canvass/static/device/kept_hours";
import { getPerson, listLadder, listLadderAndNotices } from "../../canvass/static/device/ladder";
import { invitable } from "../../canvass/static/device/meetings";
import { fetchOwed } from "../../canvass/static/device/owed";
import { plainExport } from "../../canvass/static/device/plain_export";
import {
	fetchQueue,
	holdsWords,
	inReviewOrder,
	isWithdrawal,
	type OpenedContact,
	type OpenedWithdrawal,
	openContacts,
	type ReviewedContact,
} from "../../canvass/static/device/queue";
import { closeContact, type FollowUp, refusal, routeContact } from "../../canvass/static/device/review";
import { addTask, CASE_TASKS, LADDER_TASKS, type OpenTask } from "../../canvass/static/device/tasks";
import { changeTrack } from "../../canvass/static/device/tracks";
import {
	type ContactBody,
	PURPOSES,
	type Purpose,
	type WithdrawalBody,
} from "../../canvass/static/device/types";
import { lock, unlock } from "../../canvass/static/device/unlocked";
import {
	canUndo,
	contactsOf,
	dropNotice,
	endWithdrawal,
	findWhom,
	isWhole,
	stopAll,
	stoppedFor,
	takenBack,
	tracksToTell,
	undoAll,
	undoWithdrawal,
} from "../../canvass/static/device/withdrawn";
import { CELIA, DeskServer, unlockedDesk } from "./desk";
import { CAMPAIGN } from "./server";

const FIDEL = "f1de1000-0000-4000-8000-000000000002";
const PHONE = "+18285550123";
const WORDS = { note: "Ya no quiere eso.", reason: "Retiró su permiso", undone: "No era así." };
const founded = await DeskServer.founded();
let server = founded;

beforeEach(async () => {
	server = await unlockedDesk(founded);
});

/** Rosa's contact, routed to both tracks: a case with an open task and an invitation, offered to Fidel, and a one-on-one. */
async function rosaEverywhere() {
	await server.handIn({ name: "Rosa", phone: PHONE, interests: ["events"] });
	const [one] = await openContacts(await fetchQueue());
	const to: FollowUp = { next_step: "Llamarle", next_on: "2026-11-30", to: CELIA.id };
	const routed = await routeContact(one as OpenedContact, {
		tracks: ["consulta", "leadership"],
		reason: "",
		consulta: { ...to, to: FIDEL },
		leadership: to,
	});
	const [caseId, person] = [routed.case ?? "", routed.ladder ?? ""];
	const clear = { to: CELIA.id, next_on: "2026-12-01" };
	await addTask(CASE_TASKS, caseId, { kind: "step", text: "Ver el contrato" }, clear);
	await addTask(CASE_TASKS, caseId, { kind: "invitation", text: "Los Robles", meeting: "m" }, clear);
	await addTask(LADDER_TASKS, person, { kind: "one_on_one", text: "Café" }, clear);
	return { caseId, person };
}

async function handInWithdrawal(purposes: Purpose[], changes: Partial<WithdrawalBody> = {}): Promise<string> {
	const id = crypto.randomUUID();
	const body: WithdrawalBody = {
		v: 1,
		type: "withdrawal",
		id,
		campaign: CAMPAIGN,
		week: "2026-W49",
		urgent: false,
		on: "2026-12-01",
		source: { kind: "line", name: "" },
		met_by: "Alma",
		name: "Rosa",
		phone: PHONE,
		language: "es",
		purposes,
		erase: false,
		note: "",
		...changes,
	};
	const sealed = await server.seal("intake", "contact", id, body as unknown as Body);
	const clear = {
		campaign: CAMPAIGN,
		week: body.week,
		urgent: false,
		state: "new",
		reached: false,
		rev: 1,
	} as const;
	server.contacts.push({ id, ...clear, ...sealed });
	return id;
}

const queue = () => fetchQueue().then((all) => openContacts(all));
const only = (all: readonly ReviewedContact[]) => all.find(isWithdrawal) as OpenedWithdrawal;

/** What a reviewer does: looks who it is, confirms who is likely, and that is that. */
async function confirm() {
	const all = await queue();
	const one = only(all);
	const chosen = (await findWhom(takenBack(one), all)).filter(({ likely }) => likely);
	const taken = takenBack(one, contactsOf(chosen));
	await stopAll(one.contact.id, chosen, taken, WORDS);
	await endWithdrawal(one, taken);
	return { chosen, id: one.contact.id };
}

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

const stopped = (id: string) => stoppedFor(id).map(({ what, name }) => `${what} ${name}`);
const taskStates = () => [...server.tasks.values()].map(({ state }) => state).sort();

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

		expect(stopped(id)).toEqual([
			"case Rosa",
			"offer Rosa",
			"task Ver el contrato",
			"task Los Robles",
			"contact Rosa",
		]);
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

test("all of it is undone, and the withdrawal is reviewed again", async () => {
	const { caseId, person } = await rosaEverywhere();
	const before = [(await getCase(caseId)).body, (await getPerson(person)).body];
	await handInWithdrawal([], { erase: true });
	await confirm();
	expect(taskStates()).toEqual(["dropped", "dropped", "dropped"]);

	await undoWithdrawal(only(await queue()));

	const back = await getCase(caseId);
	expect([back.record.state, back.record.offered_to, back.record.next_on]).toEqual([
		"open",
		FIDEL,
		"2026-11-30",
	]);
	expect([back.body, (await getPerson(person)).body]).toEqual(before);
	expect(back.notes.map(({ body }) => body?.kind)).toEqual(["withdrawn", "restored"]);
	expect(taskStates()).toEqual(["open", "open", "open"]);
	const all = await queue();
	expect([only(all).contact.state, only(all).review]).toEqual(["picked_up", null]);
	expect(all.find(({ body }) => body)?.body?.consent.purposes).toEqual(["consulta", "leadership"]);
});

test("cut off with its tab after every change, it is gone on with: told once, counted once, and all of it undone", async () => {
	const { caseId, person } = await rosaEverywhere();
	const consent = { purposes: ["consulta" as const], language: "es", words: "", on: "2026-11-23" };
	await server.handIn({ name: "Rosa", phone: PHONE, consent });
	const before = [(await getCase(caseId)).body, (await getPerson(person)).body];
	const withdrawal = await handInWithdrawal(["consulta"]);

	const { id, tries } = await confirmInPieces(withdrawal);

	expect(tries).toBe(6);
	expect(stopped(id)).toEqual([
		"case Rosa",
		"offer Rosa",
		"task Ver el contrato",
		"task Los Robles",
		"contact Rosa",
		"contact Rosa",
	]);
	expect(only(await queue()).review?.stopped).toEqual({ case: 1, offer: 1, task: 2, contact: 2 });
	const { notes } = await getCase(caseId);
	expect(notes.map(({ body }) => body?.kind)).toEqual(["withdrawn"]);

	expect((await undoWithdrawal(only(await queue()))).left).toEqual([]);

	const back = await getCase(caseId);
	expect([back.record.state, back.record.offered_to, back.record.next_on]).toEqual([
		"open",
		FIDEL,
		"2026-11-30",
	]);
	expect([back.body, (await getPerson(person)).body]).toEqual(before);
	expect(taskStates()).toEqual(["open", "open", "open"]);
	const contacts = (await queue()).filter(({ body }) => body);
	const agreed = contacts.map(({ contact, body }) => `${contact.state} ${body?.consent.purposes.join(" ")}`);
	expect(agreed.sort()).toEqual(["picked_up consulta", "routed consulta leadership"]);
	// Each try opens the vaults anew.
}, 30_000);

/** All is stopped, and its end does not arrive; the answer is to tap again. */
async function tapped() {
	const all = await queue();
	const chosen = (await findWhom(takenBack(only(all)), all)).filter(({ likely }) => likely);
	const tap = async () => {
		await stopAll(only(all).contact.id, chosen, takenBack(only(all)), WORDS);
		return endWithdrawal(only(all), takenBack(only(all)));
	};
	server.refused = "/closing";
	await expect(tap()).rejects.toThrow();
	return { all, tap };
}

test("whose end did not arrive is tapped again: nothing is counted twice", async () => {
	await rosaEverywhere();
	await handInWithdrawal(["consulta"]);
	const { all, tap } = await tapped();
	await tap();
	expect(stopped(only(all).contact.id)).toHaveLength(5);
	expect(only(await queue()).review?.stopped).toEqual({ case: 1, offer: 1, task: 2, contact: 1 });
});

test("what a colleague set going again before it was tapped again stops once more, and all of it is undone", async () => {
	const { caseId } = await rosaEverywhere();
	await handInWithdrawal(["consulta"]);
	const { tap } = await tapped();
	await changeCase(await getCase(caseId), { state: "waiting", next_on: "2026-12-09" });
	for (const task of (await getCase(caseId)).tasks) await changeTrack(CASE_TASKS, task, { state: "open" });
	await tap();
	expect((await getCase(caseId)).record).toMatchObject({ state: "closed", next_on: null });
	expect(taskStates()).toEqual(["dropped", "dropped", "open"]);

	await undoWithdrawal(only(await queue()));
	const { record, body } = await getCase(caseId);
	expect([record.state, record.next_on, record.offered_to]).toEqual(["waiting", "2026-12-09", FIDEL]);
	expect(body?.consent.purposes).toEqual(["consulta", "leadership"]);
	expect(taskStates()).toEqual(["open", "open", "open"]);
});

describe("undoing", () => {
	const leftOf = async () => {
		const { contact, left } = await undoWithdrawal(only(await queue()));
		return { contact, left: left.map(({ one, why }) => `${one.what} ${one.name}: ${why}`) };
	};

	test("goes on from what somebody wrote and decided since", async () => {
		const { caseId } = await rosaEverywhere();
		await handInWithdrawal(["consulta"]);
		await confirm();
		await changeCase(await getCase(caseId), { next_on: "2026-12-09" }, { note: "Ya tiene abogada." });
		const [task] = (await getCase(caseId)).tasks;
		if (!task) throw new Error("no task");
		await changeTrack(CASE_TASKS, task, { state: "done" });

		expect((await leftOf()).left).toEqual(["task Ver el contrato: kept"]);

		const { record, body } = await getCase(caseId);
		expect([record.state, record.next_on, body?.note]).toEqual(["open", "2026-12-09", "Ya tiene abogada."]);
		expect(body?.consent.purposes).toEqual(["consulta", "leadership"]);
		expect(only(await queue()).contact.state).toBe("picked_up");
	});

	test("also goes from a withdrawal that was cut off, which is reviewed on", async () => {
		const { caseId } = await rosaEverywhere();
		const id = await handInWithdrawal(["consulta"]);
		await tapped();
		expect(canUndo(id)).toBe(true);

		expect((await leftOf()).left).toEqual([]);

		expect([(await getCase(caseId)).record.state, taskStates()]).toEqual(["open", ["open", "open", "open"]]);
		expect([only(await queue()).contact.state, canUndo(id)]).toEqual(["new", false]);
	});

	test("leaves dropped what somebody took up again and dropped by hand", async () => {
		const { caseId } = await rosaEverywhere();
		await handInWithdrawal(["consulta"]);
		await confirm();
		const first = async () => (await getCase(caseId)).tasks[0] as OpenTask;
		await changeTask(CASE_TASKS, await first(), { state: "open" });
		await changeTask(CASE_TASKS, await first(), { state: "dropped" }, { outcome: "Ya lo vio" });
		expect((await leftOf()).left).toEqual(["task Ver el contrato: kept"]);
		expect((await first()).body?.outcome).toBe("Ya lo vio");
	});

	test("leaves nothing out because one thing is gone, and says which", async () => {
		const { caseId } = await rosaEverywhere();
		await handInWithdrawal(["consulta"]);
		await confirm();
		server.cases.delete(caseId);
		expect((await leftOf()).left).toEqual(["case Rosa: gone", "offer Rosa: gone"]);
		const [rosa] = (await queue()).filter(({ body }) => body);
		expect(rosa?.body?.consent.purposes).toEqual(["consulta", "leadership"]);
	});

	test("what somebody is changing just now is tried again", async () => {
		const { caseId } = await rosaEverywhere();
		await handInWithdrawal(["consulta"]);
		await confirm();
		vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
			const there = server.cases.get(caseId);
			if (init.method === "PATCH" && String(input).endsWith(caseId) && there) there.rev += 1;
			return server.fetch(input, init);
		});
		expect(await leftOf()).toEqual({ contact: null, left: ["case Rosa: moved"] });
		vi.stubGlobal("fetch", server.fetch);
		expect((await leftOf()).contact?.state).toBe("picked_up");
		expect((await getCase(caseId)).record.state).toBe("open");
	});

	test("that is cut off is gone on with to its end, and still says what it could not undo before", async () => {
		const { caseId } = await rosaEverywhere();
		const id = await handInWithdrawal(["consulta"]);
		await confirm();
		const [task] = (await getCase(caseId)).tasks;
		if (!task) throw new Error("no task");
		await changeTrack(CASE_TASKS, task, { state: "done" });

		// First halfway, behind the task; then before the withdrawal itself is under review again.
		for (const path of [`/cases/${caseId}`, `/contacts/${id}/reopening`]) {
			server.refused = path;
			await expect(leftOf()).rejects.toThrow("offline");
			expect(canUndo(id)).toBe(true);
		}
		const { contact, left } = await leftOf();
		expect([contact?.state, left]).toEqual(["picked_up", ["task Ver el contrato: kept"]]);
		expect(canUndo(id)).toBe(false);
	});

	test("that somebody else has ended is not gone on with once it is stopped anew: what is left is said once", async () => {
		const { caseId } = await rosaEverywhere();
		const id = await handInWithdrawal(["consulta"]);
		await confirm();
		const [task] = (await getCase(caseId)).tasks;
		if (!task) throw new Error("no task");
		await changeTrack(CASE_TASKS, task, { state: "done" });
		server.refused = `/contacts/${id}/reopening`;
		await expect(leftOf()).rejects.toThrow("offline");
		const there = server.contacts.find((one) => one.id === id);
		Object.assign(there ?? {}, { state: "picked_up", rev: (there?.rev ?? 0) + 1 });
		await confirm();
		expect((await leftOf()).left).toEqual(["task Ver el contrato: kept"]);
	});
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
