/** What phones handed in and the server could not let in, for leads to decide about. */

import { request } from "./api";
import type { DoorName } from "./door_names";
import { pages } from "./paging";
import type { Kind, Problem, Result } from "./types";

export type KeptReason =
	| "unreadable"
	| "wrong_id"
	| "bad_body"
	| "door_unknown"
	| "not_your_turf"
	| "revoked"
	| "other_body";

/** What came under an id, as far as it can be read. */
export interface KeptVersion {
	kind: Kind | null;
	door: DoorName | null;
	result: Result | null;
	problem: Problem | null;
	/** When, by the phone's clock. */
	at: string | null;
	received_at: string | null;
}

export interface Kept {
	event: string;
	/** Tells it from others that came under the same id. */
	digest: string;
	reason: KeptReason;
	device: string;
	/** Alias of whose phone it is. */
	by: string;
	/** The turf's name, where it names one of the asker's. */
	turf: string | null;
	said: KeptVersion;
	/** What the same id told first. */
	other: KeptVersion | null;
	/** Whether who is asking can let it in. */
	acceptable: boolean;
	decision: "accepted" | "discarded" | null;
	decided_at: string | null;
	decided_by: string | null;
	decision_reason: string | null;
}

/** What waits for a lead: undecided, found at doors, of phones that nobody knows. */
export interface Waiting {
	items: number;
	findings: number;
	phones: number;
}

/** All that is open, and of what was decided the last. */
export async function listKept(): Promise<Kept[]> {
	const items: Kept[] = [];
	for await (const page of pages<Kept>("/quarantine", { limit: 100 })) {
		items.push(...page);
		if (page.some(({ decision }) => decision !== null)) break;
	}
	return items;
}

export function countWaiting(): Promise<Waiting> {
	return request("GET", "/quarantine/waiting");
}

/** Makes it a fact, as if it had been let in when it came. Throws ApiError `not_acceptable`, `already_decided`. */
export function acceptKept({ event, digest }: Kept, reason: string): Promise<Kept> {
	return request("POST", `/quarantine/${event}/acceptance`, { body: { digest, reason: reason || null } });
}

/** Takes away for good what it tells. Throws ApiError `already_decided`. */
export function discardKept({ event, digest }: Kept, reason: string): Promise<Kept> {
	return request("POST", `/quarantine/${event}/discard`, { body: { digest, reason } });
}
