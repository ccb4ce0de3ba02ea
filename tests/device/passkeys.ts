/** A device that keeps passkeys, as far as their PRF goes: HMAC of what is asked, under a secret that never leaves it. */

import type { Authenticator } from "../../canvass/static/device/passkeys";

type Bytes = Uint8Array<ArrayBuffer>;

export class FakeAuthenticator implements Authenticator {
	/** By credential, as text. */
	readonly secrets = new Map<string, CryptoKey>();
	/** Whoever is asked turns away. */
	turnsAway = false;
	/** Runs while the device asks its person. */
	meanwhile: () => Promise<unknown> = async () => undefined;
	asked = 0;

	make = async (salt: Bytes) => {
		this.asked += 1;
		await this.meanwhile();
		if (this.turnsAway) return null;
		const credential = crypto.getRandomValues(new Uint8Array(16));
		const secret = crypto.getRandomValues(new Uint8Array(32));
		const hmac = { name: "HMAC", hash: "SHA-256" };
		this.secrets.set(String(credential), await crypto.subtle.importKey("raw", secret, hmac, false, ["sign"]));
		return { credential, output: await this.output(credential, salt) };
	};

	ask = async (credential: Bytes, salt: Bytes) => {
		this.asked += 1;
		await this.meanwhile();
		return this.turnsAway || !this.secrets.has(String(credential)) ? null : this.output(credential, salt);
	};

	forget = async (credential: Bytes) => {
		this.secrets.delete(String(credential));
	};

	/** The same credentials in a device that yields something else for each: what a forger would have. */
	async forged(): Promise<FakeAuthenticator> {
		const other = new FakeAuthenticator();
		for (const credential of this.secrets.keys()) {
			const { credential: made } = (await other.make(new Uint8Array(32))) as { credential: Bytes };
			other.secrets.set(credential, other.secrets.get(String(made)) as CryptoKey);
		}
		return other;
	}

	private async output(credential: Bytes, salt: Bytes): Promise<Bytes> {
		const secret = this.secrets.get(String(credential)) as CryptoKey;
		return new Uint8Array(await crypto.subtle.sign("HMAC", secret, salt));
	}
}
