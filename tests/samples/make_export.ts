/**
 * Makes `export_browser.json`, the browser's counterpart of `make_export.py`. From the repository's root:
 * `node --experimental-transform-types tests/samples/make_export.ts`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

registerHooks({
	// The sources name each other without an extension, as bundlers like it.
	resolve: (specifier, context, next) =>
		next(/^\.\/[a-z]+$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});

const device = "../../canvass/static/device";
const { holderRow, makeFounder } = await import(`${device}/founding.ts`);
const { b64decode, b64encode, keyId } = await import(`${device}/framing.ts`);
const { importBox, importSign, makeBoxKey, openBlob, sign, unwrapRaw, wrapKey } = await import(`${device}/holders.ts`);
const { entryBytes, entryHash } = await import(`${device}/keyentries.ts`);
const { verifyChain } = await import(`${device}/keylog.ts`);
const { sealTo } = await import(`${device}/seal.ts`);
const { makeOrganisationVaults } = await import(`${device}/vaults.ts`);
const { drawWords } = await import(`${device}/words.ts`);

const { org, bodies } = JSON.parse(readFileSync(new URL("export_python.json", import.meta.url), "utf8"));
const CELIA = "c7b1d0f5-1c35-4a0a-9a52-0f6a1b1d2e01";
const BETO = "5a4e3c2b-7d6f-4e1a-8b9c-1a2b3c4d5e02";

const founded = await makeOrganisationVaults(org, CELIA, "Celia");
const [celia] = founded.body.holders;
const secrets = await openBlob(founded.words, b64decode(celia.blob), org, celia.id);
const beto = await makeFounder("Beto Ñ.", BETO, drawWords());
const entries = [...founded.body.entries];
const wraps = founded.body.wraps.filter(({ holder }) => holder !== celia.id);
const records = [];

/** The next entry, as a keyholder's browser makes it. */
async function follow(vault, signer, change) {
	const log = await verifyChain(entries, null, org);
	const raw = entryBytes({ ...log.live(vault), n: entries.length, prev: log.hashes.at(-1), ...change });
	entries.push({ entry: b64encode(raw), signature: b64encode(await sign(signer, "log", raw)) });
}

async function seal(bodies) {
	const log = await verifyChain(entries, null, org);
	for (const { vault, kind, id, body } of bodies) {
		const { sealed } = await sealTo(log, vault, kind, id, body);
		records.push({ vault, kind, id, clear: {}, sealed });
	}
}

async function wrapTo({ listed }, vault, key) {
	const wrap = await wrapKey(listed.box, org, vault, listed.id, key);
	wraps.push({ key_id: await keyId(key.raw), holder: listed.id, wrap: b64encode(wrap) });
}

// Before: under the founder's keys. Then Beto is given each of them, and removes Celia; after: under Beto's.
await seal(bodies.before);
const box = await importBox(secrets.box);
for (const vault of ["intake", "field", "consulta", "leadership"]) {
	const log = await verifyChain(entries, null, org);
	const { key, keyId: id, holders } = log.live(vault);
	const { wrap } = founded.body.wraps.find(({ key_id, holder }) => key_id === id && holder === celia.id);
	await follow(vault, await importSign(secrets.sign), { holders: [...holders, beto.listed], by: celia.id });
	await wrapTo(beto, vault, await unwrapRaw(box, org, vault, celia.id, key, b64decode(wrap)));
	const fresh = await makeBoxKey();
	const left = [...holders.filter((one) => one.id !== celia.id), beto.listed];
	await follow(vault, await importSign(beto.sign), { holders: left, key: fresh.raw, by: beto.listed.id });
	await wrapTo(beto, vault, fresh);
}
await seal(bodies.after);

const genesis = await entryHash(b64decode(entries[0].entry));
const { id, blob } = await holderRow(org, beto, genesis);
const sample = {
	org,
	holder: id,
	words: beto.words,
	bodies,
	export: { v: 1, org, at: "2026-11-27T20:00:00Z", entries, holders: [{ id, blob }], wraps, records },
};
writeFileSync(new URL("export_browser.json", import.meta.url), `${JSON.stringify(sample, null, 1)}\n`);
