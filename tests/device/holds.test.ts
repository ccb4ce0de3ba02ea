import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import {
	endingsOf,
	type HoldRecord,
	hoursOf,
	isLate,
	listHolds,
	type OpenHold,
} from "../../canvass/static/device/holds";
import type { Slot } from "../../canvass/static/device/hours";
import { endHold, endLater } from "../../canvass/static/device/letting_go";
import { joinContact, joinRecord } from "../../canvass/static/device/merging";
import { open } from "../../canvass/static/device/opening";
import {
	fetchQueue,
	inReviewOrder,
	type OpenedContact,
	openContacts,
} from "../../canvass/static/device/queue";
import { type Choice, closeContact, type FollowUp, routeContact } from "../../canvass/static/device/review";
import { lock } from "../../canvass/static/device/unlocked";
import { CELIA, DeskServer, unlockedDesk } from "./desk";
import { CAMPAIGN } from "./server";

const founded = await DeskServer.founded();
let server = founded;

beforeEach(async () => {
	server = await unlockedDesk(founded);
});

const nothing: FollowUp = { next_step: "", next_on: null, to: null };
const slotOn = (day: string, state: Slot["state"] = "held"): Slot => ({
	id: crypto.randomUUID(),
	day,
	begins: "10:00",
	ends: "10:30",
	at: `${day}T15:00:00Z`,
	until: `${day}T15:30:00Z`,
	place: "Centro comunitario",
	languages: ["es"],
	state,
	rev: 2,
});
const TODAY = "2026-11-28";
const COMING = "2026-12-05";

/** A phone's hold for a contact, as the server keeps it. */
async function hold(
	contact: string,
	slot: Slot | null,
	{ state = "confirmed" as HoldRecord["state"], says = slot?.id ?? "" } = {},
): Promise<HoldRecord> {
	const id = crypto.randomUUID();
	const sealed = await server.seal("intake", "hold", id, { v: 1, type: "hold", id, slot: says, contact });
	const record = { id, campaign: CAMPAIGN, week: "2026-W48", state, slot, ...sealed };
	server.holds.push(record);
	return record;
}

async function queue(): Promise<OpenedContact[]> {
	return (await openContacts(await fetchQueue())) as OpenedContact[];
}

async function named(name: string): Promise<OpenedContact> {
	const one = (await queue()).find(({ body }) => body.name === name);
	if (!one) throw new Error(`no ${name}`);
	return one;
}

async function endings(erased: string[] = []) {
	const found = endingsOf(await listHolds(), await queue(), new Set(erased), TODAY);
	return found.map(({ hold: { record }, keeps }) => [record.id, keeps]);
}

function toConsulta(changes: Partial<Choice> = {}): Choice {
	return { tracks: ["consulta"], reason: "", consulta: nothing, leadership: nothing, ...changes };
}

describe("an hour beside its contact", () => {
	test("is theirs where it was free, and otherwise somebody calls, before who has waited longer", async () => {
		const [rosa, luz, ana] = [
			await server.handIn({ name: "Rosa" }),
			await server.handIn({ name: "Luz", urgency: "no_rush", needs: [] }),
			await server.handIn({ name: "Ana", on: "2026-11-01" }),
		];
		const slot = slotOn(COMING);
		await hold(rosa.id, slot);
		await hold(luz.id, slot, { state: "taken" });
		const hours = hoursOf(await listHolds(), await queue(), TODAY);
		expect([rosa, luz, ana].map(({ id }) => hours.get(id)?.isTheirs)).toEqual([true, false, undefined]);
		const names = inReviewOrder(await queue(), new Set([luz.id])).map(({ body }) => body?.name);
		expect(names).toEqual(["Luz", "Ana", "Rosa"]);
	});

	test("is nobody's any more when it passed, was given away, or the server shows another", async () => {
		const contacts = [];
		for (const slot of [slotOn("2020-01-05"), slotOn(COMING, "free"), null]) {
			const one = await server.handIn();
			contacts.push(one.id);
			await hold(one.id, slot);
		}
		const swapped = await server.handIn();
		await hold(swapped.id, slotOn(COMING), { says: crypto.randomUUID() });
		const hours = hoursOf(await listHolds(), await queue(), TODAY);
		expect([...contacts, swapped.id].map((id) => hours.get(id)?.isTheirs)).toEqual([
			false,
			false,
			false,
			false,
		]);
	});

	test("is left alone where it does not open", async () => {
		const one = await server.handIn();
		const { id } = await hold(one.id, slotOn(COMING));
		server.holds = server.holds.map((record) => ({ ...record, id: crypto.randomUUID() }));
		expect(id).not.toBe(server.holds[0]?.id);
		expect(await listHolds()).toEqual([]);
		lock();
		await expect(listHolds()).rejects.toMatchObject({ name: "Locked" });
	});

	test("goes with who was joined to somebody else", async () => {
		await server.handIn({ name: "Rosa" });
		const twice = await server.handIn({ name: "Rosita" });
		await hold(twice.id, slotOn(COMING));
		await joinContact(await named("Rosita"), await named("Rosa"));
		const hours = hoursOf(await listHolds(), await queue(), TODAY);
		expect([...hours.keys()]).toEqual([(await named("Rosa")).contact.id]);
		expect(await endings()).toEqual([]);
	});
});

