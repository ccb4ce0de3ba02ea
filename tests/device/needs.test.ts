import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { accompaniedOn, roomOn } from "../../canvass/static/device/accompaniment";
import { readCase, readContact } from "../../canvass/static/device/bodies";
import { db } from "../../canvass/static/device/db";
import { areAnyNeed, needsAmong } from "../../canvass/static/device/needs";
import { needsForFiles, newNeed } from "../../canvass/static/device/own_needs";
import { fetchQueue, type OpenedContact, openContacts } from "../../canvass/static/device/queue";
import { routeContact } from "../../canvass/static/device/review";
import { addTask, CASE_TASKS } from "../../canvass/static/device/tasks";
import { DEFAULT_RULES, suggestTracks } from "../../canvass/static/device/triage";
import { NEEDS } from "../../canvass/static/device/types";
import { CELIA, contactBody, DeskServer, unlockedDesk } from "./desk";

const LEGAL = "n_0123456789ab";
const founded = await DeskServer.founded();

test("an organisation's own need stays readable in a seal, whatever became of it, and nothing else does", () => {
	const needs = [LEGAL, "food", "n_short", "renta", 7, LEGAL] as never[];
	expect(readContact({ ...contactBody(), needs })?.needs).toEqual(["food", LEGAL]);
	expect(readCase({ needs }).needs).toEqual(["food", LEGAL]);
	expect(needsAmong(["food", LEGAL])).toEqual([...NEEDS, LEGAL]);
	expect(readContact({ ...contactBody(), needs: [newNeed().code] })?.needs).toHaveLength(1);
});

test("who names any need means those of the organisation's own as well", () => {
	const contact = contactBody({ needs: [LEGAL], urgency: "no_rush" });
	expect(suggestTracks(contact)).toMatchObject({ tracks: ["consulta"], reasons: [{ items: [LEGAL] }] });
	const some = DEFAULT_RULES.map((rule) => ({ ...rule, needs: rule.needs.slice(0, 3) })).slice(2, 3);
	expect(suggestTracks(contact, some).tracks).toEqual([]);
	expect(suggestTracks(contact, [{ ...some[0], needs: [LEGAL] } as never]).tracks).toEqual(["consulta"]);
	expect([areAnyNeed(NEEDS), areAnyNeed([LEGAL])]).toEqual([true, false]);
});

test("a file for others has the organisation's own needs by their names", async () => {
	await unlockedDesk(founded);
	const written = await needsForFiles();
	expect(written(["food", LEGAL])).toBe(`food ${LEGAL}`);
	const needs = [{ code: LEGAL, es: "Ayuda  legal", en: "Legal help", retired: true }];
	await db.identity
		.where("key")
		.equals("me")
		.modify((one) => {
			one.org = { ...one.org, own_needs: needs };
		});
	expect((await needsForFiles())(["food", LEGAL])).toBe("food Ayuda_legal");
});

test("accompaniments of a day are counted where they open: others and other days take no room", async () => {
	const server = await unlockedDesk(founded);
	await server.handIn();
	const [one] = (await openContacts(await fetchQueue())) as OpenedContact[];
	if (!one) throw new Error("nothing opened");
	const nothing = { next_step: "", next_on: null, to: null };
	const routed = await routeContact(one, {
		tracks: ["consulta"],
		reason: "",
		consulta: nothing,
		leadership: nothing,
	});
	const plan = (kind: "accompaniment" | "advocacy", time: string) =>
		addTask(
			CASE_TASKS,
			routed.case ?? "",
			{ kind, text: "Corte", time, going: ["Beto"] },
			{ to: CELIA.id, next_on: "2026-12-01" },
		);
	await plan("accompaniment", "14:00");
	await plan("accompaniment", "09:30");
	await plan("advocacy", "08:00");
	server.most = 2;
	const day = await accompaniedOn("2026-12-01");
	expect(day.planned.map(({ body }) => body?.time)).toEqual(["09:30", "14:00"]);
	expect(server.asked.at(-1)).toContain("on=2026-12-01");
	expect([roomOn(day), roomOn({ ...day, most: 5 }), roomOn({ ...day, most: 1 })]).toEqual([0, 3, 0]);
	expect(roomOn({ ...day, most: null })).toBeNull();
});
