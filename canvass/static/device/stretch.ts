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

interface Beside {
	thread: Worker;
	answer: Promise<Bytes>;
}

let spare: Beside | null = null;

function begin(): Beside {
	const thread = new Worker(new URL("./stretch_worker.ts", import.meta.url), { type: "module" });
	const answer = new Promise<Bytes>((resolve, reject) => {
		thread.onmessage = ({ data }: MessageEvent<Bytes>) => resolve(data);
		thread.onerror = reject;
	});
	// Whoever asks it hears that it failed.
	answer.catch(() => undefined);
	return { thread, answer };
}

/** Starts the thread while the PIN is still being typed: then it is only computed. */
export function getReady(): void {
	if (typeof Worker !== "undefined") spare ??= begin();
}

/** One thread a try: what it computed goes with it. */
function stretchBeside(asked: Asked): Promise<Bytes> {
	const { thread, answer } = spare ?? begin();
	spare = null;
	thread.postMessage(asked);
	return answer.finally(() => thread.terminate());
}

/** The PIN's 32 bytes. */
export async function stretched(asked: Asked): Promise<Bytes> {
	if (typeof Worker === "undefined") return stretchHere(asked);
	return stretchBeside(asked).catch(() => stretchHere(asked));
}
