/** When the phone sends: at the start, after a Save, when the network or the page comes back, and now and then in between. */

import { changed, onWanted } from "./changes";
import { nextLeaseEnd } from "./leases";
import { sweepSecrets } from "./lock";
import { readPace, waitsUntil } from "./pace";
import { nextPeopleAt } from "./people";
import { sync } from "./sync";

const ROUTINE_MS = 60_000;
const SOONEST_MS = 1_000;

/** What the phone's own code can't know, having no DOM: whether anybody sees the page. */
export interface Page {
	isVisible(): boolean;
	/** Calls `listener` when the page becomes visible or the network comes back; the answer ends that. */
	onReturn(listener: (why: "seen" | "online") => void): () => void;
}

/** Milliseconds until something is due: a back-off's end, a contact that is no longer held, a lease's end, or the routine minute. */
export async function nextWake(now: number): Promise<number> {
	const due = waitsUntil(await readPace(), now) ?? (await nextPeopleAt(now)) ?? Infinity;
	const end = (await nextLeaseEnd()) ?? Infinity;
	return Math.max(SOONEST_MS, Math.min(due - now, end - now, ROUTINE_MS));
}

/** Keeps sending while the page is open; the answer ends that. */
export function startWaking(page: Page): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let leaseEnd = Infinity;
	let ended = false;
	// A network that comes back makes the back-off of its absence pointless, as a tap does.
	const wake = async (tapped: boolean): Promise<void> => {
		clearTimeout(timer);
		await sync({ tapped });
		// A lease that ended meanwhile locks its doors on every screen, also where nobody can be asked.
		if (Date.now() >= leaseEnd) {
			changed();
		}
		leaseEnd = (await nextLeaseEnd().catch(() => null)) ?? Infinity;
		// A store that can't be read now may be read again in a minute.
		const wait = await nextWake(Date.now()).catch(() => ROUTINE_MS);
		clearTimeout(timer);
		if (!ended) {
			timer = setTimeout(() => void (page.isVisible() ? wake(false) : null), wait);
		}
	};
	const stops = [page.onReturn((why) => void wake(why === "online")), onWanted(() => void wake(false))];
	// A phone that was killed while it purged or erased may still hold a secret; no network is needed to end it.
	void sweepSecrets().catch(() => undefined);
	void wake(false);
	return () => {
		ended = true;
		clearTimeout(timer);
		for (const stop of stops) {
			stop();
		}
	};
}
