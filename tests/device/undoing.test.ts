/** What a withdrawal stopped is undone, as far as nobody has decided otherwise since, and says what was not. */

import "fake-indexeddb/auto";
import { describe, expect, test, vi } from "vitest";
import { changeCase, getCase } from "../../canvass/static/device/cases";
import { changeTask } from "../../canvass/static/device/kept_hours";
import type { OpenedWithdrawal } from "../../canvass/static/device/queue";
import { CASE_TASKS } from "../../canvass/static/device/tasks";
import { changeTrack } from "../../canvass/static/device/tracks";
import {
	alsoOf,
	canUndo,
	endWithdrawal,
	findWhom,
	stopAll,
	stoppedFor,
	takenBack,
	undoWithdrawal,
} from "../../canvass/static/device/withdrawn";
import { json } from "./server";
import {
	confirm,
	FIDEL,
	firstTask,
	GOING,
	handInWithdrawal,
	only,
	queue,
	rosaEverywhere,
	server,
	standing,
	tapped,
	taskStates,
	WORDS,
} from "./withdrawing";

test("all of it is undone, and the withdrawal is reviewed again", async () => {
	const rosa = await rosaEverywhere();
	const { bodies } = await standing(rosa);
	await handInWithdrawal([], { erase: true });
	await confirm();
	expect(taskStates()).toEqual(["dropped", "dropped", "dropped"]);

	await undoWithdrawal(only(await queue()));

	expect(await standing(rosa)).toEqual({ ...GOING, bodies });
	const { notes } = await getCase(rosa.caseId);
	expect(notes.map(({ body }) => body?.kind)).toEqual(["withdrawn", "restored"]);
	const all = await queue();
	expect([only(all).contact.state, only(all).review]).toEqual(["picked_up", null]);
	expect(all.find(({ body }) => body)?.body?.consent.purposes).toEqual(["consulta", "leadership"]);
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

test("of two withdrawals of the same person, the first says that there is the other, which nothing was left to stop for", async () => {
	await rosaEverywhere();
	const first = await handInWithdrawal(["leadership"]);
	await confirm();
	const second = await handInWithdrawal(["leadership"], { on: "2026-12-03", note: "Otra vez" });
	const of = async (id: string) =>
		(await queue()).find(({ contact }) => contact.id === id) as OpenedWithdrawal;
	const also = async () => alsoOf(await of(first), await queue()).map(({ contact }) => contact.id);
	expect(await also()).toEqual([]);

	const again = await of(second);
	await stopAll(second, await findWhom(takenBack(again), await queue()), takenBack(again), WORDS);
	expect(stoppedFor(second)).toEqual([]);
	await endWithdrawal(again, takenBack(again));
	expect(await also()).toEqual([second]);

	const other = await handInWithdrawal(["leadership"], { name: "Teodoro", phone: "+18285550999" });
	await endWithdrawal(await of(other), takenBack(await of(other)));
	expect(await also()).toEqual([second]);
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
		await changeTrack(CASE_TASKS, await firstTask(caseId), { state: "done" });

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
		const first = () => firstTask(caseId);
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

	test("that the server is too busy for is no refusal: the same again goes on", async () => {
		const { caseId } = await rosaEverywhere();
		await handInWithdrawal(["consulta"]);
		await confirm();
		vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
			const busy = init.method === "PATCH" && String(input).endsWith(caseId);
			return busy ? json(429, { code: "too_many", message: "…" }) : server.fetch(input, init);
		});
		await expect(leftOf()).rejects.toMatchObject({ status: 429 });
		vi.stubGlobal("fetch", server.fetch);
		expect((await leftOf()).left).toEqual([]);
		expect((await getCase(caseId)).record.state).toBe("open");
	});

	test("that is cut off is gone on with to its end, and still says what it could not undo before", async () => {
		const { caseId } = await rosaEverywhere();
		const id = await handInWithdrawal(["consulta"]);
		await confirm();
		await changeTrack(CASE_TASKS, await firstTask(caseId), { state: "done" });

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
		await changeTrack(CASE_TASKS, await firstTask(caseId), { state: "done" });
		server.refused = `/contacts/${id}/reopening`;
		await expect(leftOf()).rejects.toThrow("offline");
		const there = server.contacts.find((one) => one.id === id);
		Object.assign(there ?? {}, { state: "picked_up", rev: (there?.rev ?? 0) + 1 });
		await confirm();
		expect((await leftOf()).left).toEqual(["task Ver el contrato: kept"]);
	});
});
