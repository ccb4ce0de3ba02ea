/**
 * On a shared phone the browser's one session is whoever's read last. A member makes it their own again with a secret that
 * lies under their PIN; what is asked of the server in between is asked by nobody.
 */

import { ApiError, isNobody, request } from "./api";
import { cover, uncover } from "./cover";
import { db, oneAtATime, readMeta } from "./db";
import { b64encode, hex, sha256, utf8 } from "./framing";
import { endAccess } from "./leases";
import { lockState, RETURN } from "./lock";
import { noteSync, readSync } from "./verdicts";
import { isSession, type Session } from "./wire";

const SECRET_BYTES = 32;
const PLACE = { turf: RETURN, kind: "return", id: RETURN } as const;

let coming: Promise<boolean> | null = null;

/** Whether what is asked with the session now is asked in this member's name: at once, or after coming back. */
export async function ownSession(): Promise<boolean> {
	if ((await readMeta("return")) === undefined) return true;
	const { session } = await readSync();
	if (session !== "away") return session === "open";
	coming ??= inTurn(comeBack).finally(() => {
		coming = null;
	});
	return coming;
}

/** Whether this member comes back by their PIN, whoever has the phone in between. */
export async function hasReturn(): Promise<boolean> {
	return ((await readMeta("return"))?.sealed ?? null) !== null;
}

/** Throws NetworkFault, and ApiErrors that ask for patience. */
async function comeBack(): Promise<boolean> {
	const { sealed = null } = (await readMeta("return")) ?? {};
	if (sealed === null) {
		// Who left before the server knew a secret of theirs has no way back but a new link.
		await endAccess();
		return false;
	}
	if ((await lockState()) !== "open") return false;
	const secret = await uncover<string>(PLACE, sealed);
	try {
		await request<Session>("POST", "/session/return", {
			body: { secret },
			auth: "push",
			opensSession: true,
			check: isSession,
		});
	} catch (error) {
		if (!(error instanceof ApiError && (isNobody(error) || error.code === "return_refused"))) throw error;
		await endAccess();
		return false;
	}
	await noteSync({ session: "open" });
	return true;
}

/** One at a time in all tabs: the secret that is kept must be the one that the server was told last, and who leaves comes last. */
const inTurn = <T>(work: () => Promise<T>) => oneAtATime("return", work);

/** Somebody else takes the phone: from now on this member reads nothing without coming back. */
export function goAway(): Promise<void> {
	return inTurn(() => noteSync({ session: "away" }));
}

/**
 * Asks anew what nobody answered, or somebody else's session: that one has been used since, or one's own is over. Whether it was
 * answered now; whoever's access had ended has it no more.
 */
export async function askAgain(ask: () => Promise<boolean>): Promise<boolean> {
	if ((await readMeta("return")) === undefined || (await readSync()).session === "ended") {
		await endAccess();
		return false;
	}
	await goAway();
	return (await ownSession()) && ask();
}

/**
 * Where the phone is shared, and the server knows no secret yet with which this member comes back: draws it and tells its hash.
 * For who is unlocked, and reads. Throws Locked, NetworkFault, ApiError.
 */
export async function giveReturn(): Promise<void> {
	await inTurn(async () => {
		const record = await readMeta("return");
		const me = await db.identity.get("me");
		if (record === undefined || record.sealed !== null || me === undefined) return;
		// Whoever left meanwhile, in another tab, asks nothing: coming back would wait for this very turn.
		if ((await readSync()).session === "away") return;
		const secret = b64encode(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
		const sealed = await cover(PLACE, secret);
		const body = { device: me.device.id, secret_hash: hex(await sha256(utf8(secret))) };
		await request("PUT", "/session/return", { body, check: (answer): answer is null => answer === null });
		await db.transaction("rw", db.meta, async () => {
			if ((await readMeta("return")) !== undefined) await db.meta.put({ key: "return", sealed });
		});
	});
}
