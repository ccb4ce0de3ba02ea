/**
 * A holder's keys: as raw bytes, locked in a blob under words, unlocked in WebCrypto; and a vault's key wrapped to them.
 *
 * The forms are those of `canvass/sealing/blobs.py`, `keys.py` and `seals.py`.
 */

import { argon2id } from "hash-wasm";
import {
	type Bytes,
	b64decode,
	b64encode,
	canonicalJson,
	isObject,
	joined,
	keyId,
	lengthPrefixed,
	malformed,
	POINT_BYTES,
	PROTOCOL,
	readJson,
	SealingError,
	type Vault,
} from "./framing";
import { SIGN_KEY, SIGNATURE, signedBytes } from "./keylog";
import { encrypt } from "./seal";
import { decrypt, type KeyPair } from "./unsealing";
import { normalise } from "./words";

const BOX_KEY = { name: "ECDH", namedCurve: "P-256" } as const;
const PKCS8_BYTES = 138;
const BLOB_VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const BLOB_HEAD_BYTES = 1 + SALT_BYTES + NONCE_BYTES;
/** OWASP's first choice for Argon2id: a cheap phone bears it, and 77 drawn bits carry the rest. */
const ARGON2 = { memorySize: 19 * 1024, iterations: 2, parallelism: 1, hashLength: 32 } as const;

/** A key as it is kept: PKCS#8 (138 bytes) and its public half, raw. */
export interface RawKey {
	readonly der: Bytes;
	readonly raw: Bytes;
}

/** What a blob holds: a holder's two keys, and the hash of the key log's entry 0 that they belong to. */
export interface HolderSecrets {
	readonly box: RawKey;
	readonly sign: RawKey;
	readonly genesis: string;
}

/** A fresh pair for HPKE: a holder's `box`, or a vault's key. */
export async function makeBoxKey(): Promise<RawKey> {
	return exported(await crypto.subtle.generateKey(BOX_KEY, true, ["deriveBits"]));
}

/** A fresh pair for signatures. */
export async function makeSignKey(): Promise<RawKey> {
	return exported(await crypto.subtle.generateKey(SIGN_KEY, true, ["sign", "verify"]));
}

/** ECDSA over `LP("canvass/1", purpose) ‖ bytes`: r ‖ s, 64 bytes. */
export async function sign(key: CryptoKey, purpose: "log" | "stepup", bytes: Bytes): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.sign(SIGNATURE, key, signedBytes(purpose, bytes)));
}

/** `01 ‖ salt ‖ nonce ‖ AES-256-GCM(Argon2id(words, salt), {box, sign, genesis})`. */
export async function makeBlob(
	words: string,
	org: string,
	id: string,
	{ box, sign, genesis }: HolderSecrets,
): Promise<Bytes> {
	const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
	const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
	const inside = canonicalJson({ box: b64encode(box.der), sign: b64encode(sign.der), genesis });
	const additionalData = holderInfo(org, id);
	const key = await blobKey(await stretchedWords(words, salt));
	const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, inside);
	return joined(Uint8Array.of(BLOB_VERSION), salt, iv, new Uint8Array(locked));
}

/** A vault's private key, sealed to a holder's box: the header names the box, `info` the vault's key. */
export async function wrapKey(
	boxRaw: Bytes,
	org: string,
	vault: Vault,
	holderId: string,
	key: RawKey,
): Promise<Bytes> {
	return encrypt(boxRaw, wrapInfo(org, vault, await keyId(key.raw), holderId), key.der);
}

/** Undoes `makeBlob`; throws `wrong_words` (or it is another holder's), `malformed` for what was never a blob. */
export async function openBlob(words: string, blob: Bytes, org: string, id: string): Promise<HolderSecrets> {
	return openBlobBy(await bytesOfWords(words, blob), blob, org, id);
}

/** The 32 bytes that words are for this one blob: they open it, and no other. Throws `malformed`, and `wrong_words` for none. */
export async function bytesOfWords(words: string, blob: Bytes): Promise<Bytes> {
	if (blob[0] !== BLOB_VERSION || blob.length <= BLOB_HEAD_BYTES) {
		throw malformed();
	}
	return stretchedWords(words, blob.slice(1, 1 + SALT_BYTES));
}

