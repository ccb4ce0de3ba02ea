import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { CAME, dayAfter, isCallable, noteCall, takeBack, withOne } from "../../canvass/static/device/calls";
import { addCaseNote, CASES, getCase, sayReached, settleCase } from "../../canvass/static/device/cases";
import type { Vault } from "../../canvass/static/device/framing";
import { getPerson } from "../../canvass/static/device/ladder";
import { callMeeting, invitationsTo, inviteTo } from "../../canvass/static/device/meetings";
import { fetchOwed, type Owed } from "../../canvass/static/device/owed";
import { fetchQueue, type OpenedContact, openContacts } from "../../canvass/static/device/queue";
import { routeContact } from "../../canvass/static/device/review";
import {
	addTask,
	CASE_TASKS,
	inTaskOrder,
	LADDER_TASKS,
	listOpenTasks,
} from "../../canvass/static/device/tasks";
import { acceptTrack, changeTrack, offerTrack, returnTrack } from "../../canvass/static/device/tracks";
import { Locked, lock, unlock } from "../../canvass/static/device/unlocked";
import { CELIA, DeskServer, enrolledDesk } from "./desk";

const FIDEL = "f1de1000-0000-4000-8000-000000000002";
const founded = await DeskServer.founded();
let server = founded;
let caseId = "";
let personId = "";
let contactId = "";

beforeEach(async () => {
	server = founded.fresh();
	await enrolledDesk(server);
	await unlock(server.made.words);
	contactId = (await server.handIn({ interests: ["events"] })).id;
	const [one] = (await openContacts(await fetchQueue())) as OpenedContact[];
	if (!one) throw new Error("nothing opened");
	const nothing = { next_step: "", next_on: null, to: null };
	const tracks = ["consulta", "leadership"] as const;
	const routed = await routeContact(one, { tracks, reason: "", consulta: nothing, leadership: nothing });
	caseId = routed.case ?? "";
	personId = routed.ladder ?? "";
});

describe("a handoff", () => {
	test("is offered, and theirs who accepts it", async () => {
		const { open: offered } = await offerTrack(CASES, await getCase(caseId), { to: FIDEL, transfer: false });
		expect(offered.record).toMatchObject({ offered_to: FIDEL, rev: 2 });
		const { open: again } = await offerTrack(CASES, offered, { to: CELIA.id, transfer: false });
		const mine = await acceptTrack(CASES, again);
		expect(mine.record).toMatchObject({ assignee: CELIA.id, offered_to: null });
		expect(mine.body?.card.name).toBe("Rosa");
	});

	test("comes back with a reason that nobody but keyholders reads", async () => {
		const { open: offered } = await offerTrack(CASES, await getCase(caseId), {
			to: CELIA.id,
			transfer: false,
		});
		const { open, note } = await returnTrack(CASES, offered, " Ya llevo diez ");
		expect(open.record.offered_to).toBeNull();
		expect(note.body).toMatchObject({ kind: "returned", text: "Ya llevo diez", by: "Celia" });
		expect((await getCase(caseId)).notes.map(({ body }) => body?.kind)).toEqual(["returned"]);
		expect(JSON.stringify(server.calls)).not.toContain("diez");
	});

	test("takes along what its person agreed to, in the same request", async () => {
		const to = { to: FIDEL, transfer: true };
		const { note } = await offerTrack(CASES, await getCase(caseId), to, "Dijo que sí.");
		expect(note?.body).toMatchObject({ kind: "transferred", text: "Dijo que sí." });
		expect(server.calls.at(-1)).toMatchObject({ path: `/cases/${caseId}/offer` });
		expect((await getCase(caseId)).notes.map(({ body }) => body?.text)).toEqual(["Dijo que sí."]);
	});

	test("tells the contact's phone that somebody spoke with them, by its id alone", async () => {
		const { body } = await getCase(caseId);
		expect(body?.contact).toBe(contactId);
		await sayReached(body?.contact ?? "");
		expect(server.contacts[0]?.reached).toBe(true);
		expect(server.calls.at(-1)).toMatchObject({
			method: "PUT",
			path: `/contacts/${contactId}/reached`,
			body: {},
		});
		expect(server.cases.get(caseId)).not.toHaveProperty("contact");
	});
});

