/** The thread in which `stretch` lets Argon2id run. */

import { argon2, compile } from "./argon2";
import type { Asked } from "./stretch";

declare const self: DedicatedWorkerGlobalScope;

void compile();

self.onmessage = async ({ data: { pin, salt } }: MessageEvent<Asked>) => {
	self.postMessage(await argon2(pin, salt));
};
