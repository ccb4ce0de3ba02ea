import "fake-indexeddb/auto";
import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { fresh, settle } from "./facts";
import { commands } from "./model";
import { Network } from "./network";
import { killAll, processOf } from "./processes";
import { RestorableServer } from "./restorable";
import { ALMA, ORG } from "./server";

const RUNS = Number(process.env.CANVASS_MODEL_RUNS ?? 40);
const SEED = process.env.CANVASS_MODEL_SEED === undefined ? 20261123 : Number(process.env.CANVASS_MODEL_SEED);

const REPLAY = process.env.CANVASS_MODEL_PATH ? { path: process.env.CANVASS_MODEL_PATH } : {};

afterEach(killAll);

/** Alma's phone with an empty store, before its first sync. */
async function begin(): Promise<ReturnType<typeof fresh>> {
	killAll();
	// Dexie tells that it opens a lost connection anew, which is what is tried here.
	vi.spyOn(console, "warn").mockImplementation(() => {});
	vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-23T14:00:00Z") });
	const network = new Network(new RestorableServer());
	vi.stubGlobal("fetch", network.fetch);
	const { db, erasePhone } = await processOf("page");
	await erasePhone({ losing: Infinity });
	const device = { id: "de000000-0000-4000-8000-000000000001" };
	await db.identity.put({ key: "me", member: ALMA, device, org: ORG, push_token: "push-token", pin: null });
	return fresh(network);
}

it("what the screen called saved arrives once, whatever befalls page, tab, worker, store and network", async () => {
	const property = fc.asyncProperty(fc.scheduler(), commands, async (scheduler, run) => {
		const { model, real } = await begin();
		real.network.scheduler = scheduler;
		await fc.scheduledModelRun(scheduler, () => ({ model, real }), run);
		await settle(model, real);
		expect(model.facts.every((fact) => fact.doors.length > 0)).toBe(true);
	});
	await fc.assert(property, { numRuns: RUNS, seed: SEED, ...REPLAY, timeout: 20_000, endOnFailure: true });
}, 700_000);
