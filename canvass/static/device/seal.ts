/**
 * Sealing a record to a vault: RFC 9180, base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 *
 * A phone needs this at a Save, also offline, so nothing heavy is imported here; what encrypts is fetched with the first
 * seal, from what the worker keeps. There is no aad: `info` binds what a seal belongs to, so that a sealed body moved to
 * another record, vault or organisation does not open.
 */

import {
	type Body,
	type Bytes,
	b64decode,
	b64encode,
	bodyBytes,
	hex,
	joined,
	KEY_ID_BYTES,
	keyId,
	lengthPrefixed,
	malformed,
	POINT_BYTES,
	PROTOCOL,
	pad,
	SealingError,
	sha256,
	unpad,
	type Vault,
} from "./framing";
import type { KeyLog } from "./keylog";

const VERSION = 1;
const HEADER_BYTES = 1 + KEY_ID_BYTES;
/** In base64url, four letters are three bytes. */
const HEADER_LETTERS = (HEADER_BYTES / 3) * 4;
const SHORTEST_LETTERS = Math.ceil(((HEADER_BYTES + POINT_BYTES) / 3) * 4);
const load = () => import("./suite").then((found) => found.suite);

/** A private key with its public half, raw (65 bytes) and as a key. */
export interface KeyPair {
	readonly raw: Bytes;
	readonly pair: CryptoKeyPair;
}

/** What a record carries on the wire, beside its id. */
export interface Sealed {
	key_id: string;
	sealed: string;
}

/** Where a sealed body belongs; it opens nowhere else. */
export interface Place {
	readonly org: string;
	readonly vault: Vault;
	readonly kind: string;
	readonly recordId: string;
}

/**
 * Seals a body to a vault's live key, as the verified log gives it.
 *
 * Throws `BodyTooLong`, and `SealingError` `vault_missing` where the log has no such vault.
 */
export async function sealTo(
	log: KeyLog,
	vault: Vault,
	kind: string,
	recordId: string,
	body: Body,
): Promise<Sealed> {
	const live = log.live(vault);
	if (!live) {
		throw new SealingError("vault_missing");
	}
	const sealed = await seal(live.key, { org: live.org, vault, kind, recordId }, body);
	return { key_id: live.keyId, sealed: b64encode(sealed) };
}

/** `01 ‖ key id ‖ enc (65) ‖ ct`, to a raw public key. Throws `BodyTooLong`. */
export async function seal(publicRaw: Bytes, place: Place, body: Body): Promise<Bytes> {
	return encrypt(publicRaw, sealInfo(place), pad(body, bodyBytes(place.vault)));
}

/** Opens what `seal` made; throws `cannot_open` unless key, bytes and place are the same. */
export async function openSealed(key: KeyPair, place: Place, sealed: string): Promise<Body> {
	return unpad(await decrypt(key, sealInfo(place), b64decode(sealed)));
}

/** The id of the key that a seal names in its header; throws `malformed`. Nothing else of it is read. */
export function sealedKeyId(sealed: string): string {
	const header = b64decode(sealed.slice(0, HEADER_LETTERS));
	if (header[0] !== VERSION || sealed.length <= SHORTEST_LETTERS) {
		throw malformed();
	}
	return hex(header.subarray(1));
}

/** Any bytes to a raw public key, bound to `info`, under the header that names the key. */
export async function encrypt(publicRaw: Bytes, info: Bytes, plain: Bytes): Promise<Bytes> {
	const suite = await load();
	const recipientPublicKey = await suite.kem.deserializePublicKey(publicRaw.slice().buffer);
	const { enc, ct } = await suite.seal({ recipientPublicKey, info: info.buffer }, plain.buffer);
	const id = (await sha256(publicRaw)).subarray(0, KEY_ID_BYTES);
	return joined(Uint8Array.of(VERSION), id, new Uint8Array(enc), new Uint8Array(ct));
}

/** Undoes `encrypt`; throws `cannot_open`. */
export async function decrypt(key: KeyPair, info: Bytes, sealed: Bytes): Promise<Bytes> {
	if (sealed[0] !== VERSION || hex(sealed.subarray(1, HEADER_BYTES)) !== (await keyId(key.raw))) {
		throw new SealingError("cannot_open");
	}
	const enc = sealed.slice(HEADER_BYTES, HEADER_BYTES + POINT_BYTES).buffer;
	const ct = sealed.slice(HEADER_BYTES + POINT_BYTES).buffer;
	const suite = await load();
	try {
		// The whole pair: with the private half alone, each opening would first derive the public one.
		return new Uint8Array(await suite.open({ recipientKey: key.pair, enc, info: info.buffer }, ct));
	} catch (cause) {
		throw new SealingError("cannot_open", { cause });
	}
}

function sealInfo(place: Place): Bytes {
	return lengthPrefixed(PROTOCOL, "seal", place.org, place.vault, place.kind, place.recordId);
}
