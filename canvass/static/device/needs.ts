/** Needs: those of every organisation, and this one's own, which have a code that says nothing and a name that can change. */

import { NEEDS, type Need } from "./types";

const MOST_NEEDS = 20;
const OWN = /^n_[0-9a-f]{12}$/;

export function isOwnNeed(code: string): boolean {
	return OWN.test(code);
}

/** The needs in a seal, those of every organisation first; one that is retired, or of a later list, stays readable. */
export function readNeeds(value: unknown): Need[] {
	if (!Array.isArray(value)) return [];
	const own = value.filter((one): one is Need => typeof one === "string" && isOwnNeed(one));
	return [...NEEDS.filter((one) => value.includes(one)), ...new Set(own.slice(0, MOST_NEEDS))];
}

/** All that can be counted among these: what every organisation has, and which of its own somebody noted. Pure. */
export function needsAmong(noted: Iterable<Need>): Need[] {
	return [...NEEDS, ...[...new Set(noted)].filter(isOwnNeed).sort()];
}

/** Whether these are all that every organisation has: whoever says so means any need. Pure. */
export function areAnyNeed(codes: readonly string[]): boolean {
	return NEEDS.every((one) => codes.includes(one));
}
