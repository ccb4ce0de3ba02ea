/** Argon2id for the PIN. It is large, so it is fetched when a PIN is asked for. */

import { argon2id } from "hash-wasm";
import type { Bytes } from "./framing";

/** As for a holder's words. Six digits are no secret for who has the phone and a laboratory: the salt's end is what counts. */
const COST = { memorySize: 19 * 1024, iterations: 2, parallelism: 1, hashLength: 32 } as const;

export async function argon2(pin: string, salt: Bytes): Promise<Bytes> {
	return new Uint8Array(await argon2id({ password: pin, salt, ...COST, outputType: "binary" }));
}

/** Has its code compiled, by the least that it can compute. */
export async function compile(): Promise<void> {
	await argon2id({ ...COST, password: "0", salt: new Uint8Array(16), memorySize: 8, iterations: 1 });
}
