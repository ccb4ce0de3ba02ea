import { describe, expect, test } from "vitest";
import { enrolmentLink, makeToken, readFragment, tokenHash } from "../../canvass/static/device/fragment";
import {
	BodyTooLong,
	b64decode,
	b64encode,
	canonicalJson,
	lengthPrefixed,
	pad,
	roomLeft,
	VAULTS,
	type Vault,
} from "../../canvass/static/device/framing";
import { importBox, importSign, makeBoxKey, makeSignKey } from "../../canvass/static/device/holders";
import { verifyChain } from "../../canvass/static/device/keylog";
import { seal, sealTo } from "../../canvass/static/device/seal";
import { suite } from "../../canvass/static/device/suite";
import { openSealed, sealedKeyId } from "../../canvass/static/device/unsealing";
import { browser, changed, python, rfc9180, SAMPLES } from "./samples";

const ORG = python.org;
const RECORD = "0b6a3a52-6f1b-4a6c-9f57-2c1d4e9a7b10";
const BODY = { v: 1, name: "Ñusta Peña", note: "perro suelto 🐕" };
const PLACE = { org: ORG, vault: "intake" as Vault, kind: "contact", recordId: RECORD };

const raw = await makeBoxKey();
const key = await importBox(raw);
const sealed = b64encode(await seal(raw.raw, PLACE, BODY));

test("what opens and what signs cannot leave WebCrypto", async () => {
	const signs = await importSign(await makeSignKey());
	expect([key.privateKey.extractable, signs.extractable]).toEqual([false, false]);
});

describe("framing", () => {
	test("lists that join alike are framed apart", () => {
		expect([...lengthPrefixed("ñ", "")]).toEqual([2, 0xc3, 0xb1, 0]);
		expect(lengthPrefixed("ab", "c")).not.toEqual(lengthPrefixed("a", "bc"));
		expect(() => lengthPrefixed("ñ".repeat(128))).toThrow(RangeError);
	});

	test("JSON is the same whatever order it was made in, and as Python writes it", () => {
		const text = new TextDecoder().decode(canonicalJson({ b: "ñ\u2028\x7f\x1f", a: [{ z: 1, y: null }] }));
		expect(text).toBe('{"a":[{"y":null,"z":1}],"b":"ñ\u2028\x7f\\u001f"}');
	});

	test.each(["AA==", "A", "A A", "AB", "+/8", "ñ", "AA\n"])("%j is no base64 of ours", (text) => {
		expect(() => b64decode(text)).toThrow("malformed");
	});

	test("base64 comes back", () => {
		const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
		expect(b64decode(b64encode(bytes))).toEqual(bytes);
	});
});

describe("a seal", () => {
	test.each(VAULTS)("in %s is read by its keyholder", async (vault) => {
		const place = { ...PLACE, vault };
		expect(await openSealed(key, place, b64encode(await seal(raw.raw, place, BODY)))).toEqual(BODY);
	});

	test("has one length, whatever is inside", async () => {
		for (const [vault, size] of [["field", 512] as const, ["consulta", 2048] as const]) {
			const full = { t: "x".repeat(size - '{"t":""}'.length) };
			for (const body of [{ t: "" }, full]) {
				expect((await seal(raw.raw, { ...PLACE, vault }, body)).length).toBe(1 + 8 + 65 + size + 16);
			}
			expect(roomLeft(vault, full)).toBe(0);
			const tooLong = { t: `${full.t}x` };
			await expect(seal(raw.raw, { ...PLACE, vault }, tooLong)).rejects.toThrow(BodyTooLong);
		}
	});

	test("counts bytes and not characters", () => {
		expect(() => pad({ t: "ñ".repeat(253) }, 512)).toThrow(BodyTooLong);
		expect(pad({ t: "ñ".repeat(252) }, 512).length).toBe(512);
	});

	test.each([
		["organisation", { org: "22222222-8f0e-4f4e-9d6b-0d9b3f1c2a55" }],
		["vault", { vault: "consulta" as Vault }],
		["kind", { kind: "answers" }],
		["record", { recordId: "0b6a3a52-6f1b-4a6c-9f57-2c1d4e9a7b11" }],
	])("moved to another %s does not open", async (_, elsewhere) => {
		await expect(openSealed(key, { ...PLACE, ...elsewhere }, sealed)).rejects.toThrow("cannot_open");
	});

	test.each([0, 1, 9, 40, 74, -1])("changed at byte %i does not open", async (at) => {
		await expect(openSealed(key, PLACE, changed(sealed, at))).rejects.toThrow("cannot_open");
	});

	test.each([0, 1, 9, 10, 42, 73, 74, 75, 89])("cut to %i bytes does not open", async (length) => {
		const cut = b64encode(b64decode(sealed).slice(0, length));
		await expect(openSealed(key, PLACE, cut)).rejects.toThrow("cannot_open");
	});

	test("does not open with another key", async () => {
		const other = await importBox(await makeBoxKey());
		await expect(openSealed(other, PLACE, sealed)).rejects.toThrow("cannot_open");
	});

	test("of what is too short names no key", () => {
		for (const text of ["", b64encode(new Uint8Array(74)), changed(sealed, 0)]) {
			expect(() => sealedKeyId(text)).toThrow("malformed");
		}
	});
});