describe("a case that ends", () => {
	test("ends with what changed, once, also where the answer was lost", async () => {
		const before = await getCase(caseId);
		const said = { kind: "outcome", text: "Se quedaron en su casa" } as const;
		server.lost = 1;
		await expect(settleCase(before, "resolved", said)).rejects.toMatchObject({ kind: "offline" });
		const { open, note } = await settleCase(before, "resolved", said);
		expect([open.record.state, open.record.rev, note.body?.text]).toEqual(["resolved", 2, said.text]);
		expect((await getCase(caseId)).notes.map(({ body }) => body?.kind)).toEqual(["outcome"]);
	});

	test("keeps no outcome where somebody else was first", async () => {
		const before = await getCase(caseId);
		await settleCase(before, "closed", { kind: "outcome", text: "Se mudaron" });
		const late = settleCase(before, "resolved", { kind: "outcome", text: "Se resolvió" });
		await expect(late).rejects.toMatchObject({ code: "stale" });
		expect((await getCase(caseId)).notes.map(({ body }) => body?.text)).toEqual(["Se mudaron"]);
	});
});

describe("a meeting", () => {
	test("that was called is not called again, and who was invited is not invited twice", async () => {
		const plan = { title: "Los Robles", time: "18:00", place: "", kind: "park", name: "Roble" } as const;
		const meeting = await callMeeting(plan, "2026-12-10");
		const invited: string[] = [];
		const invite = async () =>
			inviteTo(meeting, [await getCase(caseId)], (task) => invited.push(task.record.of));
		await invite();
		await invite();
		expect(invited).toEqual([caseId]);
		const [task] = await invitationsTo(meeting.record.id);
		expect(task?.body).toMatchObject({ kind: "invitation", text: "Los Robles", meeting: meeting.record.id });
		expect(JSON.stringify([...server.tasks.values()])).not.toContain("Robles");
	});
});

describe("tasks", () => {
	test("are sealed, offered, and found open among all", async () => {
		const clear = { to: FIDEL, next_on: "2026-12-03" };
		const plan = { kind: "accompaniment", text: " Corte civil ", ride: "needed", time: "09:30" } as const;
		const added = await addTask(CASE_TASKS, caseId, plan, clear);
		expect(added.body).toMatchObject({ text: "Corte civil", ride: "needed", interpreter: "no", by: "Celia" });
		expect(JSON.stringify(server.tasks.get(added.record.id))).not.toContain("Corte");
		const [found] = await listOpenTasks(CASE_TASKS);
		expect(found?.record).toMatchObject({ of: caseId, offered_to: FIDEL, next_on: "2026-12-03" });
		expect((await getCase(caseId)).tasks.map(({ body }) => body?.time)).toEqual(["09:30"]);
	});

	test("are there once, also when the answer was lost", async () => {
		server.lost = 1;
		const clear = { to: null, next_on: null };
		await expect(addTask(LADDER_TASKS, personId, { kind: "step", text: "uno" }, clear)).rejects.toMatchObject(
			{
				kind: "offline",
			},
		);
		await addTask(LADDER_TASKS, personId, { kind: "step", text: "uno" }, clear);
		expect(server.tasks.size).toBe(1);
	});

	test("end with what came of them", async () => {
		const clear = { to: null, next_on: "2026-12-03" };
		const added = await addTask(CASE_TASKS, caseId, { kind: "referral", text: "Abogada" }, clear);
		const done = await changeTrack(CASE_TASKS, added, { state: "done" }, { outcome: "La atendieron" });
		expect([done.record.state, done.body?.outcome, done.body?.text]).toEqual([
			"done",
			"La atendieron",
			"Abogada",
		]);
		const later = await addTask(
			CASE_TASKS,
			caseId,
			{ kind: "step", text: "Llamar" },
			{ ...clear, next_on: null },
		);
		expect(inTaskOrder([done, later]).map(({ body }) => body?.text)).toEqual(["Llamar", "Abogada"]);
	});
});

