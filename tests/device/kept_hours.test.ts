/** An hour of the office that an appointment keeps is free for somebody else once nobody needs it, and is nobody's before. */

import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { type Callable, noteCall } from "../../canvass/static/device/calls";
import { type CaseState, getCase, listCases, settleCase } from "../../canvass/static/device/cases";
import type { Slot, SlotState } from "../../canvass/static/device/hours";
import { changeTask, freeErased, settleAll, settleLater } from "../../canvass/static/device/kept_hours";
import { fetchOwed } from "../../canvass/static/device/owed";
import { fetchQueue, type OpenedContact, openContacts } from "../../canvass/static/device/queue";
import { type FollowUp, routeContact } from "../../canvass/static/device/review";
import { stop } from "../../canvass/static/device/stopping";
import { CASE_TASKS, type OpenTask, type TaskBody, type TaskRecord } from "../../canvass/static/device/tasks";
import { changeTrack } from "../../canvass/static/device/tracks";
import { lock, unlock } from "../../canvass/static/device/unlocked";
import { CELIA, DeskServer, unlockedDesk } from "./desk";

const founded = await DeskServer.founded();
const DAY = new Date(Date.now() + 8 * 86_400_000).toISOString().slice(0, 10);
const WORDS = { note: "Ya no quiere eso.", reason: "Retiró su permiso", undone: "No era así." };
const LATEST_MS = 180_000;
let server = founded;
let id = "";

/** Rosa's case, with the appointment that came with it, whose hour staff keeps. */
beforeEach(async () => {
	server = await unlockedDesk(founded);
	await makeCase();
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

async function makeCase(day = DAY, state: SlotState = "kept") {
	const slot = slotOn(day, state);
	server.slots = [slot];
	await server.handIn({ name: "Rosa" });
	const [one] = await openContacts(await fetchQueue());
	const consulta: FollowUp = { next_step: "", next_on: day, to: CELIA.id };
	const hour = { slot, text: "Cita" };
	const choice = { tracks: ["consulta" as const], reason: "", consulta, leadership: consulta, hour };
	id = (await routeContact(one as OpenedContact, choice)).case ?? "";
}

function slotOn(day: string, state: SlotState): Slot {
	const at = `${day}T15:00:00Z`;
	const when = { day, begins: "10:00", ends: "10:30", at, until: `${day}T15:30:00Z` };
	return { id: crypto.randomUUID(), ...when, place: "Centro", languages: ["es"], state, rev: 3 };
}

const task = async () => (await getCase(id)).tasks[0] as OpenTask;
const set = async (clear: Parameters<typeof changeTask>[2]) => changeTask(CASE_TASKS, await task(), clear);
const stateOf = () => server.slots[0]?.state;

/** Ends the case, or reopens it; the answer comes once its appointment is sealed anew for that. */
async function end(state: CaseState): Promise<{ sealed: Promise<unknown> }> {
	const whole = await getCase(id);
	const kind = state === "open" ? "reopened" : "outcome";
	const { open } = await settleCase(whole, state, { kind, text: "Listo" });
	return { sealed: new Promise((told) => settleLater(open, whole.tasks, told)) };
}

/** Some minutes, with what is sent in them. */
async function minutes() {
	await vi.advanceTimersByTimeAsync(LATEST_MS);
	// As many keys as it takes to make what is sealed and opened between the requests: nobody waits for a clock.
	for (let turn = 0; turn < 60; turn += 1) {
		await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
		await new Promise((go) => setImmediate(go));
	}
}

/** What has become of the hour by then. */
async function stateLater() {
	await minutes();
	return stateOf();
}

test("of an appointment that is dropped it is freed some minutes later, by its own id alone", async () => {
	await set({ state: "dropped" });
	await vi.advanceTimersByTimeAsync(19_000);
	expect(stateOf()).toBe("kept");
	expect(await stateLater()).toBe("free");
	const sent = server.calls.filter(({ path, method }) => path.startsWith("/slots/") && method === "PATCH");
	expect(sent.map(({ body }) => body)).toEqual([{ rev: 3, state: "free" }]);
});

test("of an appointment that is moved to another day it is freed, and stays where it is done", async () => {
	const [owed] = (await fetchOwed({ id: CELIA.id, coordinator: false, today: DAY, team: [] })).filter(
		({ task }) => task === "appointment",
	);
	await set({ state: "done" });
	expect(await stateLater()).toBe("kept");
	await set({ state: "open" });
	const again = { ...(owed as Callable), noting: { ...(owed as Callable).noting, opened: await task() } };
	await noteCall(again, { came: "another_day", text: "Otro día", on: "2099-01-01" });
	expect(await stateLater()).toBe("free");
});

test.each(["resolved", "closed"] as const)(
	"of a case that is %s it is freed, and not taken back",
	async (over) => {
		const { sealed } = await end(over);
		await minutes();
		await sealed;
		expect(stateOf()).toBe("kept");
		expect(await stateLater()).toBe("free");
		await end("open");
		await minutes();
		expect([stateOf(), (await task()).body?.let_go]).toEqual(["free", 3]);
	},
);

test("of what is taken up again in these minutes it stays", async () => {
	await set({ state: "dropped" });
	expect((await set({ state: "open" })).body?.let_go).toBeNull();
	await end("closed");
	await end("open");
	expect(await stateLater()).toBe("kept");
	await set({ state: "dropped" });
	expect(await stateLater()).toBe("free");
});

test("of what a colleague takes up again in these minutes it stays", async () => {
	await set({ state: "dropped" });
	await changeTrack<TaskRecord, TaskBody>(CASE_TASKS, await task(), { state: "open" }, { let_go: null });
	expect(await stateLater()).toBe("kept");
	await set({ next_on: "2099-01-01" });
	expect(await stateLater()).toBe("free");
});

test("of a case that a colleague reopens in these minutes it stays", async () => {
	await end("closed");
	await settleCase(await getCase(id), "open", { kind: "reopened", text: "Sigue" });
	await minutes();
	await minutes();
	expect([stateOf(), (await task()).body?.let_go]).toEqual(["kept", null]);
});

test("is never taken from somebody whose it has become since", async () => {
	await set({ state: "dropped" });
	await minutes();
	server.slots = server.slots.map((slot) => ({ ...slot, state: "kept", rev: slot.rev + 1 }));
	await settleAll(await listCases());
	await set({ state: "open" });
	await set({ state: "dropped" });
	await end("closed");
	expect(await stateLater()).toBe("kept");
});

test("that a closed tab has left is freed by whoever opens the cases next", async () => {
	await set({ state: "dropped" });
	await makeCase();
	const first = server.slots;
	await end("closed");
	lock();
	expect(await stateLater()).toBe("kept");
	await unlock(server.made.words);
	server.slots = first;
	await settleAll(await listCases());
	expect(await stateLater()).toBe("free");
});

test("of one task that somebody is changing just now keeps no other from being freed", async () => {
	const drop = async () => changeTrack(CASE_TASKS, await task(), { state: "dropped" });
	const { record } = await drop();
	const first = server.slots;
	await makeCase();
	await drop();
	server.slots = [...first, ...server.slots];
	vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
		const there = server.tasks.get(record.id);
		if (there && init.method === "PATCH" && String(input).endsWith(record.id)) there.rev += 1;
		return server.fetch(input, init);
	});
	await settleAll(await listCases());
	await minutes();
	expect(server.slots.map(({ state }) => state)).toEqual(["kept", "free"]);
});

