import { signal } from "@preact/signals";
import { type AnyComponent, createElement } from "preact";
import { useEffect, useState } from "preact/hooks";
import { tellFault } from "./faults";
import { wholeCatalogue } from "./i18n";

type LockScreen = typeof import("./lock");

/** What the phone's lock asks for before a turf is shown; null while there is nothing to ask. */
export const asked = signal<"choose" | "type" | null>(null);

/** Others have this phone too: the lock stands before every screen. */
export const guarded = signal(false);

/** A screen that tells of places: in its stead stands the lock's, until the PIN was typed. `ifShared`: any other, which only a shared phone locks. */
// biome-ignore lint/suspicious/noExplicitAny: a screen may take its path's parameters as properties.
export function behindLock(screen: AnyComponent<any>, ifShared = false): AnyComponent<any> {
	return (props) =>
		asked.value === null || (ifShared && !guarded.value) ? createElement(screen, props) : <Lock />;
}

let here: LockScreen | null = null;

/** Fetches the lock's screen when it is first needed; the worker keeps it. */
export async function fetchLock(): Promise<LockScreen> {
	const [found] = await Promise.all([import("./lock"), wholeCatalogue()]);
	here = found;
	return found;
}

function Lock() {
	const [part, setPart] = useState(here);
	useEffect(() => {
		if (!part) fetchLock().then(setPart, tellFault);
	}, []);
	return part && <part.Lock />;
}
