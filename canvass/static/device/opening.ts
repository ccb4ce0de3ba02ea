/** Records of unlocked vaults opened in memory, under keys too that were made after the unlocking. */

import type { Body, Vault } from "./framing";
import { sealedKeyId } from "./seal";
import { atTheKeys, followKeys, onLocking, openVaults } from "./unlocked";
import { openRecord } from "./vaults";

/** Thousands of records may name a key that is not mine: each key is asked for once while the vaults are open. */
const followed = new Map<string, Promise<void>>();
onLocking(() => {
	if (openVaults().size === 0) followed.clear();
});

/**
 * Opens a record in memory. Where it lies under a key that is not known here, the keys are followed first.
 *
 * Throws Locked, and SealingError as `openRecord`.
 */
export async function open(vault: Vault, kind: string, id: string, sealed: string): Promise<Body> {
	const named = sealedKeyId(sealed);
	if (!atTheKeys().vaults.keys.has(named)) await follow(named);
	return openRecord(atTheKeys().vaults, vault, kind, id, sealed);
}

function follow(named: string): Promise<void> {
	const asked = followed.get(named) ?? followKeys().catch(() => undefined);
	followed.set(named, asked);
	return asked;
}
