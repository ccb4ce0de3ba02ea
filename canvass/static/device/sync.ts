/** Sending and fetching, one flight at a time: the visits, the people's records apart, the member's home, each turf. */

import { ApiError, isNobody, NetworkFault, shared } from "./api";
import { changed } from "./changes";
import { serverNow } from "./clock";
import { db, type Identity } from "./db";
import { handInPeople } from "./handin";
import { fetchHome } from "./home";
import { leave } from "./identity";
import { hasEnded, purgeEndedLeases } from "./leases";
import { Locked, lockState } from "./lock";
import { backOff, readPace, relax, waitsUntil } from "./pace";
import { pullTurf } from "./pull";
import { pushEvents } from "./push";
import { noteSync } from "./verdicts";

export interface SyncOutcome {
	ok: boolean;
	/** `offline`, `timeout`, `not_ours`, a code of the server's, or `waits` while the back-off lasts. */
	fault: string | null;
}

const listeners = new Set<(running: boolean) => void>();
let flight: Promise<SyncOutcome> | null = null;
let again = false;
let tappedAgain = false;

/** Calls `listener` when a flight begins and ends in this page; the answer ends that. */
export function onSync(listener: (running: boolean) => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

function tell(running: boolean): void {
	for (const listener of listeners) {
		listener(running);
	}
}

/** A refused token keeps nobody from reading, and an ended session keeps nobody from handing in. */
async function noteRefusedToken(error: ApiError): Promise<void> {
	await noteSync({ push_refused: true });
	if (error.retryAfter !== null) {
		throw error;
	}
}

async function handIn(step: () => Promise<void>): Promise<void> {
	try {
		await step();
	} catch (error) {
		if (!(error instanceof ApiError) || !isNobody(error)) {
			throw error;
		}
		await noteRefusedToken(error);
	}
}

/** A locked phone asks what has ended, and fetches no row. One whose lock was given up asks for nothing at all. */
async function fetchAll(me: Identity): Promise<void> {
	if ((await lockState()) === "shut") {
		return leave();
	}
	if (!(await fetchHome(me)) || (await lockState()) !== "open") {
		return;
	}
	await (await shared.part())?.giveReturn();
	const now = await serverNow();
	for (const lease of await db.leases.toArray()) {
		if (!hasEnded(lease, now)) {
			await pullTurf(lease.turf_id);
		}
	}
}

/** No further step helps: there is no network, or the server asks for patience. */
function endsTheRun(error: unknown): boolean {
	return !(error instanceof ApiError) || error.retryAfter !== null;
}

type Then = (me: Identity) => Promise<void>;

/** Each step runs even if the one before was refused; the first refusal is what the run reports. */
async function runSteps(me: Identity, then: Then): Promise<void> {
	let refusal: unknown = null;
	for (const step of [() => handIn(pushEvents), () => handIn(handInPeople), () => then(me)]) {
		try {
			await step();
		} catch (error) {
			// It was locked meanwhile: the rest comes when it is unlocked.
			if (error instanceof Locked) {
				continue;
			}
			if (endsTheRun(error)) {
				throw error;
			}
			refusal ??= error;
		}
	}
	if (refusal !== null) {
		throw refusal;
	}
}

function faultName(error: unknown): string {
	if (error instanceof NetworkFault) {
		return error.kind;
	}
	return error instanceof ApiError ? error.code : "store";
}

async function succeed(): Promise<SyncOutcome> {
	// A phone that was erased meanwhile notes nothing any more.
	if ((await db.identity.count()) === 0) {
		return { ok: true, fault: null };
	}
	await relax();
	await noteSync({ last_success: new Date().toISOString(), last_fault: null });
	return { ok: true, fault: null };
}

async function fail(error: unknown): Promise<SyncOutcome> {
	const fault = faultName(error);
	await backOff(error, Date.now());
	await noteSync({ last_fault: fault });
	return { ok: false, fault };
}

/** One run of all steps, unless the back-off lasts; `then`: what comes when all that waits was offered. */
export async function runOnce(tapped: boolean, then: Then = fetchAll): Promise<SyncOutcome> {
	await purgeEndedLeases();
	const me = await db.identity.get("me");
	if (me === undefined) {
		return { ok: true, fault: null };
	}
	const pace = await readPace();
	if (waitsUntil(pace, Date.now()) !== null && (!tapped || pace.told)) {
		return { ok: false, fault: "waits" };
	}
	try {
		await runSteps(me, then);
		return await succeed();
	} catch (error) {
		return fail(error);
	} finally {
		changed();
	}
}

/** What was saved while a flight was under way goes with another one right behind it. */
async function fly(tapped: boolean): Promise<SyncOutcome> {
	let outcome = await runOnce(tapped);
	while (again) {
		const byTap = tappedAgain;
		again = false;
		tappedAgain = false;
		const next = await runOnce(byTap);
		// Behind a flight that failed, one that nobody tapped for only waits: what went wrong is still the answer.
		if (next.fault !== "waits") outcome = next;
	}
	return outcome;
}

/**
 * Sends what waits and fetches what is new. Never throws; a second call joins the flight under way.
 *
 * A tap does not wait for the back-off, but for what the server asked in `Retry-After`.
 */
export function sync({ tapped = false }: { tapped?: boolean } = {}): Promise<SyncOutcome> {
	if (flight !== null) {
		again = true;
		tappedAgain ||= tapped;
		return flight;
	}
	tell(true);
	flight = fly(tapped)
		.catch((error: unknown) => ({ ok: false, fault: faultName(error) }))
		.finally(() => {
			flight = null;
			tell(false);
		});
	return flight;
}
