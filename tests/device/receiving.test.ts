/** The receiver's half of HPKE is RFC 9180's: its own vector, and the library that seals here, as peer for all else. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { b64encode } from "../../canvass/static/device/framing";
import { openingOf, receive } from "../../canvass/static/device/receiving";
import { suite } from "../../canvass/static/device/suite";
import { rfc9180 } from "./samples";

const POINT = { name: "ECDH", namedCurve: "P-256" } as const;
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

const vector = {
	publicRaw: bytes(rfc9180.pkRm),
	encapsulated: bytes(rfc9180.enc),
	info: bytes(rfc9180.info),
};
const vectorKey = await suite.kem.importKey("raw", bytes(rfc9180.skRm).buffer, false);
const mine = await crypto.subtle.generateKey(POINT, false, ["deriveBits"]);
const publicRaw = new Uint8Array(await crypto.subtle.exportKey("raw", mine.publicKey));

async function sealed(info: Uint8Array, plain: Uint8Array) {
	const to = { recipientPublicKey: mine.publicKey, info: info.slice().buffer };
	const { enc, ct } = await suite.seal(to, plain.slice().buffer);
	return { enc: new Uint8Array(enc), ct: new Uint8Array(ct) };
}

describe("what was agreed on", () => {
	test("becomes the key and the nonce of RFC 9180's vector", async () => {
		const theirs = await crypto.subtle.importKey("raw", vector.encapsulated, POINT, false, []);
		const agreed = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, vectorKey, 256);
		const { key, nonce } = openingOf(
			new Uint8Array(agreed),
			vector.encapsulated,
			vector.publicRaw,
			vector.info,
		);
		expect([key, nonce]).toEqual([bytes(rfc9180.key), bytes(rfc9180.base_nonce)]);
	});
});

describe("what the library seals", () => {
	test("opens here, whatever it is and is bound to", async () => {
		const some = fc.uint8Array({ maxLength: 3000 });
		await fc.assert(
			fc.asyncProperty(some, fc.uint8Array({ maxLength: 300 }), async (plain, info) => {
				const { enc, ct } = await sealed(info, plain);
				const opened = await receive(mine.privateKey, publicRaw, enc, info.slice(), ct);
				expect(b64encode(opened)).toBe(b64encode(plain));
			}),
			{ numRuns: 60 },
		);
	});

	test.each(["info", "ct"] as const)("does not open with another %s", async (which) => {
		const info = Uint8Array.of(1, 2, 3);
		const parts = { info, ...(await sealed(info, Uint8Array.of(4))) };
		const other = { ...parts, [which]: parts[which].map((byte, at) => (at === 2 ? byte ^ 1 : byte)) };
		await expect(receive(mine.privateKey, publicRaw, other.enc, other.info, other.ct)).rejects.toBeInstanceOf(
			DOMException,
		);
	});

	test("does not open as another sender's", async () => {
		const info = Uint8Array.of(1);
		const { ct } = await sealed(info, Uint8Array.of(4));
		const { enc } = await sealed(info, Uint8Array.of(4));
		await expect(receive(mine.privateKey, publicRaw, enc, info, ct)).rejects.toBeInstanceOf(DOMException);
	});

	test("does not open with another's key, nor for another public half", async () => {
		const info = Uint8Array.of(1);
		const { enc, ct } = await sealed(info, Uint8Array.of(4));
		await expect(receive(vectorKey, publicRaw, enc, info, ct)).rejects.toThrow();
		await expect(receive(mine.privateKey, vector.publicRaw, enc, info, ct)).rejects.toThrow();
	});
});

test.each([
	[
		"off the curve",
		(point: Uint8Array<ArrayBuffer>) => point.map((byte, at) => (at === 64 ? byte ^ 1 : byte)),
	],
	["at infinity", () => Uint8Array.of(0)],
	["of zeros", () => new Uint8Array(65)],
	["too short", (point: Uint8Array<ArrayBuffer>) => point.slice(0, 64)],
])("a point %s is no sender's", async (_, spoil) => {
	const info = Uint8Array.of(1);
	const { enc, ct } = await sealed(info, Uint8Array.of(4));
	await expect(receive(mine.privateKey, publicRaw, spoil(enc), info, ct)).rejects.toBeInstanceOf(
		DOMException,
	);
});
