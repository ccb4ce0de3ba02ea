import { type Bytes, b64encode } from "../device/framing";
import { isShared } from "../device/lock";
import type { Authenticator } from "../device/passkeys";

const WAIT_MS = 60_000;
const OUTPUT_BYTES = 32;
const ES256 = -7;
const RS256 = -257;

function random(bytes: number): Bytes {
	return crypto.getRandomValues(new Uint8Array(bytes));
}

function bytesOf(source: BufferSource | undefined): Bytes | null {
	if (source === undefined) return null;
	const bytes = ArrayBuffer.isView(source)
		? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
		: new Uint8Array(source);
	return bytes.length === OUTPUT_BYTES ? bytes.slice() : null;
}

/** Who turns away, a browser that can't, and one that is asking already: the PIN or the words are there for all of them. */
async function quietly(asked: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
	try {
		return (await asked()) as PublicKeyCredential | null;
	} catch {
		return null;
	}
}

/**
 * The passkeys of this very device, as `navigator.credentials` has them.
 *
 * The challenge is drawn and nobody checks it: a passkey is no login here, what it yields is a key. Its name says no more than
 * the host does, since anybody who holds the device can read the list of its passkeys.
 */
export const authenticator: Authenticator = {
	async make(salt) {
		const host = location.hostname;
		const made = await quietly(() =>
			navigator.credentials.create({
				publicKey: {
					rp: { id: host, name: host },
					user: { id: random(16), name: host, displayName: "" },
					challenge: random(32),
					pubKeyCredParams: [ES256, RS256].map((alg) => ({ type: "public-key", alg })),
					authenticatorSelection: {
						authenticatorAttachment: "platform",
						residentKey: "preferred",
						userVerification: "required",
					},
					attestation: "none",
					timeout: WAIT_MS,
					extensions: { prf: { eval: { first: salt } } },
				},
			}),
		);
		if (made === null) return null;
		const credential = new Uint8Array(made.rawId);
		const { prf } = made.getClientExtensionResults();
		// Some yield only when they are asked, and not when they are made.
		const output = bytesOf(prf?.results?.first) ?? (prf?.enabled ? await this.ask(credential, salt) : null);
		if (output !== null) return { credential, output };
		await this.forget(credential);
		return null;
	},

	async ask(credential, salt) {
		const found = await quietly(() =>
			navigator.credentials.get({
				publicKey: {
					rpId: location.hostname,
					challenge: random(32),
					allowCredentials: [{ type: "public-key", id: credential, transports: ["internal"] }],
					userVerification: "required",
					timeout: WAIT_MS,
					extensions: { prf: { eval: { first: salt } } },
				},
			}),
		);
		return bytesOf(found?.getClientExtensionResults().prf?.results?.first);
	},

	async forget(credential) {
		const told = { rpId: location.hostname, credentialId: b64encode(credential) };
		await globalThis.PublicKeyCredential?.signalUnknownCredential?.(told).catch(() => undefined);
	},
};

/** Whether this device may have a passkey that yields a key; only one that was made tells for sure. */
export async function canMakePasskeys(): Promise<boolean> {
	const passkeys = globalThis.PublicKeyCredential;
	// Whoever unlocks a shared phone would open everybody's with it.
	if (await isShared()) return false;
	// An address of numbers names nobody to whom a passkey could belong.
	if (!passkeys || /^[\d.]+$|:/.test(location.hostname)) return false;
	try {
		const can = await passkeys.getClientCapabilities?.();
		if (can?.["extension:prf"] === false) return false;
		return await passkeys.isUserVerifyingPlatformAuthenticatorAvailable();
	} catch {
		return false;
	}
}
