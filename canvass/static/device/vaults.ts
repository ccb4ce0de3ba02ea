/**
 * A keyholder's side of the vaults: unlocking with words, opening wraps, reading records.
 *
 * Argon2id and the word list come with it, so a volunteer's page never imports this file.
 */

import { type Body, type Bytes, b64decode, b64encode, SealingError, utf8, type Vault } from "./framing";
import { bytesOfWords, importBox, importSign, openBlobBy, sign, unwrapKey } from "./holders";
import { type KeyLog, KeyLogRefused } from "./keylog";
import { type KeyPair, openSealed, sealedKeyId } from "./unsealing";

export { makeOrganisationVaults, type NewEntries, type NewVaults } from "./founding";

/** A holder in this browser's memory, able to open wraps and to sign. */
export interface UnlockedHolder {
	readonly id: string;
	readonly org: string;
	readonly box: KeyPair;
	readonly sign: CryptoKey;
	readonly signRaw: Bytes;
	readonly genesis: string;
}

/** The vaults' keys in this browser's memory, by key id. */
export interface UnlockedVaults {
	readonly org: string;
	readonly keys: ReadonlyMap<string, { readonly vault: Vault; readonly key: KeyPair }>;
}

export interface Wrap {
	key_id: string;
	wrap: string;
}

/** A holder's keys as the server keeps them. */
export interface LockedHolder {
	id: string;
	blob: string;
}

/** Opens a holder's blob; throws `wrong_words` (or it is another holder's), `malformed` for what was never a blob. */
export async function unlockHolder(
	words: string,
	blob: string,
	org: string,
	id: string,
): Promise<UnlockedHolder> {
	return unlockHolderBy(await keyOfWords(words, blob), { id, blob }, org);
}

/** What words are for this blob. Throws as `unlockHolder`. */
export async function keyOfWords(words: string, blob: string): Promise<Bytes> {
	return bytesOfWords(words, b64decode(blob));
}

/** As `unlockHolder`, with `keyOfWords`. */
export async function unlockHolderBy(
	key: Bytes,
	{ id, blob }: LockedHolder,
	org: string,
): Promise<UnlockedHolder> {
	const secrets = await openBlobBy(key, b64decode(blob), org, id);
	return {
		id,
		org,
		box: await importBox(secrets.box),
		sign: await importSign(secrets.sign),
		signRaw: secrets.sign.raw,
		genesis: secrets.genesis,
	};
}

/**
 * Opens a holder's wraps. Every key must be one of the verified log, for the vault that the log says.
 *
 * Throws `KeyLogRefused` if the log is not the one that the holder belongs to or lists other keys for them, and
 * `SealingError` `unknown_key`, `changed_key` or `cannot_open` for a wrap.
 */
export async function unwrapVaults(
	holder: UnlockedHolder,
	wraps: readonly Wrap[],
	log: KeyLog,
): Promise<UnlockedVaults> {
	checkBelongs(holder, log);
	const opened = await Promise.all(wraps.map((wrap) => unwrap(holder, wrap, log)));
	return { org: holder.org, keys: new Map(opened) };
}

/** Opens a record with whichever key its header names; throws `key_missing`, `cannot_open` or `malformed`. */
export async function openRecord(
	vaults: UnlockedVaults,
	vault: Vault,
	kind: string,
	recordId: string,
	sealed: string,
): Promise<Body> {
	const held = vaults.keys.get(sealedKeyId(sealed));
	if (held?.vault !== vault) {
		throw new SealingError("key_missing");
	}
	return openSealed(held.key, { org: vaults.org, vault, kind, recordId }, sealed);
}

/** A signature for the server's challenge (the UTF-8 bytes of its text), base64url. */
export async function signStepup(holder: UnlockedHolder, challenge: string): Promise<string> {
	return b64encode(await sign(holder.sign, "stepup", utf8(challenge)));
}

async function unwrap(
	holder: UnlockedHolder,
	{ key_id, wrap }: Wrap,
	log: KeyLog,
): Promise<[string, { vault: Vault; key: KeyPair }]> {
	const entry = log.entryOfKey(key_id);
	if (!entry) {
		throw new SealingError("unknown_key");
	}
	const wrapped = b64decode(wrap);
	const key = await unwrapKey(holder.box, holder.org, entry.vault, holder.id, entry.key, wrapped);
	return [key_id, { vault: entry.vault, key }];
}

function checkBelongs(holder: UnlockedHolder, log: KeyLog): void {
	if (log.hashes[0] !== holder.genesis) {
		throw new KeyLogRefused("forked", 0);
	}
	const listed = log.holder(holder.id);
	const same = (one?: Bytes, other?: Bytes) => one && other && b64encode(one) === b64encode(other);
	if (listed && !(same(listed.box, holder.box.raw) && same(listed.sign, holder.signRaw))) {
		throw new KeyLogRefused("changed_holder", log.hashes.length - 1);
	}
}
