/** Who walks which turf, until when. */

import { request } from "./api";
import type { MemberName } from "./types";

/** `active`: takes part; somebody who no longer does reads nothing of the turf. */
export type Walker = MemberName & { active: boolean };

export interface Assignment {
	id: string;
	turf: string;
	generation: number;
	members: Walker[];
	starts_at: string;
	until: string;
	returned_at: string | null;
	state: "out" | "overdue" | "returned" | "superseded";
}

/** Hands a turf out; who had it before no longer has. `until` is an ISO moment. */
export function handOut(turf: string, members: string[], until: string): Promise<Assignment> {
	return request("POST", `/turfs/${turf}/assignments`, { body: { members, until } });
}

/** Takes a turf back before its time: the phones purge it when they next ask. */
export function takeBack(assignment: string): Promise<Assignment> {
	return request("POST", `/assignments/${assignment}/return`, { body: {} });
}
