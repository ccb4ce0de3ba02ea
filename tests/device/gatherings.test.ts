import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { countUnsent, sendUnsent, tick } from "../../canvass/static/device/attendance";
import { readLadder } from "../../canvass/static/device/bodies";
import {
	changeGathering,
	type GatheringPlan,
	getGathering,
	listGatherings,
	planGathering,
} from "../../canvass/static/device/gatherings";
import {
	addReply,
	couldMove,
	countNeeds,
	invitationsOf,
	invite,
	listReplies,
	NO_NEEDS,
	personWith,
	type ReplyBody,
	type Said,
} from "../../canvass/static/device/invitations";
import type { OpenPerson } from "../../canvass/static/device/ladder";
import type { LadderStep } from "../../canvass/static/device/steps";
import { lock } from "../../canvass/static/device/unlocked";
import { DeskServer, unlockedDesk } from "./desk";
import { json } from "./server";

const PLAN: GatheringPlan = {
	name: "Posada comunitaria",
	time: "17:00",
	place: "Salón de la iglesia",
	languages: ["es", "mam"],
	offers: ["childcare", "food"],
};
const STEPS: LadderStep[] = ["met", "one_on_one", "event", "task"].map((code) => ({
	code,
	es: code,
	en: code,
	quiet_days: 30,
	retired: false,
}));

let n = 0;

function reply(person: string, said: Said): ReplyBody {
	n += 1;
	const at = new Date(Date.UTC(2026, 10, 28, 9, n)).toISOString();
	return { v: 1, id: `${n}`, gathering: "g", person, at, by: "Celia", ...said };
}

function aPerson(id: string, step = "met", purposes = ["leadership"]): OpenPerson {
	const raw = { card: { name: id, phone: "", language: "es" }, consent: { purposes } };
	const owner = { assignee: null, offered_to: null, offered_by: null, next_on: null };
	const record = { id, step, ...owner, rev: 1, key_id: "", sealed: "" };
	return { record, body: readLadder(raw), raw };
}

describe("an invitation", () => {
	test("holds what was said last of each part, in whatever order it comes", () => {
		const said = [
			reply("rosa", { code: "AAAAAA", answer: "unknown" }),
			reply("rosa", { answer: "coming", needs: { ...NO_NEEDS, ride: true } }),
			reply("rosa", { came: true }),
			reply("rosa", { answer: "not_coming" }),
		];
		const invitation = invitationsOf([...said].reverse()).get("rosa");
		expect(invitation).toMatchObject({ codes: ["AAAAAA"], answer: "not_coming", came: true });
		expect(invitation?.needs.ride).toBe(true);
	});

	test("keeps the cards of two who invited the same person at once", () => {
		const all = invitationsOf([reply("rosa", { code: "AAAAAA" }), reply("rosa", { code: "BBBBBB" })]);
		expect(["aaa-aaa", " BBB BBB "].map((read) => personWith(all.values(), read))).toEqual(["rosa", "rosa"]);
		expect(personWith(all.values(), "https://example.org/AAAAAA")).toBeNull();
	});

	test("counts what is needed over those who come, and names nobody", () => {
		const said = [
			reply("a", {
				answer: "coming",
				needs: { party: 3, children: 2, ride: true, interpreter: "mam", food: "" },
			}),
			reply("b", { answer: "coming", needs: { ...NO_NEEDS, interpreter: "mam", food: "carne" } }),
			reply("c", { answer: "not_coming", needs: { ...NO_NEEDS, children: 4, ride: true } }),
			reply("d", { answer: "unknown" }),
		];
		expect(countNeeds(invitationsOf(said).values())).toEqual({
			coming: 2,
			people: 4,
			children: 2,
			rides: 3,
			interpreters: [["mam", 2]],
			food: [["carne", 1]],
		});
	});

	test("offers a move to who came from a step before, and moves nobody", () => {
		const people = [aPerson("a"), aPerson("b", "task"), aPerson("c", "one_on_one"), aPerson("d")];
		const came = ["a", "b", "c"].map((id) => reply(id, { came: true }));
		const all = invitationsOf([...came, reply("c", { came: false }), reply("d", { answer: "coming" })]);
		expect(couldMove(people, all, STEPS).people).toEqual([people[0]]);
		const without = STEPS.map((step) => ({ ...step, retired: step.code === "event" }));
		expect(couldMove(people, all, without).people).toEqual([]);
	});
});

