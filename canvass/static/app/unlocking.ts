import { computed, signal } from "@preact/signals";
import type { Vault } from "../device/framing";
import { resealAll } from "../device/resealing";
import { lock, onLocking, openVaults, touch } from "../device/unlocked";

const opened = signal(openVaults());

/** Whether this page holds any vault's key now. */
export const isUnlocked = computed(() => opened.value.size > 0);

/** Whether this page can open that vault now. */
export function canOpen(vault: Vault): boolean {
	return opened.value.has(vault);
}

// These last as long as the page: keys in memory are locked away by waiting and by leaving, whichever screen is shown.
onLocking(() => {
	opened.value = openVaults();
	// Nobody waits for it, and what fails is tried again with the next unlocking.
	if (isUnlocked.value) void resealAll().catch(() => undefined);
});
addEventListener("pointerdown", touch, { capture: true, passive: true });
addEventListener("keydown", touch, { capture: true, passive: true });
addEventListener("pagehide", lock);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && touch());
