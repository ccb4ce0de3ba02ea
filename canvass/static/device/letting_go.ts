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

const waiting = new Map<string, ReturnType<typeof setTimeout>>();
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
	const wanted = new Map(endings.map((one) => [one.hold.record.id, one]));
	for (const [id, timer] of waiting) {
		if (wanted.has(id)) continue;
		clearTimeout(timer);
		waiting.delete(id);
	}
	for (const [id, ending] of wanted) {
		if (waiting.has(id)) continue;
		const end = () => {
			waiting.delete(id);
			// Refused, or without signal: whoever looks next tries again.
			endHold(ending).then(done, () => undefined);
		};
		waiting.set(id, setTimeout(end, SOONEST_MS + Math.random() * (LATEST_MS - SOONEST_MS)));
	}
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
