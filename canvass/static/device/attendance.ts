/** At an event's door: who came is ticked, and where there is no signal it waits in this page, sealed, until there is. */

import { ApiError, NetworkFault } from "./api";
import { type ReplyBody, sealReply } from "./invitations";
import { isAnswer } from "./unanswered";
import { deskRequest, Locked } from "./unlocked";

const unsent = new Map<string, { path: string; sent: object }>();
const listeners = new Set<() => void>();

/** How many ticks wait for a signal. */
export function countUnsent(): number {
	return unsent.size;
}

export function onUnsent(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Says that somebody came, or did not after all; what that says, at once: it waits, sealed, until it is sent. Throws Locked. */
export async function tick(gathering: string, person: string, came: boolean): Promise<ReplyBody> {
	const { body, sent } = await sealReply(gathering, person, { came });
	unsent.set(sent.id, { path: `/gatherings/${gathering}/replies`, sent });
	return body;
}

/** Sends what waits, in its order. What the server refuses goes, and is thrown; with the way cut or the vaults locked it waits on. */
export async function sendUnsent(): Promise<void> {
	try {
		for (const [id, { path, sent }] of unsent) {
			await deskRequest("POST", path, sent).catch((error) => {
				if (isRefusal(error)) unsent.delete(id);
				throw error;
			});
			unsent.delete(id);
		}
	} catch (error) {
		if (isRefusal(error)) throw error;
	} finally {
		for (const listener of listeners) listener();
	}
}

function isRefusal(error: unknown): boolean {
	if (error instanceof NetworkFault || error instanceof Locked) return false;
	return !(error instanceof ApiError) || isAnswer(error);
}
