/** The keyholder's side of `seal`. A volunteer's page, which opens nothing, never imports this file. */

import {
	type Body,
	type Bytes,
	b64decode,
	hex,
	KEY_ID_BYTES,
	malformed,
	POINT_BYTES,
	SealingError,
	unpad,
} from "./framing";
import { receive } from "./receiving";
import { type Place, sealInfo, VERSION } from "./seal";

const HEADER_BYTES = 1 + KEY_ID_BYTES;
/** In base64url, four letters are three bytes. */
const HEADER_LETTERS = (HEADER_BYTES / 3) * 4;
const SHORTEST_LETTERS = Math.ceil(((HEADER_BYTES + POINT_BYTES) / 3) * 4);

/** A private key that cannot leave WebCrypto, its public half (65 bytes) and the id by which seals name it. */
export interface KeyPair {
	readonly raw: Bytes;
	readonly id: string;
	readonly privateKey: CryptoKey;
}

/** Opens what `seal` made; throws `cannot_open` unless key, bytes and place are the same, and `malformed` for what is no base64 or no body. */
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

/** Undoes `encrypt`; throws `cannot_open`. */
export async function decrypt(key: KeyPair, info: Bytes, sealed: Bytes): Promise<Bytes> {
	if (sealed[0] !== VERSION || hex(sealed.subarray(1, HEADER_BYTES)) !== key.id) {
		throw new SealingError("cannot_open");
	}
	const encapsulated = sealed.subarray(HEADER_BYTES, HEADER_BYTES + POINT_BYTES);
	const rest = sealed.subarray(HEADER_BYTES + POINT_BYTES);
	try {
		return await receive(key.privateKey, key.raw, encapsulated, info, rest);
	} catch (cause) {
		throw new SealingError("cannot_open", { cause });
	}
}
