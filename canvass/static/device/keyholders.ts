/** The organisation's vaults as their key log tells of them: made once, looked at, believed only as a checked whole. */

import { ApiError, NetworkFault, request } from "./api";
import { changed } from "./changes";
import { db } from "./db";
import type { NewEntries } from "./founding";
import { b64decode, VAULTS, type Vault } from "./framing";
import { KeysRefused, me } from "./identity";
import { entryHash } from "./keyentries";
import type { Head, KeyLog } from "./keylog";
import { checkLog } from "./keys";
import type { SignedEntry } from "./wire";

export interface VaultsAnswer {
	entries: SignedEntry[];
	holders: { id: string; member: string | null }[];
	candidates: Candidate[];
}

/** Somebody who asks for a key: the public halves of what their browser made. */
export interface Candidate {
	id: string;
	member: string;
	box: string;
	sign: string;
}

export interface VaultState {
	vault: Vault;
	keyId: string;
	/** Who can open it; recovery has no member. */
	holders: { id: string; name: string; member: string | null }[];
	/** Keyholders beside recovery. */
	people: number;
}

export interface VaultsView {
	vaults: VaultState[];
	head: Head | null;
	candidates: Candidate[];
}

/** One keyholder alone is one lost sheet of paper away from nobody. */
export const ENOUGH_HOLDERS = 2;

/** Checks the server's key log against what this browser has pinned, and pins its head. Throws KeysRefused. */
export async function believe(entries: readonly SignedEntry[]): Promise<KeyLog> {
	const identity = await me();
	const checked = await checkLog(entries, identity?.org.id ?? "", identity?.pin ?? null);
	if (checked.log === null) {
		throw new KeysRefused();
	}
	if (checked.pin?.n !== identity?.pin?.n) {
		await db.identity.update("me", { pin: checked.pin });
		changed();
	}
	return checked.log;
}

/** The key log as the server has it now, checked. Throws KeysRefused, ApiError, NetworkFault. */
export async function fetchLog(): Promise<KeyLog> {
	return believe((await askVaults()).entries);
}

/** Whether the server's key log is another than this one, which was checked: each entry names the one before it by its hash. */
export async function hasGrown({ head, hashes }: KeyLog): Promise<boolean> {
	const { entries } = await askVaults();
	const last = entries.at(-1);
	if (last === undefined || entries.length !== hashes.length) return true;
	return (await entryHash(b64decode(last.entry))) !== head?.hash;
}

/** Each vault with its live key and its holders; none before they are made. Throws as `fetchLog`. */
export async function viewVaults(): Promise<VaultsView> {
	return seen(await askVaults());
}

/** What the server answers about the vaults, checked. Throws KeysRefused. */
export async function seen(answer: VaultsAnswer): Promise<VaultsView> {
	return viewOf(await believe(answer.entries), answer);
}

/**
 * Stores the vaults that this browser has made. Throws ApiError `key_log_moved` if somebody else was quicker.
 *
 * An answer that was lost is asked for: the words are on paper by now, so what was stored must not look as if it was not.
 */
export async function storeVaults(made: NewEntries): Promise<VaultsView> {
	const answer = await request<VaultsAnswer>("POST", "/vaults/entries", { body: made }).catch(
		async (fault: unknown) => storedAnyway(fault, made),
	);
	return seen(answer);
}

async function storedAnyway(fault: unknown, made: NewEntries): Promise<VaultsAnswer> {
	const mayBeStored =
		fault instanceof NetworkFault || (fault instanceof ApiError && fault.code === "key_log_moved");
	const answer = mayBeStored ? await askVaults().catch(() => null) : null;
	const same = made.entries.every(({ entry }, n) => answer?.entries[n]?.entry === entry);
	if (answer === null || !same) {
		throw fault;
	}
	return answer;
}

function askVaults(): Promise<VaultsAnswer> {
	return request<VaultsAnswer>("GET", "/vaults");
}

function viewOf(log: KeyLog, { holders, candidates }: VaultsAnswer): VaultsView {
	const memberOf = new Map(holders.map(({ id, member }) => [id, member]));
	const vaults = VAULTS.flatMap((vault): VaultState[] => {
		const live = log.live(vault);
		if (live === null) return [];
		const listed = live.holders.map(({ id, name }) => ({ id, name, member: memberOf.get(id) ?? null }));
		const people = listed.filter(({ member }) => member !== null).length;
		return [{ vault, keyId: live.keyId, holders: listed, people }];
	});
	return { vaults, head: log.head, candidates };
}
