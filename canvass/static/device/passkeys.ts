/**
 * A key of the device's own that a face, a finger or its code lets out: a passkey's PRF, as one more way to what a PIN or
 * words open. It proves nothing to anybody: whoever can't make it yield its bytes reads noise. See decision 0028.
 */

import { type Bytes, joined, lengthPrefixed, PROTOCOL } from "./framing";

const SALT_BYTES = 32;
const NONCE_BYTES = 12;

/** Where passkeys come from, which code without a page can't ask. Who turns away, or waits too long, has answered null. */
export interface Authenticator {
	/** A new one, with what it yields for `salt`; null too where passkeys here yield nothing. */
	make: (salt: Bytes) => Promise<{ credential: Bytes; output: Bytes } | null>;
	/** What this one yields for `salt`. */
	ask: (credential: Bytes, salt: Bytes) => Promise<Bytes | null>;
	/** It is needed no more: where the browser lets pages say so, it leaves the device's list. */
	forget: (credential: Bytes) => Promise<void>;
}

/** A secret under what a passkey yields, as it lies in the store. */
export interface PasskeyWrap {
	credential: Bytes;
	/** What the passkey is asked about. */
	salt: Bytes;
	wrapped: Bytes;
}

/** What else makes the key: a file that can be destroyed (`secrets`), and what it is for and whose. */
export interface Mixed {
	file: Bytes;
	label: readonly string[];
}

async function wrappingKey(output: Bytes, { file, label }: Mixed): Promise<CryptoKey> {
	const root = await crypto.subtle.importKey("raw", output, "HKDF", false, ["deriveKey"]);
	const info = lengthPrefixed(PROTOCOL, "passkey", ...label);
	const aes = { name: "AES-GCM", length: 256 };
	return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: file, info }, root, aes, false, [
		"encrypt",
		"decrypt",
	]);
}

function parameters({ label }: Mixed, iv: Bytes): AesGcmParams {
	return { name: "AES-GCM", iv, additionalData: lengthPrefixed(PROTOCOL, "passkey", ...label) };
}

/** Makes a passkey and wraps `plain` under it; null where none came of it. */
export async function wrapUnderNew(
	authenticator: Authenticator,
	mixed: Mixed,
	plain: Bytes,
): Promise<PasskeyWrap | null> {
	const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
	const made = await authenticator.make(salt);
	if (made === null) return null;
	const key = await wrappingKey(made.output, mixed);
	const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
	const sealed = await crypto.subtle.encrypt(parameters(mixed, iv), key, plain);
	return { credential: made.credential, salt, wrapped: joined(iv, new Uint8Array(sealed)) };
}

/** What was wrapped; null where the person turned away, or where this passkey and this file are not those. */
export async function unwrapBy(
	authenticator: Authenticator,
	mixed: Mixed,
	{ credential, salt, wrapped }: PasskeyWrap,
): Promise<Bytes | null> {
	const output = await authenticator.ask(credential, salt);
	if (output === null) return null;
	const key = await wrappingKey(output, mixed);
	const iv = wrapped.slice(0, NONCE_BYTES);
	return crypto.subtle.decrypt(parameters(mixed, iv), key, wrapped.slice(NONCE_BYTES)).then(
		(plain) => new Uint8Array(plain),
		() => null,
	);
}
