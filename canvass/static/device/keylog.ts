/**
 * The key log: which key each vault has and who holds it, signed entry after signed entry.
 *
 * The rules are those of `canvass/sealing/keylog.py`. A phone believes a log only as a whole, and only if it continues
 * the head that it has seen before: so a server can neither swap a key nor make itself a keyholder.
 */

import {
	type Bytes,
	b64decode,
	b64encode,
	joined,
	keyId,
	lengthPrefixed,
	PROTOCOL,
	SealingError,
	VAULTS,
	type Vault,
} from "./framing";
import { type Entry, entryHash, type Holder, readEntry } from "./keyentries";
import type { SignedEntry } from "./wire";

export const GENESIS_VAULT = "intake";
export const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;
export const SIGN_KEY = { name: "ECDSA", namedCurve: "P-256" } as const;
export type Refusal =
	| "shorter"
	| "forked"
	| "malformed"
	| "foreign_org"
	| "wrong_number"
	| "wrong_prev"
	| "wrong_vault"
	| "changed_holder"
	| "wrong_holder"
	| "bad_signature";

/** The log is not believed: `code` says why, `n` at which entry. */
export class KeyLogRefused extends SealingError {
	override name = "KeyLogRefused";

	constructor(
		override readonly code: Refusal,
		readonly n: number,
	) {
		super(code);
	}
}

/** A place in the log that somebody has seen: entry `n` and the SHA-256 of its bytes in hex. */
export interface Head {
	n: number;
	hash: string;
}

/** An entry that was verified; `keyId` names its key. */
export type LogEntry = Entry & { readonly keyId: string };

/** A log that was verified as a whole. */
export class KeyLog {
	constructor(
		readonly entries: readonly LogEntry[],
		readonly hashes: readonly string[],
	) {}

	get head(): Head | null {
		const hash = this.hashes.at(-1);
		return hash === undefined ? null : { n: this.hashes.length - 1, hash };
	}

	/** The vault's last entry: its key is the one to seal to, its holders are the ones to wrap to. */
	live(vault: Vault): LogEntry | null {
		return this.entries.findLast((entry) => entry.vault === vault) ?? null;
	}

	/** The vaults that a holder can open now. */
	vaultsOf(holderId: string): Vault[] {
		return VAULTS.filter((vault) => this.live(vault)?.holders.some(({ id }) => id === holderId));
	}

	/** The last entry with this key id, also one that was rotated away: both key ids are accepted. */
	entryOfKey(wanted: string): LogEntry | null {
		return this.entries.findLast((entry) => entry.keyId === wanted) ?? null;
	}

	/** A holder's keys, which never change under the same id. */
	holder(id: string): Holder | null {
		return holdersOf(this.entries).get(id) ?? null;
	}
}

/**
 * Checks the whole log, and that it continues what was `pinned` (null: nothing was yet).
 *
 * Entry n is signed by a holder of its vault, as that vault's last entry lists them; a vault's first by a holder of
 * `intake`; entry 0 by one of its own. Only `org`'s log is believed. Throws `KeyLogRefused`.
 */
export async function verifyChain(
	wire: readonly SignedEntry[],
	pinned: Head | null,
	org: string,
): Promise<KeyLog> {
	const raws = wire.map(({ entry }, n) => believable(n, () => b64decode(entry)));
	const hashes = await Promise.all(raws.map(entryHash));
	checkPin(hashes, pinned);
	const entries: LogEntry[] = [];
	for (const [n, raw] of raws.entries()) {
		const read = believable(n, () => readEntry(raw));
		const entry = { ...read, keyId: await keyId(read.key) };
		checkPlace(entry, entries, hashes, org);
		await checkSignature(entry, entries, raw, wire[n]?.signature ?? "");
		entries.push(entry);
	}
	return new KeyLog(entries, hashes);
}

/** What a holder signs: `LP("canvass/1", purpose) ‖ bytes`. */
export function signedBytes(purpose: "log" | "stepup", bytes: Bytes): Bytes {
	return joined(lengthPrefixed(PROTOCOL, purpose), bytes);
}

function checkPin(hashes: readonly string[], pinned: Head | null): void {
	if (!pinned) {
		return;
	}
	if (hashes.length <= pinned.n) {
		throw new KeyLogRefused("shorter", hashes.length);
	}
	if (hashes[pinned.n] !== pinned.hash) {
		throw new KeyLogRefused("forked", pinned.n);
	}
}

function checkPlace(
	entry: LogEntry,
	before: readonly LogEntry[],
	hashes: readonly string[],
	org: string,
): void {
	const n = before.length;
	if (entry.org !== org) {
		throw new KeyLogRefused("foreign_org", n);
	}
	if (entry.n !== n) {
		throw new KeyLogRefused("wrong_number", n);
	}
	if (entry.prev !== (hashes[n - 1] ?? "")) {
		throw new KeyLogRefused("wrong_prev", n);
	}
	if (n === 0 && entry.vault !== GENESIS_VAULT) {
		throw new KeyLogRefused("wrong_vault", n);
	}
	const known = holdersOf(before);
	if (entry.holders.some((holder) => !hasSameKeys(known.get(holder.id) ?? holder, holder))) {
		throw new KeyLogRefused("changed_holder", n);
	}
}

async function checkSignature(
	entry: LogEntry,
	before: readonly LogEntry[],
	raw: Bytes,
	signature: string,
): Promise<void> {
	const n = before.length;
	const log = new KeyLog(before, []);
	const signers = log.live(entry.vault) ?? log.live(GENESIS_VAULT) ?? entry;
	const signer = signers.holders.find(({ id }) => id === entry.by);
	if (!signer) {
		throw new KeyLogRefused("wrong_holder", n);
	}
	const bytes = believable(n, () => b64decode(signature));
	const key = await importSignKey(n, signer.sign);
	if (!(await crypto.subtle.verify(SIGNATURE, key, bytes, signedBytes("log", raw)))) {
		throw new KeyLogRefused("bad_signature", n);
	}
}

async function importSignKey(n: number, raw: Bytes): Promise<CryptoKey> {
	try {
		return await crypto.subtle.importKey("raw", raw, SIGN_KEY, false, ["verify"]);
	} catch {
		throw new KeyLogRefused("malformed", n);
	}
}

function holdersOf(entries: readonly LogEntry[]): Map<string, Holder> {
	return new Map(entries.flatMap(({ holders }) => holders.map((holder) => [holder.id, holder] as const)));
}

function hasSameKeys(one: Holder, other: Holder): boolean {
	return b64encode(one.box) === b64encode(other.box) && b64encode(one.sign) === b64encode(other.sign);
}

function believable<T>(n: number, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw error instanceof SealingError ? new KeyLogRefused("malformed", n) : error;
	}
}
