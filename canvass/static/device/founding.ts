/** The first administrator's browser makes the organisation's vaults: keys, first entries, recovery. Once. */

import { type Bytes, b64encode, keyId, VAULTS, type Vault } from "./framing";
import { importSign, makeBlob, makeBoxKey, makeSignKey, type RawKey, sign, wrapKey } from "./holders";
import { entryBytes, entryHash, type Holder } from "./keyentries";
import { GENESIS_VAULT } from "./keylog";
import type { SignedEntry } from "./wire";
import { drawRecoveryWords, drawWords } from "./words";

/** How the log names recovery; a screen shows it as a word of its own, by its holder's having no member. */
export const RECOVERY_NAME = "recovery";
/** `intake` first: entry 0 is its, and its holders sign the first entries of the others. */
const FIRST_ENTRIES = [GENESIS_VAULT, ...VAULTS.filter((vault) => vault !== GENESIS_VAULT)] as const;

/** The body of `POST /api/vaults/entries`. */
export interface NewEntries {
	entries: SignedEntry[];
	holders: { id: string; member: string | null; box: string; sign: string; blob: string }[];
	wraps: { key_id: string; holder: string; wrap: string }[];
}

export interface NewVaults {
	/** The administrator's seven words, to be written down. */
	words: string;
	/** Recovery's twelve, to be printed. */
	recoveryWords: string;
	/** Six words of the administrator's keys are told from these. */
	holder: Holder;
	body: NewEntries;
}

export interface Founder {
	readonly listed: Holder;
	readonly member: string | null;
	readonly words: string;
	readonly box: RawKey;
	readonly sign: RawKey;
}

interface NewVault {
	readonly vault: Vault;
	readonly key: RawKey;
}

/** Makes all four vaults with two holders each: the administrator under `alias`, and recovery. */
export async function makeOrganisationVaults(
	org: string,
	memberId: string,
	alias: string,
): Promise<NewVaults> {
	const admin = await makeFounder(alias, memberId, drawWords());
	const recovery = await makeFounder(RECOVERY_NAME, null, drawRecoveryWords());
	const founders = [admin, recovery];
	const vaults = await Promise.all(FIRST_ENTRIES.map(async (vault) => ({ vault, key: await makeBoxKey() })));
	const { entries, genesis } = await firstEntries(org, admin, founders, vaults);
	return {
		words: admin.words,
		recoveryWords: recovery.words,
		holder: admin.listed,
		body: {
			entries,
			holders: await Promise.all(founders.map((founder) => holderRow(org, founder, genesis))),
			wraps: await Promise.all(
				vaults.flatMap((vault) => founders.map((founder) => wrapRow(org, vault, founder))),
			),
		},
	};
}

/** Somebody's two key pairs, and the words that lock them. */
export async function makeFounder(name: string, member: string | null, words: string): Promise<Founder> {
	const [box, sign] = await Promise.all([makeBoxKey(), makeSignKey()]);
	const listed = { id: crypto.randomUUID(), name, box: box.raw, sign: sign.raw };
	return { listed, member, words, box, sign };
}

async function firstEntries(
	org: string,
	signer: Founder,
	founders: readonly Founder[],
	vaults: readonly NewVault[],
): Promise<{ entries: SignedEntry[]; genesis: string }> {
	const holders = founders.map(({ listed }) => listed);
	const signKey = await importSign(signer.sign);
	const entries: SignedEntry[] = [];
	const hashes: string[] = [];
	for (const [n, { vault, key }] of vaults.entries()) {
		const prev = hashes.at(-1) ?? "";
		const raw = entryBytes({ org, n, prev, vault, key: key.raw, holders, by: signer.listed.id });
		entries.push({ entry: b64encode(raw), signature: b64encode(await sign(signKey, "log", raw)) });
		hashes.push(await entryHash(raw));
	}
	return { entries, genesis: hashes[0] ?? "" };
}

/** A holder as the server keeps them: the private halves locked under their words. */
export async function holderRow(
	org: string,
	{ listed, member, words, box, sign }: Founder,
	genesis: string,
): Promise<NewEntries["holders"][number]> {
	const blob: Bytes = await makeBlob(words, org, listed.id, { box, sign, genesis });
	return {
		id: listed.id,
		member,
		box: b64encode(listed.box),
		sign: b64encode(listed.sign),
		blob: b64encode(blob),
	};
}

async function wrapRow(
	org: string,
	{ vault, key }: NewVault,
	{ listed }: Founder,
): Promise<NewEntries["wraps"][number]> {
	const wrap = await wrapKey(listed.box, org, vault, listed.id, key);
	return { key_id: await keyId(key.raw), holder: listed.id, wrap: b64encode(wrap) };
}
