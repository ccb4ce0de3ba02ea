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
	b64encode,
	bodyBytes,
	joined,
	KEY_ID_BYTES,
	lengthPrefixed,
	PROTOCOL,
	pad,
	SealingError,
	sha256,
	type Vault,
} from "./framing";
import type { KeyLog } from "./keylog";

export const VERSION = 1;

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

/** Any bytes to a raw public key, bound to `info`, under the header that names the key. */
export async function encrypt(publicRaw: Bytes, info: Bytes, plain: Bytes): Promise<Bytes> {
	const { suite } = await import("./suite");
	const recipientPublicKey = await suite.kem.deserializePublicKey(publicRaw.slice().buffer);
	const { enc, ct } = await suite.seal({ recipientPublicKey, info: info.buffer }, plain.buffer);
	const id = (await sha256(publicRaw)).subarray(0, KEY_ID_BYTES);
	return joined(Uint8Array.of(VERSION), id, new Uint8Array(enc), new Uint8Array(ct));
}

/** What a seal is bound to. */
export function sealInfo(place: Place): Bytes {
	return lengthPrefixed(PROTOCOL, "seal", place.org, place.vault, place.kind, place.recordId);
}
