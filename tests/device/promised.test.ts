import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import type { CaseBody } from "../../canvass/static/device/bodies";
import { CASES, type CaseRecord, getCase } from "../../canvass/static/device/cases";
import { type Asker, fetchOwed } from "../../canvass/static/device/owed";
import { noteReached } from "../../canvass/static/device/promised";
import { fetchQueue, type OpenedContact, openContacts } from "../../canvass/static/device/queue";
import { routeContact } from "../../canvass/static/device/review";
import { CELIA, DeskServer, unlockedDesk } from "./desk";

const PROMISE = { words: "Le llamamos a más tardar el jueves", name: "Ana" };
const ASKER: Asker = {
	id: CELIA.id,
	coordinator: false,
	today: "2026-11-28",
	team: [{ id: CELIA.id, active: true, vaults: ["consulta", "leadership"] }],
};

const founded = await DeskServer.founded();
let server = founded;
beforeEach(async () => {
	server = await unlockedDesk(founded);
});

async function routedCase(): Promise<string> {
	await server.handIn({ promise: PROMISE });
	const [one] = await openContacts(await fetchQueue());
	const followUp = { next_step: "Llamarle", next_on: null, to: CELIA.id };
	const routed = await routeContact(one as OpenedContact, {
		tracks: ["consulta", "leadership"],
		reason: "También quiere participar",
		consulta: followUp,
		leadership: followUp,
	});
	return routed.case ?? "";
}

const promises = async () =>
	(await fetchOwed(ASKER)).map(({ track, promise }) => [track, promise?.words, promise?.name]);

describe("a promise made at a door", () => {
	it("stands beside the call on both tracks, with the name that the person was given", async () => {
		await routedCase();
		expect((await promises()).sort()).toEqual([
			["consulta", PROMISE.words, "Ana"],
			["leadership", PROMISE.words, "Ana"],
		]);
		expect(JSON.stringify(server.calls)).not.toContain("jueves");
	});

	it("is kept once somebody has spoken with the person, whatever was changed meanwhile", async () => {
		const id = await routedCase();
		const old = await getCase(id);
		const reached = await noteReached<CaseRecord, CaseBody>(CASES, old, "Ya se habló.");
		expect([reached.note.body?.kind, reached.open.record.rev]).toEqual(["reached", 2]);
		expect((await promises()).filter(([track]) => track === "consulta")).toEqual([
			["consulta", undefined, undefined],
		]);
		expect((await getCase(id)).body?.promise).toMatchObject(PROMISE);
	});

	it("is kept over what somebody else saved first", async () => {
		const id = await routedCase();
		const old = await getCase(id);
		const kept = server.cases.get(id);
		if (kept) server.cases.set(id, { ...kept, state: "waiting", rev: 7 });
		const { open } = await noteReached<CaseRecord, CaseBody>(CASES, old, "Ya se habló.");
		expect([open.record.state, open.body?.promise.kept_on]).toEqual([
			"waiting",
			expect.stringMatching(/^20/),
		]);
		expect((await getCase(id)).notes.map(({ body }) => body?.kind)).toEqual(["reached"]);
	});
});
