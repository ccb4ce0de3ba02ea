/** How bytes are framed before anything is sealed or signed; `canvass/sealing/framing.py` is the same in Python. */

export type Bytes = Uint8Array<ArrayBuffer>;
export type Body = Record<string, unknown>;

export const PROTOCOL = "canvass/1";
export const VAULTS = ["field", "intake", "consulta", "leadership"] as const;
export type Vault = (typeof VAULTS)[number];
export const POINT_BYTES = 65;
export const KEY_ID_BYTES = 8;
const BODY_BYTES = 2048;
const FIELD_BODY_BYTES = 512;
const SPACE = 0x20;

/** Something cannot be sealed, opened or believed; `code` is stable. */
export class SealingError extends Error {
	override name = "SealingError";

	constructor(
		readonly code: string,
		options?: ErrorOptions,
	) {
		super(code, options);
	}
}

/** The body has more bytes than its vault's one size. */
export class BodyTooLong extends SealingError {
	override name = "BodyTooLong";

	constructor() {
		super("body_too_long");
	}
}

export function malformed(cause?: unknown): SealingError {
	return new SealingError("malformed", { cause });
}

const encoder = new TextEncoder();

export function utf8(text: string): Bytes {
	return encoder.encode(text);
}

export function joined(...parts: Uint8Array[]): Bytes {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

export function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Base64url without padding, as all binary travels in JSON. */
export function b64encode(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes) text += String.fromCharCode(byte);
	return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** What each letter stands for, by its code; 255 where it is none. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => LETTERS.indexOf(String.fromCharCode(code)));

/**
 * Undoes `b64encode`; throws `malformed` for what it would not have written, so each value has one spelling. By hand: thousands
 * of records would leave a hundred megabytes of strings behind on their way through `atob`.
 */
export function b64decode(text: string): Bytes {
	const bytes = new Uint8Array((text.length * 3) >> 2);
	let held = 0;
	let bits = 0;
	let at = 0;
	for (let place = 0; place < text.length; place++) {
		const value = VALUES[text.charCodeAt(place)] ?? 255;
		if (value > 63) throw malformed();
		held = ((held << 6) | value) & 0xfff;
		bits += 6;
		if (bits < 8) continue;
		bits -= 8;
		bytes[at++] = held >> bits;
	}
	// Four letters spell three bytes in one way only; fewer at the end could spell theirs in several.
	if (bits > 4 || held & ((1 << bits) - 1)) throw malformed();
	return bytes;
}

/** `LP`: each part as one length byte and its UTF-8 bytes, so that no two lists of parts look alike. */
export function lengthPrefixed(...parts: string[]): Bytes {
	// Without a piece of its own for each: a turf of two thousand doors asks two thousand times.
	const encoded = parts.map(utf8);
	const framed = new Uint8Array(encoded.reduce((length, part) => length + 1 + part.length, 0));
	let at = 0;
	for (const part of encoded) {
		if (part.length > 255) {
			throw new RangeError("a part has more than 255 bytes");
		}
		framed[at] = part.length;
		framed.set(part, at + 1);
		at += 1 + part.length;
	}
	return framed;
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** 16 hex digits: the first 8 bytes of SHA-256 of a raw public key (65 bytes). */
export async function keyId(publicRaw: Bytes): Promise<string> {
	return hex((await sha256(publicRaw)).subarray(0, KEY_ID_BYTES));
}

/** Sorted keys, no spaces, UTF-8: the same bytes from Python and from the browser. */
export function canonicalJson(value: unknown): Bytes {
	return utf8(
		JSON.stringify(value, (_key, part: unknown) =>
			isObject(part)
				? Object.fromEntries(
						Object.keys(part)
							.sort()
							.map((key) => [key, part[key]]),
					)
				: part,
		),
	);
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads JSON from UTF-8 bytes; throws `malformed`. */
export function readJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
	} catch (cause) {
		throw malformed(cause);
	}
}

/** The one size of a vault's bodies before sealing, in bytes: their lengths tell nothing. */
export function bodyBytes(vault: Vault): number {
	return vault === "field" ? FIELD_BODY_BYTES : BODY_BYTES;
}

/** How many bytes are left in a vault's body; a form stops before this falls below 0. */
export function roomLeft(vault: Vault, body: Body): number {
	return bodyBytes(vault) - canonicalJson(body).length;
}

/** The body as JSON and spaces, exactly `size` bytes; throws `BodyTooLong`. */
export function pad(body: Body, size: number): Bytes {
	const text = canonicalJson(body);
	if (text.length > size) {
		throw new BodyTooLong();
	}
	const padded = new Uint8Array(size).fill(SPACE);
	padded.set(text);
	return padded;
}

/** Undoes `pad`; throws `malformed` if no JSON object is inside. */
export function unpad(padded: Uint8Array): Body {
	const body = readJson(padded);
	if (!isObject(body)) {
		throw malformed();
	}
	return body;
}
