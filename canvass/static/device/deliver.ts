/**
 * Hands in what waits on a shared phone for everybody who records with it, one after the other, each by their own token, and
 * without opening anything: for the worker. What has ended leaves their stores too, whoever has the phone.
 */

import { request } from "./api";
import { db, type Identity, openAs, readMeta } from "./db";
import { finishErasing } from "./identity";
import { dropLeases, endAccess, purgeEndedLeases } from "./leases";
import { storesHere } from "./stores";
import { runOnce, type SyncOutcome, sync } from "./sync";
import { noteSync, readSync } from "./verdicts";
import { FIRST_STORE } from "./whose";

const STANDING_MS = 5 * 60_000;

interface Standing {
	may_read: boolean;
	ended: string[];
}

function isStanding(answer: unknown): answer is Standing {
	const { may_read, ended } = (answer ?? {}) as Partial<Standing>;
	return typeof may_read === "boolean" && Array.isArray(ended);
}

/** The session is whoever's at the phone is: only the token can tell what of this member's has ended. */
async function lookWhatEnded(_: Identity): Promise<void> {
	if ((await readMeta("shut")) !== undefined) return finishErasing();
	const { session, stood_at = 0 } = await readSync();
	const since = Date.now() - stood_at;
	if (session === "ended" || (since >= 0 && since < STANDING_MS)) return;
	const leases = await db.leases.toArray();
	const body = { leases: leases.map(({ assignment }) => assignment) };
	const { may_read, ended } = await request("POST", "/sync/standing", {
		auth: "push",
		body,
		check: isStanding,
	});
	if (!may_read) return endAccess();
	await dropLeases(leases.filter(({ assignment }) => ended.includes(assignment)));
	await noteSync({ stood_at: Date.now() });
}

async function somebodys(): Promise<string[]> {
	const found: string[] = [];
	for (const name of await storesHere()) {
		openAs(name);
		if ((await db.identity.count()) > 0) found.push(name);
	}
	return found;
}

/** Without a network nothing is tried, so that nobody has to wait longer for it; but what is over leaves. */
async function runFor(tapped: boolean): Promise<SyncOutcome> {
	if (navigator.onLine !== false) return runOnce(tapped, lookWhatEnded);
	await purgeEndedLeases();
	return { ok: false, fault: "offline" };
}

async function run(tapped: boolean): Promise<SyncOutcome> {
	const people = await somebodys();
	if (people.length < 2) {
		openAs(people[0] ?? FIRST_STORE);
		return sync({ tapped });
	}
	let outcome: SyncOutcome = { ok: true, fault: null };
	for (const name of people) {
		openAs(name);
		const one = await runFor(tapped).catch(() => ({ ok: false, fault: "store" }));
		if (!one.ok) outcome = one;
	}
	return outcome;
}

let last: Promise<unknown> = Promise.resolve();
let next: { tapped: boolean; done: Promise<SyncOutcome> } | null = null;

/** Delivers for everybody on this phone. One run at a time, as each works on one store; who asks meanwhile joins the next. */
export function deliverAll({ tapped = false }: { tapped?: boolean } = {}): Promise<SyncOutcome> {
	if (next !== null) {
		next.tapped ||= tapped;
		return next.done;
	}
	const mine = { tapped, done: Promise.resolve({ ok: true, fault: null } as SyncOutcome) };
	next = mine;
	mine.done = last.then(() => {
		next = null;
		return run(mine.tapped);
	});
	last = mine.done.catch(() => undefined);
	return mine.done;
}