const founded = await DeskServer.founded();

describe("an event", () => {
	let server = founded;
	let id = "";

	beforeEach(async () => {
		server = await unlockedDesk(founded);
		id = (await planGathering(PLAN, "2026-12-05")).record.id;
	});

	test("is planned once, changed as it was read, and tells the server its day alone", async () => {
		server.lost = 1;
		const other = { ...PLAN, name: "Taller" };
		await expect(planGathering(other, "2026-12-06")).rejects.toMatchObject({ kind: "offline" });
		await planGathering(other, "2026-12-06");
		expect((await listGatherings()).map(({ body }) => body?.name)).toEqual(["Posada comunitaria", "Taller"]);
		const changed = await changeGathering(
			await getGathering(id),
			{ state: "held" },
			{ outcome: "Vinieron muchas" },
		);
		expect(changed).toMatchObject({
			record: { state: "held", rev: 2 },
			body: { outcome: "Vinieron muchas" },
		});
		expect(JSON.stringify(server.calls)).not.toMatch(/Posada|iglesia|childcare|muchas/);
	});

	test("invites once who agreed to it, each with a code of their own that the server never sees", async () => {
		const people = [aPerson("rosa on the ladder"), aPerson("hilda", "met", ["consulta"]), aPerson("fidel")];
		const said: ReplyBody[] = [];
		const go = () => invite(id, people, invitationsOf(said), (one) => said.push(one));
		await go();
		await go();
		const all = invitationsOf(await listReplies(id));
		expect([...all.keys()].sort()).toEqual(["fidel", "rosa on the ladder"]);
		const codes = [...all.values()].flatMap((one) => one.codes);
		expect(new Set(codes).size).toBe(2);
		expect(codes.map((code) => personWith(all.values(), code))).toEqual([...all.keys()]);
		expect(JSON.stringify(server.calls)).not.toMatch(new RegExp(["rosa on", ...codes].join("|")));
	});

	test("keeps a tick while the signal is gone, and sends it once there is one", async () => {
		server.lost = 1;
		const body = await tick(id, "rosa", true);
		await tick(id, "fidel", true);
		await sendUnsent();
		expect([body.came, countUnsent()]).toEqual([true, 2]);
		await sendUnsent();
		expect(countUnsent()).toBe(0);
		const all = invitationsOf(await listReplies(id));
		expect([...all.values()].filter(({ came }) => came)).toHaveLength(2);
	});

	test("ticks the next card while the answer for the one before is long in coming", async () => {
		let arrive = () => {};
		const answer = new Promise<void>((resolve) => {
			arrive = resolve;
		});
		vi.stubGlobal("fetch", async (input: string, init?: RequestInit) => {
			if (init?.method === "POST") await answer;
			return server.fetch(input, init);
		});
		await tick(id, "rosa", true);
		const sending = sendUnsent();
		await tick(id, "fidel", true);
		expect(countUnsent()).toBe(2);
		arrive();
		await sending;
		expect(countUnsent()).toBe(0);
	});

	test("keeps a tick through the vaults' locking, as it is sealed already", async () => {
		await tick(id, "rosa", true);
		lock();
		await sendUnsent();
		expect(countUnsent()).toBe(0);
	});

	test("keeps a tick that the server is too busy for", async () => {
		await tick(id, "rosa", true);
		vi.stubGlobal("fetch", async () => json(429, { code: "too_many", message: "…" }));
		await sendUnsent();
		expect(countUnsent()).toBe(1);
		vi.stubGlobal("fetch", server.fetch);
		await sendUnsent();
		expect([countUnsent(), (await listReplies(id)).length]).toEqual([0, 1]);
	});

	test("takes what two people say of one invitation, and overwrites neither", async () => {
		await Promise.all([addReply(id, "rosa", { answer: "coming" }), addReply(id, "rosa", { came: true })]);
		expect(invitationsOf(await listReplies(id)).get("rosa")).toMatchObject({ answer: "coming", came: true });
	});
});
