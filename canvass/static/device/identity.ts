/** Whose phone this is, the session that reads, and how it all goes. */

import { ApiError, isNobody, type RequestOptions, request } from "./api";
import { changed } from "./changes";
import { changeMeta, db, type Identity, readMeta } from "./db";
import { forgetDrafts } from "./drafts";
import { forgetKeys, isErased } from "./lock";
import { forgetOrder } from "./own_order";
import { forgetForms } from "./people";
import { forgetRows } from "./rows";
import { dropSecrets } from "./secrets";
import { type Counts, counts } from "./truth";
import { noteSync } from "./verdicts";
import { isSession, type Session } from "./wire";

const SOON_MS = 3_000;

/** The server's key log is not the one that the inviter saw: somebody may stand in between. */
export class KeysRefused extends Error {
	override name = "KeysRefused";
}

/** Something on this phone has not reached the server; leaving now would lose it. */
export class EventsWaiting extends Error {
	override name = "EventsWaiting";
	readonly counts: Counts;

	constructor(waiting: Counts) {
		super("events wait");
		this.counts = waiting;
	}
}

/** Throws EventsWaiting where more than `most` records are on this phone only. */
export async function refuseIfWaiting(most = 0): Promise<void> {
	const now = await counts();
	if (now.waiting + now.needs_you > most) {
		throw new EventsWaiting(now);
	}
}

/** Whose phone this is, from the store; undefined before enrolment. */
export async function me(): Promise<Identity | undefined> {
	return db.identity.get("me");
}

/** What the server says of this session. Throws ApiError `session_needed` when it has ended, NetworkFault. */
export async function session(): Promise<Session> {
	return request<Session>("GET", "/session", { check: isSession });
}

/**
 * Deletes everything that this phone knows; needs no network.
 *
 * `losing`: of how many unsent records its owner was told, and agreed. Throws EventsWaiting where more wait by now.
 */
export async function erasePhone({ losing = 0 }: { losing?: number } = {}): Promise<void> {
	await db.transaction("rw", db.tables, async () => {
		await refuseIfWaiting(losing);
		for (const table of db.tables) {
			await table.clear();
		}
	});
	forgetKeys();
	await dropSecrets();
	forgetForms();
	forgetDrafts();
	forgetRows();
	forgetOrder();
	changed();
}

/** Ends the session that this browser has at the server, whoever's it is, as far as there is one still. Throws ApiError, NetworkFault. */
export async function endSession(waiting: Pick<RequestOptions<null>, "timeoutMs"> = {}): Promise<void> {
	const check = (answer: unknown): answer is null => answer === null;
	try {
		await request("DELETE", "/session", { auth: "none", opensSession: true, check, ...waiting });
	} catch (error) {
		if (!(error instanceof ApiError) || !isNobody(error)) {
			throw error;
		}
	}
}

/** As `endSession`, as far as the server can be reached soon: the cookie is the browser's, and no page can delete it. */
export async function endSessionSoon(): Promise<void> {
	await endSession({ timeoutMs: SOON_MS }).catch(() => undefined);
}

/**
 * For a phone whose lock was given up: whoever holds it now must not read with its session what they could not read here.
 * What was unsent is still handed in, by the token; one that was erased keeps nothing else, and in the end nothing.
 */
export async function leave(): Promise<void> {
	const shut = await readMeta("shut");
	if (shut === undefined) {
		return;
	}
	if (!shut.left) {
		await endSession();
		await noteSync({ session: "ended" });
		await changeMeta(shut, () => ({ left: true }));
	}
	await finishErasing();
}

/** A phone that was erased goes as a whole once nothing waits any more. */
export async function finishErasing(): Promise<void> {
	const { waiting, needs_you } = await counts();
	if ((await isErased()) && waiting + needs_you === 0) {
		await erasePhone();
	}
}