describe("the suite", () => {
	const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex")).buffer;
	const info = bytes(rfc9180.info);
	const aad = bytes(rfc9180.encryption.aad);
	const pt = bytes(rfc9180.encryption.pt);
	const ct = bytes(rfc9180.encryption.ct);

	test("is the one that is written in every seal's making", () => {
		const ids = [suite.kem.id, suite.kdf.id, suite.aead.id];
		expect(ids).toEqual([rfc9180.kem_id, rfc9180.kdf_id, rfc9180.aead_id]);
	});

	test("seals as the vector, given its randomness", async () => {
		const recipientPublicKey = await suite.kem.deserializePublicKey(bytes(rfc9180.pkRm));
		const sealed = await suite.seal({ recipientPublicKey, info, ekm: bytes(rfc9180.ikmE) }, pt, aad);
		expect(new Uint8Array(sealed.enc)).toEqual(new Uint8Array(bytes(rfc9180.enc)));
		expect(new Uint8Array(sealed.ct)).toEqual(new Uint8Array(ct));
	});
});

describe("sealing by the log", () => {
	test("goes to the vault's last key, and names it", async () => {
		const log = await verifyChain(python.chain, null, ORG);
		const record = await sealTo(log, "intake", "contact", RECORD, BODY);
		expect(record.key_id).toBe(log.entries[5]?.keyId);
		expect(sealedKeyId(record.sealed)).toBe(record.key_id);
	});

	test("is refused where the log has no such vault", async () => {
		const log = await verifyChain(python.chain.slice(0, 1), null, ORG);
		await expect(sealTo(log, "field", "visit.note", RECORD, BODY)).rejects.toThrow("vault_missing");
	});
});

describe("an enrolment link", () => {
	const hash = "ab".repeat(32);

	test.each([...python.links, ...browser.links])(
		"is read as it was made: $link",
		({ link, token, pinned }) => {
			const url = new URL(link);
			expect(readFragment(url.hash)).toEqual({ token: b64decode(token), pinned });
			expect(enrolmentLink(url.origin, { token: b64decode(token), pinned })).toBe(link);
		},
	);

	test.each([
		"",
		"AAECAwQFBgcICQoLDA0OD",
		"AAECAwQFBgcICQoLDA0ODx",
		`AAECAwQFBgcICQoLDA0ODw.03.${hash}`,
		`AAECAwQFBgcICQoLDA0ODw.-3.${hash}`,
		`AAECAwQFBgcICQoLDA0ODw.٣.${hash}`,
		`AAECAwQFBgcICQoLDA0ODw.3.${hash.toUpperCase()}`,
		`AAECAwQFBgcICQoLDA0ODw.3.${hash.slice(1)}`,
		"AAECAwQFBgcICQoLDA0ODw.3",
		`AAECAwQFBgcICQoLDA0ODw.3.${hash}\n`,
	])("is refused when changed: %j", (fragment) => {
		expect(() => readFragment(fragment)).toThrow("malformed");
	});

	test("carries 16 fresh bytes, of which the server knows the hash", async () => {
		expect(makeToken()).not.toEqual(makeToken());
		const token = Uint8Array.from({ length: 16 }, (_, byte) => byte);
		expect(await tokenHash(token)).toBe("be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991");
	});
});

describe.each(SAMPLES)("what %s sealed", (_, sample) => {
	test.each(sample.sealed)("opens here: $kind", async ({ vault, kind, record_id, body, sealed }) => {
		const der = b64decode(sample.keys[vault]);
		const opener = await importBox({ der, raw: der.slice(-65) });
		const place = { org: sample.org, vault, kind, recordId: record_id };
		expect(await openSealed(opener, place, sealed)).toEqual(body);
	});
});
