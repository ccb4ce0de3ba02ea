/** Erasing a person, because they ask for it: a keyholder of the vault that holds them does it. */

import { deskRequest } from "./unlocked";

export type ErasedFrom = "contacts" | "cases" | "ladder";

/** Erases somebody's record for good, with its notes. Throws ApiError `held` under a hold. */
export function erasePerson(from: ErasedFrom, id: string): Promise<null> {
	return deskRequest("DELETE", `/${from}/${id}`);
}
