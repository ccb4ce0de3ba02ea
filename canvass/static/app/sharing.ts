/** What the pages of a shared phone need beside all others: the session made one's own, and the others' records sent. */

import { onSync } from "../device/sync";
import { CHOSEN } from "../device/whose";

export * from "../device/own_session";

const OTHERS_MS = 20_000;

// Another tab has given the phone to somebody else.
addEventListener("storage", ({ key, newValue }) => {
	if (key === CHOSEN && newValue !== null) location.reload();
});

let asked = 0;

/** What waits for the others who have this phone: the worker hands it in, store by store. Rarely: each has a pace of its own. */
function deliverOthers(event?: Event): void {
	const due = event !== undefined || Date.now() - asked > OTHERS_MS;
	if (!navigator.onLine || !due) return;
	asked = Date.now();
	void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ type: "deliver" }));
}

onSync((running) => running || deliverOthers());
addEventListener("online", deliverOthers);
deliverOthers();
