/**
 * Makes `sealing_browser.json`, the browser's counterpart of `make_sealing.py`. From the repository's root:
 * `node --experimental-transform-types tests/samples/make_sealing.ts`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

registerHooks({
	// The sources name each other without an extension, as bundlers like it.
	resolve: (specifier, context, next) =>
		next(/^\.\/[a-z]+$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});

const device = "../../canvass/static/device";
const { b64decode, b64encode, lengthPrefixed, PROTOCOL } = await import(`${device}/framing.ts`);
const { enrolmentLink, makeToken } = await import(`${device}/fragment.ts`);
const { importBox, openBlob } = await import(`${device}/holders.ts`);
const { verifyChain } = await import(`${device}/keylog.ts`);
const { decrypt, sealTo } = await import(`${device}/seal.ts`);
const { makeOrganisationVaults, signStepup, unlockHolder } = await import(`${device}/vaults.ts`);
const { holderWords } = await import(`${device}/words.ts`);

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const { org, sealed: bodies, stepup } = read("sealing_python.json");

const made = await makeOrganisationVaults(org, "c7b1d0f5-1c35-4a0a-9a52-0f6a1b1d2e01", "Celia Ñ.");
const [admin, recovery] = made.body.holders;
const log = await verifyChain(made.body.entries, null, org);
const box = await importBox((await openBlob(made.words, b64decode(admin.blob), org, admin.id)).box);

async function vaultKeys() {
	const keys: Record<string, string> = {};
	for (const { key_id, wrap } of made.body.wraps.filter(({ holder }) => holder === admin.id)) {
		const { vault } = log.entryOfKey(key_id);
		const info = lengthPrefixed(PROTOCOL, "wrap", org, vault, key_id, admin.id);
		keys[vault] = b64encode(await decrypt(box, info, b64decode(wrap)));
	}
	return keys;
}

async function sealedRecords() {
	const rows = [];
	for (const { vault, kind, record_id, body } of bodies) {
		const { sealed } = await sealTo(log, vault, kind, record_id, body);
		rows.push({ vault, kind, record_id, body, sealed });
	}
	return rows;
}

async function sixWords({ id }: { id: string }) {
	const { box, sign } = log.holder(id);
	return [id, await holderWords(org, id, box, sign)];
}

function link(pinned: unknown) {
	const token = makeToken();
	return { link: enrolmentLink("https://lead.example", { token, pinned }), token: b64encode(token), pinned };
}

const holder = await unlockHolder(made.words, admin.blob, org, admin.id);
const sample = {
	org,
	vaults: made.body,
	words: { [admin.id]: made.words, [recovery.id]: made.recoveryWords },
	holder_words: Object.fromEntries(await Promise.all([admin, recovery].map(sixWords))),
	keys: await vaultKeys(),
	chain: made.body.entries,
	sealed: await sealedRecords(),
	stepup: {
		holder: admin.id,
		challenge: stepup.challenge,
		signature: await signStepup(holder, stepup.challenge),
	},
	links: [link(log.head), link({ n: 0, hash: log.hashes[0] }), link(null)],
};
writeFileSync(new URL("sealing_browser.json", import.meta.url), `${JSON.stringify(sample, null, 1)}\n`);
