import "./early";
// The sheets come first, so that a screen's own, which follow, have the last word.
import "@picocss/pico/css/pico.classless.min.css";
import "./styles/index.css";

import { effect } from "@preact/signals";
import { render } from "preact";
import { setApiLocale, shared } from "../device/api";
import { breathe } from "../device/breath";
import { wasEnrolled } from "./enrolled_before";
import { locale, startLocale } from "./i18n";
import { fetchLock, guarded } from "./locked";
import { followPhone } from "./phone";
import { Shell } from "./shell";
import { keepApp } from "./update";
import { startWaking } from "./waking";

const ONLINE_AFTER_MS = 300;

async function start(): Promise<void> {
	const spoken = startLocale();
	// Somebody's phone is mostly a locked one: its first screen is here once the store is read, or says why it is not.
	if (wasEnrolled()) spoken.then(fetchLock).catch(() => undefined);
	const [, readable] = await Promise.all([spoken, followPhone().then(() => true, unreadable)]);
	effect(() => setApiLocale(locale.value));
	effect(() => {
		if (guarded.value) shared.part = () => import("./sharing");
	});
	await breathe();
	const root = document.getElementById("app");
	if (root) render(<Shell broken={!readable} />, root);
	// The network can wait until the first screen stands: all that it shows is here.
	setTimeout(goOnline, ONLINE_AFTER_MS);
}

/** A store that cannot be read is no empty store: the phone must not seem to have forgotten everything. */
function unreadable(fault: unknown): boolean {
	console.error(fault);
	return false;
}

function goOnline(): void {
	void shared.part();
	startWaking();
	keepApp().catch(console.error);
}

// Loading all of the above was a task already.
breathe().then(start);
