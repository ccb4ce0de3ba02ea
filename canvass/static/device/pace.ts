/** How much goes at once, and when it is tried again. Kept in the store: a page that is reloaded is as patient as before. */

import { ApiError, NetworkFault } from "./api";
import { changeMeta, type Pace, readMeta } from "./db";

const FIRST_BATCH = 50;
export const LARGEST_BATCH = 100;
const SHORTEST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A server may ask for more patience than the back-off has, but not for a clock that was wrong when it was noted. */
const LONGEST_TOLD_MS = 60 * 60_000;

const FRESH: Pace = { key: "pace", batch: FIRST_BATCH, failures: 0, not_before: 0, told: false };

export async function readPace(): Promise<Pace> {
	return (await readMeta("pace")) ?? FRESH;
}

/** Phone time in milliseconds until which nothing is sent, or null. A time too far off was noted by a wrong clock. */
export function waitsUntil(pace: Pace, now: number): number | null {
	const most = pace.told ? LONGEST_TOLD_MS : LONGEST_WAIT_MS;
	return pace.not_before > now && pace.not_before <= now + most ? pace.not_before : null;
}

/** Full jitter: anything up to a bound that doubles from two seconds to five minutes. */
function jitter(failures: number): number {
	return Math.random() * Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** failures);
}

/** Notes that a run has failed. What the server says in `Retry-After` wins over the jitter. */
export async function backOff(error: unknown, now: number): Promise<void> {
	const told = error instanceof ApiError && error.retryAfter !== null;
	const seconds = told ? (error as ApiError).retryAfter : null;
	await changeMeta(FRESH, ({ failures }) => {
		const wait = seconds === null ? jitter(failures) : Math.min(seconds * 1000, LONGEST_TOLD_MS);
		return { failures: Math.min(failures + 1, 16), not_before: now + wait, told };
	});
}

export async function relax(): Promise<void> {
	await changeMeta(FRESH, () => ({ failures: 0, not_before: 0, told: false }));
}

export async function setBatch(batch: number): Promise<void> {
	await changeMeta(FRESH, () => ({ batch: Math.max(1, Math.min(LARGEST_BATCH, batch)) }));
}

/** True for a fault that a smaller batch may get round: too much at once, or one event that the server stumbles over. */
export function isAboutTheBatch(error: unknown): boolean {
	if (error instanceof NetworkFault) {
		return error.kind === "timeout";
	}
	if (!(error instanceof ApiError) || error.retryAfter !== null) {
		return false;
	}
	return [400, 413, 422].includes(error.status) || error.status >= 500;
}
