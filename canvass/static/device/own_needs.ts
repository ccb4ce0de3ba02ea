/** The organisation's own needs, as its administrators name and retire them; phones have them with their home. */

import { request } from "./api";
import { me } from "./identity";
import type { NamedNeed, Need } from "./types";

export interface OwnNeeds {
	/** Names this state; whoever changes the needs says which one they read. */
	rev: string;
	items: NamedNeed[];
}

export function getNeeds(): Promise<OwnNeeds> {
	return request("GET", "/needs");
}

/** Throws ApiError `stale`, whose answer's `current` are the needs as they stand. */
export function saveNeeds(needs: OwnNeeds): Promise<OwnNeeds> {
	return request("PUT", "/needs", { body: needs });
}

/** A need without a name yet, under a code that no other has. */
export function newNeed(): NamedNeed {
	return { code: `n_${crypto.randomUUID().replaceAll("-", "").slice(-12)}`, es: "", en: "", retired: false };
}

/** How needs are written into a file for others: the organisation's own by their Spanish names, each as one word. */
export async function needsForFiles(): Promise<(needs: readonly Need[]) => string> {
	const own = new Map((await me())?.org.own_needs?.map(({ code, es }) => [code, es]));
	return (needs) => needs.map((one) => (own.get(one) ?? one).trim().replace(/\s+/g, "_")).join(" ");
}
