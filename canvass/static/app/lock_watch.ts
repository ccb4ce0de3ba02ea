import { type Sight, startAutolock } from "../device/autolock";
import { forgetDrafts } from "../device/drafts";
import { lock } from "../device/lock";
import { forgetForms } from "../device/people";
import { asked } from "./locked";
import { hideToast, unask } from "./ui";

const CHANNEL = "canvass.lock";
const USES = ["pointerdown", "keydown", "wheel", "touchmove"];

/** This page, as the phone's own code needs to know it. */
const sight: Sight = {
	isVisible: () => document.visibilityState === "visible",
	onSight: (listener) => heard(document, ["visibilitychange"], listener),
	onUse: (listener) => heard(document, USES, listener),
};

function heard(target: EventTarget, events: readonly string[], listener: () => void): () => void {
	const options = { capture: true, passive: true };
	for (const event of events) target.addEventListener(event, listener, options);
	return () => {
		for (const event of events) target.removeEventListener(event, listener, options);
	};
}

let channel: BroadcastChannel | null = null;
let stop = () => {};

/** From now on this page locks by itself, and with every other tab that is told to; out of sight it shows nothing. */
export function watch(): void {
	stop();
	stop = startAutolock(sight, lockHere);
	if (channel !== null) return;
	channel = new BroadcastChannel(CHANNEL);
	channel.onmessage = lockHere;
	const veil = () => document.documentElement.classList.toggle("out-of-sight", !sight.isVisible());
	document.addEventListener("visibilitychange", veil);
}

/** Locks every tab, at once. */
export function lockNow(): void {
	lockHere();
	channel?.postMessage(null);
}

/** What was being written, and what floats above the screens, is as readable as what was read: it goes too. */
function lockHere(): void {
	stop();
	unask();
	hideToast();
	asked.value = "type";
	forgetDrafts();
	forgetForms();
	lock();
}
