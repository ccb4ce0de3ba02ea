/** Argon2id of a PIN, beside the page: its few hundred milliseconds on a cheap phone hold up no frame. */

import type { Bytes } from "./framing";

export interface Asked {
	pin: string;
	salt: Bytes;
}

/** In this very thread: for where there is no other. */
async function stretchHere({ pin, salt }: Asked): Promise<Bytes> {
	return (await import("./argon2")).argon2(pin, salt);
}

function stretchBeside(asked: Asked): Promise<Bytes> {
	const beside = new Worker(new URL("./stretch_worker.ts", import.meta.url), { type: "module" });
	return new Promise<Bytes>((resolve, reject) => {
		beside.onmessage = ({ data }: MessageEvent<Bytes>) => resolve(data);
		beside.onerror = reject;
		beside.postMessage(asked);
	}).finally(() => beside.terminate());
}

/** The PIN's 32 bytes. */
export async function stretched(asked: Asked): Promise<Bytes> {
	if (typeof Worker === "undefined") return stretchHere(asked);
	return stretchBeside(asked).catch(() => stretchHere(asked));
}
