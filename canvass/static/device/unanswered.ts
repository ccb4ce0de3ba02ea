/** Requests of the desk whose answer has not come: sent again word for word, so that nothing is done twice. */

import { ApiError } from "./api";
import { onLocking, openVaults } from "./unlocked";

const unanswered = new Map<string, object>();
onLocking(() => {
	if (openVaults().size === 0) unanswered.clear();
});

/**
 * Sends what `make` seals for the act that `told` describes; where an earlier answer to the same act was lost, what was sent then.
 *
 * A change that had arrived is refused as stale the second time: the record then holds all that was sent, and is the answer.
 * Whoever made it is not told that somebody else was quicker.
 */
export async function sendOnce<S extends object, T>(
	told: readonly unknown[],
	make: () => Promise<S>,
	send: (sent: S) => Promise<T>,
): Promise<T> {
	const key = JSON.stringify(told);
	const before = unanswered.get(key) as S | undefined;
	const sent = before ?? (await make());
	// What was locked meanwhile stays nowhere.
	if (openVaults().size > 0) unanswered.set(key, sent);
	try {
		const answer = await send(sent);
		unanswered.delete(key);
		return answer;
	} catch (error) {
		if (!isAnswer(error)) throw error;
		unanswered.delete(key);
		const current = error.code === "stale" ? (error.answer.current as Record<string, unknown>) : null;
		if (before === undefined || current === null || !holds(current, before)) throw error;
		return current as T;
	}
}

/**
 * Whether the server has looked at what was asked: what a proxy says for one that does not answer, one that is too busy, or one
 * that does not know who asks, tells nothing of what became of it.
 */
export function isAnswer(error: unknown): error is ApiError {
	return error instanceof ApiError && error.status < 500 && error.status !== 401 && error.status !== 429;
}

function holds(current: Record<string, unknown>, sent: object): boolean {
	return Object.entries(sent).every(([name, value]) => name === "rev" || current[name] === value);
}
