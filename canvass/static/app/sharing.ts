/** What the pages of a shared phone need beside all others: the session made one's own, and the others' records sent. */

import { onSync } from "../device/sync";
import { CHOSEN } from "../device/whose";

export * from "../device/own_session";

const OTHERS_MS = 20_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;

// Another tab has given the phone to somebody else.
addEventListener("storage", ({ key, newValue }) => {
	if (key === CHOSEN && newValue !== null) location.reload();
});

let asked = 0;
let wait = FIRST_WAIT_MS;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * What waits for the others who have this phone: the worker hands it in, store by store, and says whether all of it went. Without
 * a network too: what is over by the clock leaves their stores.
 */
async function deliverOthers(): Promise<void> {
	if (!navigator.serviceWorker) return;
	clearTimeout(timer);
	asked = Date.now();
	const { active } = await navigator.serviceWorker.ready;
	const { port1, port2 } = new MessageChannel();
	port1.onmessage = ({ data: went }) => {
		port1.close();
		if (went) wait = FIRST_WAIT_MS;
		else if (navigator.onLine) tryAgain();
	};
	active?.postMessage({ type: "deliver" }, [port2]);
}

/** A network that has just come back often fails at first, and no run of this page's own need come behind it for minutes. */
function tryAgain(): void {
	clearTimeout(timer);
	timer = setTimeout(deliverOthers, wait);
	wait = Math.min(2 * wait, LONGEST_WAIT_MS);
}

onSync((running) => {
	// Rarely: each has a pace of its own.
	if (!running && Date.now() - asked > OTHERS_MS) void deliverOthers();
});
addEventListener("online", () => {
	wait = FIRST_WAIT_MS;
	void deliverOthers();
});
void deliverOthers();
