/** What a volunteer knows: the facts that the screen called saved. What must be true of them, at every moment and once faults stop. */

import type { OutboxRecord, PeopleRecord } from "../../canvass/static/device/db";
import type { Envelope } from "../../canvass/static/device/types";
import type { Network } from "./network";
import { later } from "./phone";
import { disk, processOf } from "./processes";

/** `saved`: the screen said so. `refused`: the screen said that it was not. `unknown`: the app died before it said anything. */
export type Said = "saved" | "refused" | "unknown";

/** What one tap saves: a visit, or several at once. Doors name the facts, since a Save that fails answers no ids. */
export interface Fact {
	doors: string[];
	said: Said;
}

export interface PersonFact {
	id: string;
	said: Said;
}

export interface Model {
	facts: Fact[];
	people: PersonFact[];
}

export interface Real {
	network: Network;
	flights: Promise<unknown>[];
	/** Each envelope as it was first seen in the store. */
	frozen: Map<string, string>;
}

export function fresh(network: Network): { model: Model; real: Real } {
	return { model: { facts: [], people: [] }, real: { network, flights: [], frozen: new Map() } };
}

function must(truth: boolean, what: string, about?: unknown): void {
	if (!truth) throw new Error(`${what}: ${JSON.stringify(about)}`);
}

function read(envelope: string): Envelope {
	return JSON.parse(envelope) as Envelope;
}

function doorOf(envelope: string): string {
	return (read(envelope).body as { door: string }).door;
}

interface Held {
	events: OutboxRecord[];
	people: PeopleRecord[];
}

export async function stored(): Promise<Held> {
	const { db } = await processOf("observer");
	return { events: await db.outbox.toArray(), people: await db.people.toArray() };
}

/** Saved is on the phone, or in a backup; what was refused is nowhere; one tap's visits are there together. */
function checkFacts(model: Model, { events }: Held, { network: { server } }: Real): void {
	const here = new Set(events.map((one) => doorOf(one.envelope)));
	const safe = new Set([...server.backup.events.values()].map(doorOf));
	const ever = new Set([...server.told].flatMap(([, texts]) => [...texts].filter(isEvent).map(doorOf)));
	for (const fact of model.facts) {
		const held = fact.doors.filter((one) => here.has(one) || safe.has(one));
		if (fact.said === "saved") must(held.length === fact.doors.length, "a saved visit is gone", fact);
		if (fact.said === "unknown") must([0, fact.doors.length].includes(held.length), "half a Save", fact);
		if (fact.said === "refused")
			must(!fact.doors.some((one) => here.has(one) || ever.has(one)), "saved though refused", fact);
	}
}

function isEvent(text: string): boolean {
	return text.includes('"device_seq"');
}

function checkPeople(model: Model, { people }: Held, { network: { server } }: Real): void {
	const here = new Map(people.map((one) => [one.id, one]));
	for (const { id, said } of model.people.filter((one) => one.said === "saved")) {
		const kept = (here.get(id)?.envelope ?? "") !== "" || server.backup.people.has(id);
		must(kept, "a saved contact is gone", { id, said });
	}
}

function checkBytes({ events, people }: Held, { frozen, network: { server } }: Real): void {
	for (const { id, envelope } of [...events, ...people]) {
		if (envelope === "") continue;
		must((frozen.get(id) ?? envelope) === envelope, "an envelope was made anew", id);
		frozen.set(id, envelope);
	}
	for (const texts of server.told.values()) must(texts.size === 1, "other bytes under an id", [...texts]);
	must(server.conflicts.length === 0, "a conflict", server.conflicts);
}

function checkNumbers({ events }: Held, { network: { server } }: Real): void {
	const texts = new Set([...events.map((one) => one.envelope), ...server.events.values()]);
	const numbers = [...texts].map((text) => `${read(text).outbox} ${read(text).device_seq}`);
	must(new Set(numbers).size === numbers.length, "a number was given twice", numbers);
	const doors = [...server.events.values()].map(doorOf);
	must(new Set(doors).size === doors.length, "a visit is at the server twice", doors);
}

function checkVerdicts({ events, people }: Held, { network: { server } }: Real): void {
	const acked = [...events, ...people].filter((one) =>
		["received", "checking", "handed_in"].includes(one.state),
	);
	for (const one of acked)
		must(server.everHad.has(one.id), "acknowledged, though the server never had it", one);
}

export async function check(model: Model, real: Real): Promise<void> {
	const held = await stored();
	checkFacts(model, held, real);
	checkPeople(model, held, real);
	checkBytes(held, real);
	checkNumbers(held, real);
	checkVerdicts(held, real);
}

const ROUNDS = 12;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Faults stop, and time passes: everything that was saved reaches the server, once. */
export async function settle(model: Model, real: Real): Promise<void> {
	const { network } = real;
	await network.calm();
	disk.full = false;
	for (let round = 0; round < ROUNDS; round += 1) {
		// Long enough for a phone with nothing new to say to ask what the server has of it.
		later(round < 2 ? 7 * HOUR : 30 * MINUTE);
		const page = await processOf("page");
		page.fuse = Infinity;
		await page.sync({ tapped: true });
		await check(model, real);
		const now = await page.counts();
		if (round > 2 && now.waiting === 0) break;
	}
	await checkSettled(model, real);
}

async function checkSettled(model: Model, { network: { server } }: Real): Promise<void> {
	const page = await processOf("page");
	const { waiting, needs_you, checking, lost, sent } = await page.counts();
	must(waiting + needs_you + checking + lost === 0, "something does not go", {
		waiting,
		needs_you,
		checking,
		lost,
	});
	const there = new Set([...server.events.values()].map(doorOf));
	for (const fact of model.facts.filter((one) => one.said === "saved")) {
		must(
			fact.doors.every((one) => there.has(one)),
			"a saved visit never arrived",
			fact,
		);
	}
	for (const { id } of model.people.filter((one) => one.said === "saved")) {
		must(server.people.has(id), "a saved contact never arrived", id);
	}
	const had = server.everHad.size;
	must(sent === had, "the line of truth miscounts what was sent", { sent, had });
}
