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

/** Nothing of this Save is on the phone. `full`: there is no room left on it. */
export class SaveFailed extends Error {
	override name = "SaveFailed";
	readonly full: boolean;

	constructor(cause: unknown) {
		super("save failed", { cause });
		this.full = namesOf(cause).includes("QuotaExceededError");
	}
}

function lostConnection(error: unknown): boolean {
	return namesOf(error).some((name) => name === "DatabaseClosedError" || name === "InvalidStateError");
}

async function reopen(): Promise<void> {
	db.close({ disableAutoOpen: false });
	await db.open();
}

/**
 * Runs `write` in one strict read-write transaction and resolves once that has completed.
 *
 * An abort, a full disk included, surfaces as SaveFailed. A connection that the browser has dropped
 * is opened anew once: the transaction that it took along wrote nothing.
 */
export async function atomically<T>(write: (tx: Transaction) => Promise<T>): Promise<T> {
	const once = () => db.transaction("rw", [db.outbox, db.people, db.own, db.added, db.meta], write);
	try {
		return await once();
	} catch (error) {
		if (!lostConnection(error)) {
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
