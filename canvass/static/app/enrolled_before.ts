/**
 * A mark outside the store that this phone was enrolled, and how much on it waited to be sent: a number for each who has the
 * phone, and nothing of anybody. Where it stands and the store is empty, the browser has cleared the store.
 */

import { db } from "../device/db";

/** Behind the store's name. */
export const MARK = ".waiting";

/** Called whenever the store was read and is somebody's. */
export function noteEnrolled(waiting: number): void {
	try {
		localStorage.setItem(db.name + MARK, String(waiting));
	} catch {
		// A browser that keeps no mark can't be told from a new phone.
	}
}

/** Whether it had somebody when its store was read last: known before that is read again. */
export function wasEnrolled(): boolean {
	try {
		return localStorage.getItem(db.name + MARK) !== null;
	} catch {
		return false;
	}
}

/** Before this phone is erased or signed out: its owner knows. */
export function forgetEnrolled(): void {
	try {
		localStorage.removeItem(db.name + MARK);
	} catch {
		// Then there was no mark either.
	}
}
