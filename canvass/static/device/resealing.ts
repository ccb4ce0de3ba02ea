/**
 * After a vault was given a new key: this browser seals anew what still lies under older ones, some at a time, while it is
 * unlocked. Leaving in the middle loses nothing: whoever unlocks next goes on.
 */

import { b64decode, hex, sha256, type Vault } from "./framing";
import { open } from "./opening";
import { atTheKeys, deskRequest, followKeys, Locked, sealInto } from "./unlocked";
import { sealedKeyId } from "./unsealing";

interface StaleRecord {
	vault: Vault;
	kind: string;
	id: string;
	sealed: string;
}

let running: Promise<number> | null = null;

/** Seals anew all that can be; how many records that were. One run at a time. */
export function resealAll(): Promise<number> {
	running ??= run().finally(() => {
		running = null;
	});
	return running;
}

async function run(): Promise<number> {
	let done = 0;
	const failed = new Set<string>();
	try {
		for (;;) {
			const { items } = await deskRequest<{ items: StaleRecord[] }>("GET", "/vaults/stale?limit=50");
			if (items.some(isNewToMe)) await followKeys();
			const fresh = (await Promise.all(items.map((item) => anew(item, failed)))).filter(
				(item) => item !== null,
			);
			if (fresh.length === 0) return done;
			await deskRequest("POST", "/vaults/resealing", { items: fresh });
			done += fresh.length;
		}
	} catch (error) {
		// Locked in the middle: whoever unlocks next goes on.
		if (error instanceof Locked) return done;
		throw error;
	}
}

/** It is old to the server, and lies under the key that I take for the live one: somebody made another since I unlocked. */
function isNewToMe({ vault, sealed }: StaleRecord): boolean {
	return atTheKeys().log.live(vault)?.keyId === sealedKeyId(sealed);
}

/** The record under the live key; null for one that does not open, which is left as it lies. */
async function anew({ vault, kind, id, sealed }: StaleRecord, failed: Set<string>) {
	const name = `${kind} ${id}`;
	if (failed.has(name)) return null;
	// Offered once: one that the server does not take, or that comes back, must not keep this browser busy for ever.
	failed.add(name);
	try {
		const body = await open(vault, kind, id, sealed);
		const was = hex(await sha256(b64decode(sealed)));
		return { vault, kind, id, was, ...(await sealInto(vault, kind, id, body)) };
	} catch (error) {
		if (error instanceof Locked) throw error;
		return null;
	}
}