/** As `openBlob`, with `bytesOfWords`. */
export async function openBlobBy(bytes: Bytes, blob: Bytes, org: string, id: string): Promise<HolderSecrets> {
	const key = await blobKey(bytes);
	const iv = blob.slice(1 + SALT_BYTES, BLOB_HEAD_BYTES);
	const parameters = { name: "AES-GCM", iv, additionalData: holderInfo(org, id) };
	const plain = await crypto.subtle.decrypt(parameters, key, blob.slice(BLOB_HEAD_BYTES)).catch((cause) => {
		throw new SealingError("wrong_words", { cause });
	});
	return secretsOf(readJson(new Uint8Array(plain)));
}

function secretsOf(inside: unknown): HolderSecrets {
	if (
		!isObject(inside) ||
		[inside.box, inside.sign, inside.genesis].some((part) => typeof part !== "string")
	) {
		throw malformed();
	}
	const { box, sign, genesis } = inside as Record<"box" | "sign" | "genesis", string>;
	return { box: rawKey(b64decode(box)), sign: rawKey(b64decode(sign)), genesis };
}

async function stretchedWords(words: string, salt: Bytes): Promise<Bytes> {
	const password = normalise(words);
	if (!password) {
		throw new SealingError("wrong_words");
	}
	return new Uint8Array(await argon2id({ password, salt, ...ARGON2, outputType: "binary" }));
}

function blobKey(bytes: Bytes): Promise<CryptoKey> {
	return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Undoes `wrapKey`; throws `cannot_open`, or `changed_key` unless the key inside is just `vaultRaw`'s. */
export async function unwrapKey(...wrapped: WrappedKey): Promise<KeyPair> {
	return importBox(await unwrapRaw(...wrapped));
}

export type WrappedKey = [
	box: KeyPair,
	org: string,
	vault: Vault,
	holderId: string,
	vaultRaw: Bytes,
	wrapped: Bytes,
];

/** The same, able to be wrapped again: for the moment in which another holder is given it. */
export async function unwrapRaw(
	...[box, org, vault, holderId, vaultRaw, wrapped]: WrappedKey
): Promise<RawKey> {
	const info = wrapInfo(org, vault, await keyId(vaultRaw), holderId);
	const key = rawKey(await decrypt(box, info, wrapped));
	if (b64encode(key.raw) !== b64encode(vaultRaw)) {
		throw new SealingError("changed_key");
	}
	return key;
}

/** A signing key, unable to leave WebCrypto again. */
export async function importSign({ der }: RawKey): Promise<CryptoKey> {
	return crypto.subtle.importKey("pkcs8", der, SIGN_KEY, false, ["sign"]);
}

/** PKCS#8 as WebCrypto exports it ends with the public point. */
function rawKey(der: Bytes): RawKey {
	if (der.length !== PKCS8_BYTES) {
		throw malformed();
	}
	return { der, raw: der.slice(-POINT_BYTES) };
}

/** The private half, unable to leave WebCrypto again, with its public half's bytes and id; throws `changed_key` if they do not belong together. */
export async function importBox({ der, raw }: RawKey): Promise<KeyPair> {
	const privateKey = await crypto.subtle.importKey("pkcs8", der, BOX_KEY, false, ["deriveBits"]);
	const publicKey = await crypto.subtle.importKey("raw", raw, BOX_KEY, false, []);
	const probe = await crypto.subtle.generateKey(BOX_KEY, false, ["deriveBits"]);
	const [mine, theirs] = await Promise.all([
		crypto.subtle.deriveBits({ name: "ECDH", public: probe.publicKey }, privateKey, 256),
		crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, probe.privateKey, 256),
	]);
	if (b64encode(new Uint8Array(mine)) !== b64encode(new Uint8Array(theirs))) {
		throw new SealingError("changed_key");
	}
	return { raw, id: await keyId(raw), privateKey };
}

async function exported(pair: CryptoKeyPair): Promise<RawKey> {
	return {
		der: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
		raw: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)),
	};
}

function wrapInfo(org: string, vault: Vault, vaultKeyId: string, holderId: string): Bytes {
	return lengthPrefixed(PROTOCOL, "wrap", org, vault, vaultKeyId, holderId);
}

function holderInfo(org: string, id: string): Bytes {
	return lengthPrefixed(PROTOCOL, "holder", org, id);
}
