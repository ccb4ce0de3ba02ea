import { signal } from "@preact/signals";
import type { Waiting } from "../device/quarantine";
import { member } from "./organisation";

/** What waits for this lead; null before it is known, and for everybody else. */
export const waiting = signal<Waiting | null>(null);

const OLD_MS = 60_000;
let asked = 0;

/** Asks anew, unless it was asked a moment ago. Without a connection the last answer stands. */
export async function refreshWaiting({ now = false } = {}): Promise<void> {
	const leads = member.value?.role === "lead" || member.value?.role === "administrator";
	if (!leads || (!now && Date.now() - asked < OLD_MS)) return;
	asked = Date.now();
	const { countWaiting } = await import("../device/quarantine");
	waiting.value = await countWaiting().catch(() => waiting.value);
}

export function howManyWait(): number {
	const { items = 0, findings = 0, phones = 0 } = waiting.value ?? {};
	return items + findings + phones;
}
