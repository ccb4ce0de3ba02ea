/** One strict transaction for everything that a Save changes. */

import type { Transaction } from "dexie";
import { db } from "./db";

function namesOf(error: unknown): string[] {
	const names: string[] = [];
	let at = error as { name?: string; inner?: unknown; cause?: unknown } | null | undefined;
	while (at && names.length < 6) {
		names.push(at.name ?? "");
		at = (at.inner ?? at.cause) as typeof at;
	}
	return names;
}

/** `full`: there is no room left. `closed`: the browser does not let the app at its store. */
export type WhyNotSaved = "full" | "closed" | "other";

/** How browsers say that the store went away under the app: also in the middle of reading or writing; Safari knows no better word than the last. */
const CLOSED = [
	"AbortError",
	"DatabaseClosedError",
	"InvalidStateError",
	"OpenFailedError",
	"MissingAPIError",
	"UnknownError",
];

/** Why the store did not do as it was asked. */
export function whyOf(error: unknown): WhyNotSaved {
	const names = namesOf(error);
	if (names.includes("QuotaExceededError")) {
		return "full";
	}
	return names.some((name) => CLOSED.includes(name)) ? "closed" : "other";
}

/** Nothing of this Save is on the phone. */
export class SaveFailed extends Error {
	override name = "SaveFailed";
	readonly why: WhyNotSaved;

	constructor(cause: unknown) {
		super("save failed", { cause });
		this.why = whyOf(cause);
	}
}

async function reopen(): Promise<void> {
	db.close({ disableAutoOpen: false });
	await db.open();
}

/**
 * Runs `write` in one strict read-write transaction and resolves once that has completed.
 *
 * An abort, a full disk included, surfaces as SaveFailed. A connection that the browser has dropped is opened anew once,
 * and `write` runs again: it must bear to find its own work done, as the connection may have gone right after.
 */
export async function atomically<T>(write: (tx: Transaction) => Promise<T>): Promise<T> {
	const once = () => db.transaction("rw", [db.outbox, db.people, db.own, db.added, db.meta], write);
	try {
		return await once();
	} catch (error) {
		if (whyOf(error) !== "closed") {
			throw new SaveFailed(error);
		}
	}
	try {
		await reopen();
		return await once();
	} catch (error) {
		throw new SaveFailed(error);
	}
}