describe("an hour in Consulta", () => {
	test("comes with its case as an appointment, and the slot is kept apart", async () => {
		const one = await server.handIn({ name: "Rosa" });
		const slot = slotOn(COMING);
		const record = await hold(one.id, slot);
		const consulta = { ...nothing, to: CELIA.id };
		await routeContact(await named("Rosa"), toConsulta({ consulta, hour: { slot, text: "Cita" } }));
		const [task] = [...server.tasks.values()];
		expect(task).toMatchObject({ next_on: COMING, assignee: CELIA.id, of: [...server.cases.keys()][0] });
		expect(await open("consulta", "case.task", task?.id ?? "", task?.sealed as string)).toMatchObject({
			kind: "appointment",
			text: "Cita",
			time: "10:00",
			place: "Centro comunitario",
		});
		expect(await endings()).toEqual([[record.id, true]]);
		const [ending] = endingsOf(await listHolds(), await queue(), new Set(), TODAY);
		if (!ending) throw new Error("nothing ends");
		await endHold(ending);
		const about = server.calls.filter(({ path }) => path.startsWith("/slots/") && path !== "/slots/holds");
		expect(about.map(({ method, path, body }) => [method, path, body])).toEqual([
			["PATCH", `/slots/${slot.id}`, { rev: 2, state: "kept" }],
			["DELETE", `/slots/holds/${record.id}`, {}],
		]);
	});

	test("becomes the appointment of the case that was open already", async () => {
		await server.handIn({ name: "Rosa" });
		const routed = await routeContact(await named("Rosa"), toConsulta());
		const again = await server.handIn({ name: "Rosita" });
		const slot = slotOn(COMING);
		const record = await hold(again.id, slot);
		const into = { track: "consulta" as const, id: routed.case ?? "" };
		await joinRecord(await named("Rosita"), into, "Otra vez", { slot, text: "Cita" });
		expect([...server.tasks.values()].map(({ of, next_on }) => [of, next_on])).toEqual([
			[routed.case, COMING],
		]);
		expect(await endings()).toEqual([[record.id, true]]);
	});

	test("that came after the review waits for somebody", async () => {
		const one = await server.handIn({ name: "Rosa" });
		await routeContact(await named("Rosa"), toConsulta());
		await hold(one.id, slotOn(COMING));
		const hour = hoursOf(await listHolds(), await queue(), TODAY).get(one.id);
		expect(hour && isLate(hour, await named("Rosa"))).toBe(true);
		expect(await endings()).toEqual([]);
	});
});

describe("an hour that nobody needs", () => {
	test("is let go where its contact was closed, went to events alone, was called, or was erased", async () => {
		const [closed, events, called, erased, waiting] = [
			await server.handIn({ name: "closed" }),
			await server.handIn({ name: "events" }),
			await server.handIn({ name: "called" }),
			crypto.randomUUID(),
			await server.handIn({ name: "waiting" }),
		];
		const gone = [
			await hold(closed.id, slotOn(COMING)),
			await hold(events.id, slotOn(COMING)),
			await hold(called.id, slotOn(COMING), { state: "taken" }),
			await hold(erased, slotOn(COMING)),
			await hold(crypto.randomUUID(), slotOn("2020-01-05")),
		];
		await hold(waiting.id, slotOn(COMING));
		// Its contact may still be on its phone.
		await hold(crypto.randomUUID(), slotOn(COMING));
		await closeContact(await named("closed"), "No contesta");
		await routeContact(await named("events"), toConsulta({ tracks: ["events"], reason: "Lo pide" }));
		await routeContact(await named("called"), toConsulta());
		expect(await endings([erased])).toEqual(gone.map(({ id }) => [id, false]));
	});

	test("is let go by and by, unless its contact is reviewed again or the vaults are locked", async () => {
		const one = await server.handIn({ name: "Rosa" });
		const [kept, gone, never] = [
			await hold(one.id, slotOn(COMING)),
			await hold(one.id, slotOn(COMING)),
			await hold(one.id, slotOn(COMING)),
		];
		const holds: OpenHold[] = await listHolds();
		const deleted = () => server.calls.filter(({ method }) => method === "DELETE").map(({ path }) => path);
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		endLater(holds.map((each) => ({ hold: each, keeps: false })));
		endLater(
			holds
				.filter(({ record }) => record !== undefined && record.id === gone.id)
				.map((each) => ({ hold: each, keeps: false })),
		);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(deleted()).toEqual([]);
		await vi.advanceTimersByTimeAsync(180_000);
		expect(deleted()).toEqual([`/slots/holds/${gone.id}`]);
		endLater(holds.map((each) => ({ hold: each, keeps: false })));
		lock();
		await vi.advanceTimersByTimeAsync(180_000);
		expect(deleted()).toHaveLength(1);
		expect([kept, never]).toHaveLength(2);
	});
});
