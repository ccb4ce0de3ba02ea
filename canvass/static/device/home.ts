/** What is the member's own: turfs under lease, campaigns, scripts, and the key log, which is believed only after it was checked. */

import { ApiError, isNobody, request, shared, type Timing } from "./api";
import { changed } from "./changes";
import { rememberClock } from "./clock";
import { db, type HomeRecord, type Identity, readMeta, TURF_STORES } from "./db";
import { checkLog } from "./keys";
import { endAccess, storedLeases, takeLeases } from "./leases";
import { isShared, sweepSecrets } from "./lock";
import { noteSync, readSync } from "./verdicts";
import { type Home, isHome } from "./wire";

/** A log that does not continue the pinned one is refused: the old one stays, and nothing is sealed. */
async function judgedKeys(
	home: Home,
	me: Identity,
): Promise<Pick<HomeRecord, "key_log" | "keys"> & Pick<Identity, "pin">> {
	const checked = await checkLog(home.key_log, me.org.id, me.pin);
	if (checked.state === "refused") {
		const known = await db.home.get("home");
		return { key_log: known?.key_log ?? [], keys: "refused", pin: me.pin };
	}
	return { key_log: home.key_log, keys: checked.state, pin: checked.pin };
}

async function takeHome(home: Home, me: Identity): Promise<void> {
	const { pin, ...keys } = await judgedKeys(home, me);
	const { org, member, device, campaigns, stop_notices, server_time, min_client, slots } = home;
	const leases = await storedLeases(home.leases);
	await db.transaction("rw", ["identity", "home", "scripts", "meta", ...TURF_STORES], async () => {
		// The lock was given up while this was on its way: nothing is to come back by it.
		if ((await readMeta("shut")) !== undefined) return;
		await db.identity.update("me", { org, member, device, pin });
		await db.home.put({ key: "home", org, campaigns, stop_notices, server_time, min_client, slots, ...keys });
		await db.scripts.clear();
		await db.scripts.bulkPut(home.scripts);
		await takeLeases(leases);
		const { session } = await readSync();
		// Whoever left while this was on its way has left.
		await noteSync({ session: session === "away" ? "away" : "open", min_client });
	});
	await sweepSecrets();
	changed();
}

/** Whether it was answered; false where the session is nobody's, or that of another who has this phone. */
async function askHome(me: Identity): Promise<boolean> {
	let timing: Timing | null = null;
	try {
		const home = await request<Home>("GET", "/sync/home", {
			check: isHome,
			timed: (took) => {
				timing = took;
			},
		});
		if (home.device.id !== me.device.id) return false;
		await rememberClock(home.server_time, timing);
		await takeHome(home, me);
		return true;
	} catch (error) {
		if (!(error instanceof ApiError) || !isNobody(error)) {
			throw error;
		}
		return false;
	}
}

/** Fetches the member's home, also while locked: what ended leaves at once, what is new waits to be read. A session that has ended is noted and no fault; throws NetworkFault, and other ApiErrors. */
export async function fetchHome(me: Identity): Promise<boolean> {
	if (await askHome(me)) return true;
	const own = await shared.part();
	if (own !== null) return own.askAgain(() => askHome(me));
	// The worker can tell of nobody on a shared phone whether their access is over: the session is somebody's.
	if (!(await isShared())) await endAccess();
	return false;
}
