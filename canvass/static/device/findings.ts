/** What phones found at doors: doors added and reported, for leads to see once. */

import { request } from "./api";
import type { DoorName } from "./door_names";
import { wholeList } from "./paging";
import type { Problem } from "./types";

export interface Finding {
	event: string;
	kind: "door.added" | "door.reported";
	problem: Problem | null;
	door: DoorName | null;
	turf_name: string;
	/** Alias of whose phone said so. */
	by: string;
	at: string;
}

/** Those that nobody has seen yet, the newest first. */
export function listFindings(): Promise<Finding[]> {
	return wholeList("/findings");
}

/** Nobody is shown it again. */
export function seeFinding(event: string): Promise<null> {
	return request("POST", `/findings/${event}/seen`, { body: {} });
}
