/**
 * A mark outside the store that this phone was enrolled, and how much on it waited to be sent: a number, and nothing of
 * anybody. Where it stands and the store is empty, the browser has cleared the store.
 */

const KEPT_UNDER = "canvass.waiting";

/** Called whenever the store was read and is somebody's. */
export function noteEnrolled(waiting: number): void {
	try {
		localStorage.setItem(KEPT_UNDER, String(waiting));
	} catch {
		// A browser that keeps no mark can't be told from a new phone.
	}
}

/** Before this phone is erased or signed out: its owner knows. */
export function forgetEnrolled(): void {
	try {
		localStorage.removeItem(KEPT_UNDER);
	} catch {
		// Then there was no mark either.
	}
}

/** How many records waited when the store was last read; null on a phone that was not enrolled. */
export function waitedBefore(): number | null {
	try {
		const mark = localStorage.getItem(KEPT_UNDER);
		return mark === null ? null : Number(mark) || 0;
	} catch {
		return null;
	}
}
