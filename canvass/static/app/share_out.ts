/** Who gets which of several turfs. Pure. */

import type { CutTurf } from "../device/cutting";

export type Sharing = "each" | "together";

export interface Share {
	turf: CutTurf;
	members: string[];
}

/**
 * In turn, in the order in which they stand, or everybody everything. Those that were `given` already keep their turn,
 * though nothing is left to do for them: after a failure the rest goes to whom it was to go.
 */
export function shareOut(
	turfs: readonly CutTurf[],
	people: readonly string[],
	sharing: Sharing,
	given: readonly string[],
): Share[] {
	if (people.length === 0) return [];
	return turfs
		.map((turf, index) => ({
			turf,
			members: sharing === "together" ? [...people] : [people[index % people.length] as string],
		}))
		.filter(({ turf }) => !given.includes(turf.id));
}