describe("my day", () => {
	const vaults: Vault[] = ["consulta", "leadership"];
	const celia = { id: CELIA.id, active: true, vaults };
	const fidel = { id: FIDEL, active: true, vaults };
	const asker = { id: CELIA.id, coordinator: false, today: "2026-12-02", team: [celia, fidel] };
	const whys = async (who = asker) =>
		(await fetchOwed(who)).map(({ why, track, text }) => `${why} ${track} ${text}`);

	test("shows what is offered to me, what I carry, and what came back, by day", async () => {
		await addTask(
			CASE_TASKS,
			caseId,
			{ kind: "step", text: "después" },
			{ to: CELIA.id, next_on: "2026-12-09" },
		);
		await addTask(
			CASE_TASKS,
			caseId,
			{ kind: "step", text: "tarde" },
			{ to: CELIA.id, next_on: "2026-12-01" },
		);
		await addTask(LADDER_TASKS, personId, { kind: "one_on_one", text: "café" }, { to: FIDEL, next_on: null });
		const { open: offered } = await offerTrack(CASES, await getCase(caseId), {
			to: CELIA.id,
			transfer: false,
		});
		expect(await whys()).toEqual(["mine consulta tarde", "mine consulta después", "offered consulta "]);
		await returnTrack(CASES, offered, "no puedo");
		expect(await whys()).toContain("returned consulta ");
	});

	test("shows whoever coordinates what nobody accepted and what is overdue, and nobody else", async () => {
		await addTask(
			CASE_TASKS,
			caseId,
			{ kind: "step", text: "vencido" },
			{ to: FIDEL, next_on: "2026-12-01" },
		);
		await addTask(
			CASE_TASKS,
			caseId,
			{ kind: "step", text: "a tiempo" },
			{ to: FIDEL, next_on: "2026-12-05" },
		);
		expect(await whys()).toEqual([]);
		const seen = await whys({ ...asker, coordinator: true });
		expect(seen).toContain("overdue consulta vencido");
		expect(seen.filter((one) => one.startsWith("unaccepted"))).toHaveLength(2);
		expect(seen.join()).not.toContain("a tiempo");
	});

	test.each([
		["takes no part any more", { active: false }],
		["cannot open it any more", { vaults: ["leadership"] as Vault[] }],
	])("shows that nobody has what lies with somebody who %s", async (_who, change) => {
		await addTask(CASE_TASKS, caseId, { kind: "step", text: "pedido" }, { to: FIDEL, next_on: "2026-12-05" });
		const left = { ...asker, team: [celia, { ...fidel, ...change }] };
		expect(await whys(left)).toContain("unaccepted consulta pedido");
		expect(await whys({ ...left, id: "another", coordinator: true })).toContain("unaccepted consulta pedido");
		expect(await whys({ ...asker, id: "another", coordinator: true })).not.toContain(
			"unaccepted consulta pedido",
		);
	});

	test("notes what came of a call on the record, with the next day, and takes it back without hiding it", async () => {
		const own = await offerTrack(CASES, await getCase(caseId), { to: CELIA.id, transfer: false });
		await acceptTrack(CASES, own.open);
		const [line] = await fetchOwed(asker);
		if (!line || !isCallable(line)) throw new Error("nothing owed");
		const on = dayAfter("no_answer", asker.today, line);
		const now = await noteCall(line, { came: "no_answer", text: "No contestó", on });
		expect(withOne([line], now)).toMatchObject([{ of: caseId, on: "2026-12-03" }]);
		expect(server.contacts).toMatchObject([{ reached: false }]);
		await takeBack(now, line, "Se anotó por error: No contestó");
		const { record, notes } = await getCase(caseId);
		expect(record.next_on).toBeNull();
		expect(notes.map(({ body }) => body?.text)).toEqual(["No contestó", "Se anotó por error: No contestó"]);
		expect(JSON.stringify(server.calls)).not.toContain("contest");
	});

	test("tells the volunteer's phone that the person was reached, and leaves the day that was agreed", async () => {
		const mine = { to: CELIA.id, next_on: "2026-12-09" };
		await addTask(LADDER_TASKS, personId, { kind: "one_on_one", text: "café" }, mine);
		const [line] = await fetchOwed(asker);
		if (!line || !isCallable(line)) throw new Error("nothing owed");
		const on = dayAfter("talked", asker.today, line);
		expect(await noteCall(line, { came: "talked", text: "Hablamos", on })).toMatchObject({
			on: "2026-12-09",
		});
		expect(server.contacts).toMatchObject([{ reached: true }]);
		const { notes } = await getPerson(personId);
		expect(notes.map(({ body }) => body)).toMatchObject([{ kind: "reached", text: "Hablamos" }]);
	});

	test("moves no hour that was agreed because nobody answered a call about it, but for who asks for another day", () => {
		const [today, on] = ["2026-12-02", "2026-12-04"];
		const proposed = (task: Owed["task"], day: string | null) =>
			CAME.map((came) => dayAfter(came, today, { task, on: day }));
		const again = [null, "2026-12-03", "2026-12-04", "2026-12-09", "2026-12-03"];
		for (const task of ["appointment", "accompaniment", "one_on_one"] as const) {
			expect(proposed(task, on)).toEqual([null, null, null, "2026-12-09", null]);
			expect(proposed(task, today)).toEqual([null, null, null, "2026-12-09", null]);
			expect(proposed(task, "2026-12-01")).toEqual(again);
			expect(proposed(task, null)).toEqual(again);
		}
		for (const task of ["step", null] as const) expect(proposed(task, on)).toEqual(again);
	});

	test("sets the day of a task whose call was not answered, and not that of the person", async () => {
		const mine = { to: CELIA.id, next_on: "2026-12-01" };
		await addTask(CASE_TASKS, caseId, { kind: "step", text: "llamar" }, mine);
		const [line] = await fetchOwed(asker);
		if (!line || !isCallable(line)) throw new Error("nothing owed");
		await noteCall(line, { came: "message_left", text: "Dejé recado", on: "2026-12-04" });
		const { record, notes, tasks } = await getCase(caseId);
		expect(tasks.map((task) => task.record.next_on)).toEqual(["2026-12-04"]);
		expect(record.next_on).toBeNull();
		expect(notes.map(({ body }) => body?.text)).toEqual(["Dejé recado"]);
		// From a line that is old by now, nothing overwrites what somebody set meanwhile.
		const late = noteCall(line, { came: "no_answer", text: "No contestó", on: "2026-12-03" });
		await expect(late).rejects.toMatchObject({ code: "stale" });
	});

	describe("of a talk whose second half was cut off", () => {
		const on = "2026-12-04";

		async function lineOf(make: () => Promise<unknown>) {
			await make();
			const [line] = await fetchOwed(asker);
			if (!line || !isCallable(line)) throw new Error("nothing owed");
			return line;
		}
		const task = () =>
			lineOf(() =>
				addTask(
					CASE_TASKS,
					caseId,
					{ kind: "step", text: "llamar" },
					{ to: CELIA.id, next_on: "2026-12-01" },
				),
			);
		const own = () =>
			lineOf(async () => {
				const open = await offerTrack(CASES, await getCase(caseId), { to: CELIA.id, transfer: false });
				return acceptTrack(CASES, open.open);
			});

		test.each([
			["a task's day", task],
			["a case's day", own],
		])("notes it once, tried again, with %s", async (_what, make) => {
			const line = await make();
			const talk = () => noteCall(line, { came: "talked", text: "Hablamos", on });
			// Whichever of its requests is the last that arrives, its answer is lost.
			for (let arrive = 1; ; arrive += 1) {
				let left = arrive;
				vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
					if (left === 0) throw new TypeError("Failed to fetch");
					left -= 1;
					const answer = await server.fetch(input, init);
					if (left === 0) throw new TypeError("Failed to fetch");
					return answer;
				});
				if (await talk().catch(() => null)) break;
			}
			vi.stubGlobal("fetch", server.fetch);
			const { record, notes, tasks } = await getCase(caseId);
			expect(notes.map(({ body }) => [body?.kind, body?.text])).toEqual([["reached", "Hablamos"]]);
			expect([record.next_on, ...tasks.map((one) => one.record.next_on)]).toContain(on);
		});

		test("notes it though somebody else has set another day meanwhile, which stays", async () => {
			const line = await task();
			const [there] = (await getCase(caseId)).tasks;
			if (!there) throw new Error("no task");
			await changeTrack(CASE_TASKS, there, { next_on: "2026-12-08" });
			expect(await noteCall(line, { came: "talked", text: "Hablamos", on })).toMatchObject({
				on: "2026-12-08",
			});
			expect((await getCase(caseId)).notes).toHaveLength(1);
		});
	});

	test("asks for nothing that is locked", async () => {
		lock();
		expect(await fetchOwed(asker)).toEqual([]);
		await unlock(server.made.words);
		lock();
		await expect(addCaseNote(caseId, "tarde")).rejects.toBeInstanceOf(Locked);
	});
});
