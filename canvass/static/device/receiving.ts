/**
 * HPKE's receiver (RFC 9180, base mode) for the one suite of every seal: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 *
 * WebCrypto keeps the private key, agrees with the sender and decrypts the message. What is derived in between is hashed in this
 * thread: asked of WebCrypto step by step, each hash of a few bytes waits for another thread longer than it takes, thousands of times
 * at a desk's beginning (docs/decisions/0043-receiving.md). Senders use the library in `suite`.
 */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, joined, utf8 } from "./framing";

type Keyed = ReturnType<typeof hmac.create>;

const HASH_BYTES = 32;
const NONCE_BYTES = 12;
const POINT = { name: "ECDH", namedCurve: "P-256" } as const;
const BASE_MODE = Uint8Array.of(0);
/** HKDF-Expand counts its blocks, and ends each with its number. Nothing here is longer than one. */
const ONLY_BLOCK = Uint8Array.of(1);
const KEM = joined(utf8("KEM"), Uint8Array.of(0, 0x10));
const HPKE = joined(utf8("HPKE"), Uint8Array.of(0, 0x10, 0, 1, 0, 2));
/** HMAC with no key, its first block hashed: `Extract` without salt begins anew from it for each record. */
const UNSALTED = keyed(new Uint8Array(HASH_BYTES));

const EAE_PRK = label(KEM, "eae_prk");
const SHARED_SECRET = label(KEM, "shared_secret", HASH_BYTES);
const INFO_HASH = label(HPKE, "info_hash");
const SECRET = label(HPKE, "secret");
const KEY = label(HPKE, "key", HASH_BYTES);
const BASE_NONCE = label(HPKE, "base_nonce", NONCE_BYTES);
/** Of base mode, which has no pre-shared key and no id of one. */
const BASE = joined(BASE_MODE, mac(UNSALTED, label(HPKE, "psk_id_hash")));

/** What a seal is decrypted with; its number is 0, so its nonce is the base nonce. */
export interface Opening {
	key: Bytes;
	nonce: Bytes;
}

/**
 * Opens the one message to a key's private half, whose public half is `publicRaw`; `encapsulated` is the sender's. Both are 65 bytes,
 * uncompressed. Throws what WebCrypto throws where point, bytes, key or `info` are not the sender's.
 */
export async function receive(
	privateKey: CryptoKey,
	publicRaw: Bytes,
	encapsulated: Bytes,
	info: Bytes,
	sealed: Bytes,
): Promise<Bytes> {
	// A point that is not on the curve is refused here.
	const theirs = await crypto.subtle.importKey("raw", encapsulated, POINT, false, []);
	const agreed = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, 256);
	const { key, nonce } = openingOf(new Uint8Array(agreed), encapsulated, publicRaw, info);
	const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
	return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, aes, sealed));
}

/** `ExtractAndExpand` (4.1) and `KeySchedule` (5.1) of what both have agreed on. Pure. */
export function openingOf(agreed: Bytes, encapsulated: Bytes, publicRaw: Bytes, info: Bytes): Opening {
	const prk = mac(UNSALTED, EAE_PRK, agreed);
	const shared = mac(keyed(prk), SHARED_SECRET, encapsulated, publicRaw, ONLY_BLOCK);
	const context = joined(BASE, mac(UNSALTED, INFO_HASH, info));
	const secret = keyed(mac(keyed(shared), SECRET));
	return {
		key: mac(secret, KEY, context, ONLY_BLOCK),
		nonce: mac(secret, BASE_NONCE, context, ONLY_BLOCK).subarray(0, NONCE_BYTES),
	};
}

/** What `LabeledExtract`, or with a length `LabeledExpand`, puts before its input; at most 32 bytes. */
function label(suite: Bytes, name: string, length?: number): Bytes {
	const head = length === undefined ? new Uint8Array() : Uint8Array.of(0, length);
	return joined(head, utf8("HPKE-v1"), suite, utf8(name));
}

function keyed(key: Uint8Array): Keyed {
	return hmac.create(sha256, key);
}

function mac(key: Keyed, ...parts: Uint8Array[]): Bytes {
	const begun = key.clone();
	for (const part of parts) begun.update(part);
	return begun.digest();
}
