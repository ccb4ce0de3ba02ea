/** The thread in which `stretch` lets Argon2id run. */

import { argon2 } from "./argon2";
import type { Asked } from "./stretch";

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = async ({ data: { pin, salt } }: MessageEvent<Asked>) => {
	self.postMessage(await argon2(pin, salt));
};