test("that its review has yet to keep is freed once it has", async () => {
	await makeCase(DAY, "held");
	await set({ state: "dropped" });
	expect(await stateLater()).toBe("held");
	server.slots = server.slots.map((slot) => ({ ...slot, state: "kept", rev: slot.rev + 1 }));
	await settleAll(await listCases());
	expect(await stateLater()).toBe("free");
});

/** Erases the case, as whoever has it open does. */
async function erase() {
	const { tasks } = await getCase(id);
	server.cases.delete(id);
	server.tasks.clear();
	await freeErased(tasks);
}

test("of a case that is erased it is freed", async () => {
	await erase();
	expect(await stateLater()).toBe("free");
});

test("of a case that is erased it is freed also where a closed tab has left it", async () => {
	await set({ state: "dropped" });
	lock();
	await unlock(server.made.words);
	await erase();
	expect(await stateLater()).toBe("free");
});

test("of a case that is erased it stays where it was used", async () => {
	await set({ state: "done" });
	await erase();
	expect(await stateLater()).toBe("kept");
});

test("that is over stays as it was", async () => {
	await makeCase("2020-01-05");
	await set({ state: "dropped" });
	await minutes();
	expect([stateOf(), (await task()).body?.let_go]).toEqual(["kept", 0]);
});

test("of a case that a withdrawal closes it is freed, and where that is undone at once it stays", async () => {
	const undone: (() => Promise<unknown>)[] = [];
	const taken = { purposes: ["consulta" as const], erase: false, on: "2026-11-28", name: "Rosa" };
	const withdraw = async () => {
		const one = (await listCases()).find(({ record }) => record.id === id);
		if (!one) throw new Error("no case");
		await stop(crypto.randomUUID(), { what: "case", one }, taken as never, WORDS, ({ undo }) =>
			undone.unshift(undo),
		);
	};
	await withdraw();
	expect((await task()).record.state).toBe("dropped");
	for (const undo of undone.splice(0)) await undo();
	expect(await stateLater()).toBe("kept");
	await withdraw();
	expect(await stateLater()).toBe("free");
});
