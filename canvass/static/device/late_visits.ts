/** Visits of a turf that came after its lease was another's or over. */

import { request } from "./api";
import type { DoorName } from "./door_names";
import type { Result } from "./types";

export interface LateVisit {
	visit: string;
	door: DoorName | null;
	result: Result;
	by: string | null;
	at: string;
	received_at: string | null;
}

export interface LateVisits {
	count: number;
	/** The last hundred of them. */
	items: LateVisit[];
}

export function lateVisits(turf: string): Promise<LateVisits> {
	return request("GET", `/turfs/${turf}/late-visits`);
}
