/** What may happen to a phone: the commands of a model run. */

import fc from "fast-check";
import { check, type Fact, type Model, type PersonFact, type Real, type Said } from "./facts";
import { FAULTS, type Fault } from "./network";
import { later } from "./phone";
import { disk, kill, type Name, type Process, processOf } from "./processes";
import { CAMPAIGN, door } from "./server";

type Command = fc.AsyncCommand<Model, Real>;

/** A command whose name says, in a failure's report, what happened. */
function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
	return {
		check: () => true,
		run: async (model, real) => {
			await run(model, real);
			await check(model, real);
		},
		toString: () => name,
	};
}

let doors = 0;

function newDoors(n: number): string[] {
	return Array.from({ length: n }, () => door(++doors));
}

/** What the screen would say of it. */
async function outcome(process: Process, saving: Promise<unknown>): Promise<Said> {
	try {
		await saving;
		return process.alive ? "saved" : "unknown";
	} catch {
		return process.alive ? "refused" : "unknown";
	}
}

const processes = fc.constantFrom<Name>("page", "tab");
const anyProcess = fc.constantFrom<Name>("page", "tab", "worker");

async function saveVisits(process: Process, fact: Fact): Promise<void> {
	const savings = fact.doors.map((one) => ({
		kind: "visit.recorded" as const,
		body: { door: one, result: "not_home" as const, literature: false },
	}));
	fact.said = await outcome(process, process.saveAll(savings));
}

const save = fc.tuple(processes, fc.integer({ min: 1, max: 3 })).map(([name, n]) =>
	command(`${name} saves ${n}`, async (model) => {
		const fact: Fact = { doors: newDoors(n), said: "unknown" };
		model.facts.push(fact);
		await saveVisits(await processOf(name), fact);
	}),
);

/** The connection goes right after the store has written, and before it could say so. */
const saveUnsure = processes.map((name) =>
	command(`${name} saves, and loses its connection right after`, async (model) => {
		const process = await processOf(name);
		const fact: Fact = { doors: newDoors(1), said: "unknown" };
		model.facts.push(fact);
		const real = process.db.transaction.bind(process.db) as (...given: unknown[]) => Promise<unknown>;
		Object.assign(process.db, {
			transaction: async (...given: unknown[]) => {
				Object.assign(process.db, { transaction: real });
				await real(...given);
				throw new DOMException("gone", "InvalidStateError");
			},
		});
		await saveVisits(process, fact);
	}),
);

const savePerson = processes.map((name) =>
	command(`${name} saves a contact`, async (model) => {
		const process = await processOf(name);
		const fact: PersonFact = { id: process.uuidv4(), said: "unknown" };
		model.people.push(fact);
		const envelope = {
			id: fact.id,
			kind: "contact" as const,
			campaign: CAMPAIGN,
			week: "2026-W48",
			urgent: true,
		};
		const saving = process.savePerson({ ...envelope, schema: 1, body: { sealed: "c2VhbGVk" } }, null);
		fact.said = await outcome(process, saving);
	}),
);

const fly = fc
	.tuple(anyProcess, fc.array(fc.constantFrom<Fault>(...FAULTS), { maxLength: 4 }))
	.map(([name, faults]) =>
		command(`${name} syncs through ${faults.join(", ") || "a good network"}`, async (_, real) => {
			const process = await processOf(name);
			real.network.planned.push(...faults);
			real.flights.push(process.sync({ tapped: true }));
		}),
	);

const killing = fc.tuple(anyProcess, fc.integer({ min: 0, max: 12 })).map(([name, fuse]) =>
	command(`${name} is killed in ${fuse} requests to the store`, async () => {
		const process = await processOf(name);
		if (fuse === 0) kill(process);
		else process.fuse = fuse;
	}),
);

const fill = fc.boolean().map((full) =>
	command(full ? "the phone is full" : "there is room again", async () => {
		disk.full = full;
	}),
);

const drop = anyProcess.map((name) =>
	command(`${name} loses its connection to the store`, async () => {
		(await processOf(name)).db.backendDB()?.close();
	}),
);

// All in all less than the 72 hours after which an acknowledged event goes without a backup.
const wait = fc
	.integer({ min: 1, max: 90 })
	.map((minutes) => command(`${minutes} minutes pass`, async () => later(minutes * 60_000)));

const backUp = fc.constant(
	command("the server is backed up", async (_, { network }) => network.server.backUp()),
);
const restore = fc.constant(
	command("the last backup is restored", async (_, { network }) => network.server.restore()),
);

export const commands = fc.commands(
	[save, save, savePerson, saveUnsure, fly, fly, fly, killing, fill, drop, wait, backUp, restore],
	{ maxCommands: 24, size: "max" },
);
