import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { readLadder } from "../../canvass/static/device/bodies";
import { getPerson, type OpenPerson } from "../../canvass/static/device/ladder";
import type { Note, NoteBody } from "../../canvass/static/device/notes";
import { fetchQueue, type OpenedContact, openContacts } from "../../canvass/static/device/queue";
import { routeContact } from "../../canvass/static/device/review";
import {
	changeBetween,
	filterRoster,
	freeTimeAt,
	noteRoster,
	type Roster,
	type RosterFilter,
	rosterAmong,
	rosterOf,
} from "../../canvass/static/device/roster";
import { DeskServer, unlockedDesk } from "./desk";

const NOTHING: Roster = { roles: [], training: [], languages: [], times: [], area: "" };
const FIRST_AID = { name: "Primeros auxilios", on: "2026-11-03" };
const ANYBODY: RosterFilter = {
	words: "",
	role: "",
	language: "",
	area: "",
	training: "",
	weekday: 0,
	part: "",
};

let n = 0;

/** A note that says how somebody's roster changed, written a minute after the one before. */
function said(before: Roster, after: Partial<Roster>): NoteBody {
	n += 1;
	const change = changeBetween(before, { ...before, ...after });
	const at = new Date(Date.UTC(2026, 10, 28, 9, n)).toISOString();
	const note = { v: 1, id: `${n}`, kind: "roster", on: "2026-11-28", at, by: "Celia", text: "" } as const;
	return { ...note, roster: { ...change } };
}

function aPerson(name: string, purposes = ["leadership"]): OpenPerson {
	n += 1;
	const raw = { card: { name, phone: "+18285550100", language: "mam" }, consent: { purposes } };
	const owner = { assignee: null, offered_to: null, offered_by: null, next_on: null };
	const record = { id: `person ${n}`, step: "role", ...owner, rev: 1, key_id: "", sealed: "" };
	return { record, body: readLadder(raw), raw };
}

describe("the roster", () => {
	test("holds what two people said of somebody at once, each from the same page", () => {
		const celia = said(NOTHING, { roles: ["verifier"], area: "Henderson" });
		const fidel = said(NOTHING, { roles: ["canvasser"], training: [FIRST_AID] });
		const roster = rosterOf([fidel, celia]);
		expect(roster).toMatchObject({ roles: ["canvasser", "verifier"], training: [FIRST_AID] });
		expect(roster.area).toBe("Henderson");
	});

	test("takes back what was taken back, in whatever order the notes come", () => {
		const first = said(NOTHING, { roles: ["verifier", "a_team"], times: ["6 morning"] });
		const second = said(rosterOf([first]), { roles: ["a_team"], times: [] });
		const again = said(rosterOf([first, second]), { roles: ["verifier", "a_team"] });
		expect(rosterOf([second, first])).toMatchObject({ roles: ["a_team"], times: [] });
		expect(rosterOf([again, second, first]).roles).toEqual(["verifier", "a_team"]);
	});

	test("says nothing where nothing changed", () => {
		const roster = { ...NOTHING, languages: ["es"], area: "Buncombe" };
		expect(changeBetween(roster, { ...roster, area: " Buncombe " })).toBeNull();
	});

	test("believes nothing of a note that has another shape", () => {
		const odd = { add: { roles: ["chief", 7], times: ["8 noon"], training: "x" }, drop: null, area: 4 };
		expect(rosterOf([{ ...said(NOTHING, { area: "x" }), roster: odd }])).toEqual(NOTHING);
	});

	test("shows who has a role and may still be called", () => {
		const [rosa, hilda, nobody] = [aPerson("Rosa"), aPerson("Hilda", ["consulta"]), aPerson("Nadie")];
		const role = said(NOTHING, { roles: ["verifier"] });
		const notes = new Map([rosa, hilda].map(({ record }) => [record.id, [role]]));
		const { entries, silent } = rosterAmong([rosa, hilda, nobody], notes);
		expect([entries.map(({ person }) => person), silent]).toEqual([[rosa], 1]);
		expect(entries[0]?.roster.languages).toEqual(["mam"]);
	});

	test("is narrowed by everything that is asked for at once, whatever the accents", () => {
		const [rosa, ines] = [aPerson("Rosa"), aPerson("Inés")];
		const weekends = said(NOTHING, {
			roles: ["verifier"],
			training: [FIRST_AID],
			languages: ["es", "mam"],
			times: ["6 morning", "7 night"],
			area: "Henderson, Buncombe",
		});
		const mondays = said(NOTHING, { roles: ["a_team"], times: ["1 evening"], area: "Búncombe" });
		const notes = new Map([
			[rosa.record.id, [weekends]],
			[ines.record.id, [mondays]],
		]);
		const { entries } = rosterAmong([rosa, ines], notes);
		const names = (filter: Partial<RosterFilter>) =>
			filterRoster(entries, { ...ANYBODY, ...filter }).map(({ person }) => person.body?.card.name);
		expect(names({})).toEqual(["Inés", "Rosa"]);
		expect(names({ role: "verifier" })).toEqual(["Rosa"]);
		expect(names({ language: "es" })).toEqual(["Rosa"]);
		expect(names({ area: "buncombe" })).toEqual(["Inés", "Rosa"]);
		expect(names({ training: "primeros auxilios" })).toEqual(["Rosa"]);
		expect(names({ words: "ines" })).toEqual(["Inés"]);
		expect(names({ weekday: 6 })).toEqual(["Rosa"]);
		expect(names({ weekday: 6, part: "night" })).toEqual([]);
		expect(names({ part: "evening" })).toEqual(["Inés"]);
		expect(names({ role: "verifier", weekday: 1 })).toEqual([]);
	});

	test.each([
		[{ day: 1, minute: 6 * 60 }, "1 morning"],
		[{ day: 1, minute: 5 * 60 + 59 }, "7 night"],
		[{ day: 0, minute: 17 * 60 }, "7 afternoon"],
		[{ day: 0, minute: 3 * 60 }, "6 night"],
		[{ day: 6, minute: 23 * 60 }, "6 night"],
	])("knows in which part of a week %o lies", (at, time) => {
		expect(freeTimeAt(at)).toBe(time);
	});
});

const founded = await DeskServer.founded();

describe("a note of the roster", () => {
	let server = founded;
	let person = "";

	beforeEach(async () => {
		server = await unlockedDesk(founded);
		await server.handIn({ needs: [], urgency: "no_rush", interests: ["events"] });
		const [one] = (await openContacts(await fetchQueue())) as OpenedContact[];
		if (!one) throw new Error("nothing opened");
		const nothing = { next_step: "", next_on: null, to: null };
		const choice = { tracks: ["leadership"], reason: "", consulta: nothing, leadership: nothing } as const;
		const routed = await routeContact(one, choice);
		person = routed.ladder ?? "";
	});

	test("is read again by whoever holds the vault, and tells the server nothing", async () => {
		const roster: Roster = {
			roles: ["verifier"],
			training: [FIRST_AID],
			languages: ["es", "mam"],
			times: ["6 morning"],
			area: "Henderson",
		};
		const change = changeBetween(NOTHING, roster);
		if (change === null) throw new Error("nothing changed");
		await noteRoster(person, change);
		const { notes } = await getPerson(person);
		expect(rosterOf(notes.flatMap(({ body }: Note) => body ?? []))).toEqual(roster);
		expect(JSON.stringify(server.calls)).not.toMatch(/verifier|auxilios|Henderson|morning/);
	});
});
