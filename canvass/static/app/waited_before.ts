/** The marks of everybody who has this phone: see `enrolled_before`. */

import { CHOSEN } from "../device/whose";
import { MARK } from "./enrolled_before";

function marks(): string[] {
	try {
		return Object.keys(localStorage).filter((key) => key.endsWith(MARK));
	} catch {
		return [];
	}
}

/** Before everybody is erased: the phone is as it was before anybody had it. */
export function forgetEveryone(): void {
	for (const key of [...marks(), CHOSEN]) localStorage.removeItem(key);
}

/** How many records waited when the stores were last read, of all who had this phone; null where nobody did. */
export function waitedBefore(): number | null {
	const found = marks().map((key) => Number(localStorage.getItem(key)) || 0);
	return found.length === 0 ? null : found.reduce((sum, n) => sum + n, 0);
}
