/**
 * Holds that are not needed any more are ended by their own ids, one request at a time, and not at once: whoever watches the
 * server then cannot tell which review they followed. What is not done before the vaults are locked, whoever opens the review
 * next does.
 */

import { ApiError } from "./api";
import type { Ending } from "./holds";
import { setSlot } from "./hours";
import { deskRequest, onLocking, openVaults } from "./unlocked";

const SOONEST_MS = 20_000;
const LATEST_MS = 180_000;

/** Requests that wait for a moment of their own, each under a name. */
export interface Later {
	/** Done by and by; one that waits already keeps its moment. Refused, or without signal: whoever looks next tries again. */
	start: (name: string, act: () => Promise<unknown>, done?: () => void) => void;
	stop: (name: string) => void;
	/** Stops all others. */
	keepOnly: (names: ReadonlySet<string>) => void;
}

export function later(): Later {
	const timers = new Map<string, ReturnType<typeof setTimeout>>();
	const stop = (name: string) => {
		clearTimeout(timers.get(name));
		timers.delete(name);
	};
	return {
		start: (name, act, done = () => undefined) => {
			if (timers.has(name)) return;
			const end = () => {
				timers.delete(name);
				act().then(done, () => undefined);
			};
			timers.set(name, setTimeout(end, SOONEST_MS + Math.random() * (LATEST_MS - SOONEST_MS)));
		},
		stop,
		keepOnly: (names) => {
			for (const name of timers.keys()) if (!names.has(name)) stop(name);
		},
	};
}

const waiting = later();
const erased = new Set<string>();
onLocking(() => {
	if (openVaults().has("intake")) return;
	endLater([]);
	erased.clear();
});

/** A contact that was erased here: nothing else will say whose its hour was. */
export function noteErased(contact: string): void {
	erased.add(contact);
}

export function erasedHere(): ReadonlySet<string> {
	return erased;
}

/** Ends these holds by and by, and no others: what was to end and is needed again, stays. */
export function endLater(endings: readonly Ending[], done: () => void = () => undefined): void {
	waiting.keepOnly(new Set(endings.map(({ hold }) => hold.record.id)));
	for (const ending of endings) waiting.start(ending.hold.record.id, () => endHold(ending), done);
}

/** Ends a hold now: its slot kept for an appointment, or free again. Throws ApiError, also `held` under a legal hold; NetworkFault. */
export async function endHold({ hold: { record }, keeps }: Ending): Promise<void> {
	if (keeps && record.slot) await keep(record.slot);
	await deskRequest("DELETE", `/slots/holds/${record.id}`);
}

/** Somebody else who looked at the same review may have kept it a moment ago. */
async function keep(slot: Parameters<typeof setSlot>[0]): Promise<void> {
	try {
		await setSlot(slot, "kept");
	} catch (error) {
		const current = error instanceof ApiError && error.code === "stale" ? error.answer.current : null;
		if ((current as { state?: string } | null)?.state !== "kept") throw error;
	}
}
