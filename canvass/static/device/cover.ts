/** What tells of a place, as it lies in the store: AES-256-GCM under its turf's key. Never inside a transaction: it would end. */

import { breathe } from "./breath";
import { type Bytes, joined, lengthPrefixed, PROTOCOL, utf8 } from "./framing";
import { keyOf } from "./lock";

const NONCE_BYTES = 12;
/** Texts are filled up to a multiple of it, so that lengths tell little. */
const STEP = 256;
/** So many at once hold up no frame, on a slow phone too. */
const AT_ONCE = 64;

const decoder = new TextDecoder();

export type Covered = "lease" | "row" | "own" | "added" | "basemap" | "return";

/** Which turf a ciphertext is of, what it is and whose: it opens as nothing else. */
interface Place {
	turf: string;
	kind: Covered;
	id: string;
}

function parameters({ turf, kind, id }: Place, iv: Bytes): AesGcmParams {
	return { name: "AES-GCM", iv, additionalData: lengthPrefixed(PROTOCOL, "phone", turf, kind, id) };
}

/** Throws Locked. */
export async function coverBytes(place: Place, plain: Bytes): Promise<Bytes> {
	const key = await keyOf(place.turf);
	const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
	return joined(iv, new Uint8Array(await crypto.subtle.encrypt(parameters(place, iv), key, plain)));
}

/** Throws Locked; OperationError for what another key has covered. */
export async function uncoverBytes(place: Place, covered: Bytes): Promise<Bytes> {
	const key = await keyOf(place.turf);
	const iv = covered.slice(0, NONCE_BYTES);
	const plain = await crypto.subtle.decrypt(parameters(place, iv), key, covered.subarray(NONCE_BYTES));
	return new Uint8Array(plain);
}

/** Null for what no key opens any more. */
export async function unlessNoise<T>(read: Promise<T>): Promise<T | null> {
	return read.catch((error: unknown) => {
		if (isNoise(error)) return null;
		throw error;
	});
}

/** What was covered by a key that is no longer here, or is damaged. */
export function isNoise(error: unknown): boolean {
	return error instanceof DOMException && error.name === "OperationError";
}

/** As JSON, which bears spaces behind it. Throws Locked. */
export async function cover(place: Place, value: unknown): Promise<Bytes> {
	const text = utf8(JSON.stringify(value));
	const plain = new Uint8Array(Math.ceil(text.length / STEP) * STEP).fill(0x20);
	plain.set(text);
	return coverBytes(place, plain);
}

/** Undoes `cover`; throws as `uncoverBytes`. */
export async function uncover<T>(place: Place, covered: Bytes): Promise<T> {
	return JSON.parse(decoder.decode(await uncoverBytes(place, covered))) as T;
}

/** `work` for each item, in short tasks. */
export async function eachCovered<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
	const done: R[] = [];
	for (let from = 0; from < items.length; from += AT_ONCE) {
		if (from > 0) await breathe();
		done.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
	}
	return done;
}
