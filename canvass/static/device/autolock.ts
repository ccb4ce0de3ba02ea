/** When the phone locks by itself: two minutes out of sight, or five without a touch. By the clock too: timers sleep with the phone. */

export const HIDDEN_MS = 2 * 60_000;
export const IDLE_MS = 5 * 60_000;
const LOOK_MS = 5_000;
/** Clocks are put right by a little; one that was set back further tells nothing, and counts as time gone by. */
const PUT_RIGHT_MS = 60_000;

/** What the phone's own code can't know, having no DOM. */
export interface Sight {
	isVisible(): boolean;
	/** Calls `listener` when the page goes out of sight and comes back; the answer ends that. */
	onSight(listener: () => void): () => void;
	/** Calls `listener` whenever somebody touches it or types; the answer ends that. */
	onUse(listener: () => void): () => void;
}

function isOver(since: number, limit: number, now: number): boolean {
	return now - since >= limit || now < since - PUT_RIGHT_MS;
}

/** Calls `lock` once it is time, and watches no longer; the answer ends it before. */
export function startAutolock(sight: Sight, lock: () => void): () => void {
	let used = Date.now();
	let hidden = sight.isVisible() ? null : used;
	const isDue = (now: number) =>
		isOver(used, IDLE_MS, now) || (hidden !== null && isOver(hidden, HIDDEN_MS, now));
	const look = (then: (now: number) => void) => () => {
		const now = Date.now();
		if (isDue(now)) {
			end();
			lock();
		} else {
			then(now);
		}
	};
	const timer = setInterval(
		look(() => undefined),
		LOOK_MS,
	);
	const stops = [
		sight.onUse(
			look((now) => {
				used = now;
			}),
		),
		sight.onSight(
			look((now) => {
				hidden = sight.isVisible() ? null : (hidden ?? now);
			}),
		),
	];
	function end(): void {
		clearInterval(timer);
		for (const stop of stops) stop();
	}
	return end;
}
