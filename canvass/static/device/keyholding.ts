/**
 * Keyholders come and go: keys that a browser makes, six words that two people compare, entries that a holder signs here.
 *
 * Words and Argon2id come with it: only the vaults' screen imports this.
 */

import { request } from "./api";
import { type Founder, holderRow, makeFounder, type NewEntries, RECOVERY_NAME } from "./founding";
import { b64decode, b64encode, keyId, VAULTS, type Vault } from "./framing";
import { makeBoxKey, type RawKey, sign, unwrapRaw, wrapKey } from "./holders";
import { me } from "./identity";
import { entryBytes, entryHash, type Holder } from "./keyentries";
import { type Candidate, fetchLog, seen, type VaultsAnswer, type VaultsView } from "./keyholders";
import type { LogEntry } from "./keylog";
import { atTheKeys, deskRequest, followKeys } from "./unlocked";
import { drawRecoveryWords, drawWords, holderWords } from "./words";

/** A key that this browser has made and nobody knows yet. */
export interface NewKey {
	/** Seven, to be written down. */
	words: string;
	/** Six, to be compared with a keyholder. */
	comparison: string;
	/** The body of `PUT /api/vaults/candidacy`. */
	body: { id: string; box: string; sign: string; blob: string };
}

/** Who joins a vault, and who leaves it. */
interface Change {
	add?: Holder;
	drop?: string;
}

/** Makes keys for this member, in memory. Throws KeysRefused, ApiError, NetworkFault. */
export async function drawKey(): Promise<NewKey> {
	const identity = await me();
	const log = await fetchLog();
	if (identity === undefined) throw new Error("nobody is enrolled here");
	const founder = await makeFounder(identity.member.alias, identity.member.id, drawWords());
	const { member: _, ...body } = await holderRow(identity.org.id, founder, log.hashes[0] ?? "");
	const { id, box, sign: signs } = founder.listed;
	return { words: founder.words, comparison: await holderWords(identity.org.id, id, box, signs), body };
}

/** Asks for a key with these: a keyholder sees them, and lists them once six words were compared. */
export async function askForKey({ body }: NewKey): Promise<VaultsView> {
	return seen(await request<VaultsAnswer>("PUT", "/vaults/candidacy", { body }));
}

/** Asks for a key no more. */
export function askNoMore(): Promise<null> {
	return request("DELETE", "/vaults/candidacy");
}

/** The six words of who asks, as this browser works them out from what the server says: theirs must be the same. */
export async function comparisonOf({ id, box, sign: signs }: Candidate): Promise<string> {
	return holderWords((await me())?.org.id ?? "", id, b64decode(box), b64decode(signs));
}

/**
 * Gives who asks the keys of these vaults, those of old records too. Where they had keys before, whose words were lost, those
 * lose their place in every vault that I hold, and it has a new key.
 *
 * Throws Locked, ApiError `proof_needed`, `key_log_moved`; KeysRefused, NetworkFault.
 */
export async function giveKeys(
	{ id, box, sign: signs }: Candidate,
	name: string,
	vaults: readonly Vault[],
	before: string | null,
): Promise<VaultsView> {
	const add = { id, name, box: b64decode(box), sign: b64decode(signs) };
	return send(await entriesFor(vaults, before === null ? { add } : { add, drop: before }), []);
}

/** Takes a holder out of these vaults, each of which has a new key from now on. Throws as `giveKeys`. */
export async function takeKeys(holder: string, vaults: readonly Vault[]): Promise<VaultsView> {
	return send(await entriesFor(vaults, { drop: holder }), []);
}

/** Recovery anew, with its twelve words to be printed; nothing is stored before `store`. */
export async function newRecovery(): Promise<{ words: string; store: () => Promise<VaultsView> }> {
	const made: Founder = await makeFounder(RECOVERY_NAME, null, drawRecoveryWords());
	const store = async () => {
		const { holder, log } = atTheKeys();
		const old = log.live("intake")?.holders.find(({ name }) => name === RECOVERY_NAME);
		const change: Change = { add: made.listed, ...(old ? { drop: old.id } : {}) };
		const row = await holderRow(holder.org, made, log.hashes[0] ?? "");
		return send(await entriesFor(VAULTS, change), [row]);
	};
	return { words: made.words, store };
}

/** All that my vaults hold, sealed as the server has it: a file that opens with `canvass vault open` and my words. */
export async function sealedCopy(): Promise<File> {
	const told = await deskRequest<{ at: string }>("POST", "/vaults/export", {});
	return new File([JSON.stringify(told)], `bovedas-${told.at.slice(0, 10)}.json`, {
		type: "application/json",
	});
}

async function send(
	made: Pick<NewEntries, "entries" | "wraps">,
	holders: NewEntries["holders"],
): Promise<VaultsView> {
	const answer = await deskRequest<VaultsAnswer>("POST", "/vaults/entries", { ...made, holders });
	const view = await seen(answer);
	await followKeys();
	return view;
}

/** The next entry of each of these vaults, signed, with the wraps that it needs. */
async function entriesFor(
	vaults: readonly Vault[],
	change: Change,
): Promise<Pick<NewEntries, "entries" | "wraps">> {
	const { holder, log } = atTheKeys();
	const made: Pick<NewEntries, "entries" | "wraps"> = { entries: [], wraps: [] };
	let [n, prev] = [log.hashes.length, log.hashes.at(-1) ?? ""];
	for (const vault of vaults) {
		const live = log.live(vault);
		if (live === null) continue;
		const leaves = live.holders.some(({ id }) => id === change.drop);
		const fresh = leaves ? await makeBoxKey() : null;
		const left = live.holders.filter(({ id }) => id !== change.drop);
		const holders = change.add ? [...left, change.add] : left;
		const key = fresh?.raw ?? live.key;
		const raw = entryBytes({ org: holder.org, n, prev, vault, key, holders, by: holder.id });
		made.entries.push({ entry: b64encode(raw), signature: b64encode(await sign(holder.sign, "log", raw)) });
		made.wraps.push(...(fresh ? await wrapFor(vault, fresh, holders) : []));
		made.wraps.push(...(change.add ? await wrapsOfMine(vault, change.add) : []));
		[n, prev] = [n + 1, await entryHash(raw)];
	}
	return made;
}

async function wrapFor(vault: Vault, key: RawKey, holders: readonly Holder[]): Promise<NewEntries["wraps"]> {
	const { org } = atTheKeys().holder;
	return Promise.all(
		holders.map(async ({ id, box }) => ({
			key_id: await keyId(key.raw),
			holder: id,
			wrap: b64encode(await wrapKey(box, org, vault, id, key)),
		})),
	);
}

/** Every key of this vault that I hold, the live one and older ones, wrapped for another. */
async function wrapsOfMine(vault: Vault, to: Holder): Promise<NewEntries["wraps"]> {
	const { holder, log, wraps } = atTheKeys();
	const mine = wraps.flatMap((wrap) => {
		const entry: LogEntry | null = log.entryOfKey(wrap.key_id);
		return entry?.vault === vault ? [{ wrap, entry }] : [];
	});
	const given = mine.map(async ({ wrap, entry }) => {
		const wrapped = b64decode(wrap.wrap);
		const key = await unwrapRaw(holder.box, holder.org, vault, holder.id, entry.key, wrapped);
		return wrapFor(vault, key, [to]);
	});
	return (await Promise.all(given)).flat();
}
