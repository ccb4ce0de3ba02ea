/** Erasing a person, because they ask for it: a keyholder of the vault that holds them does it. */

import { noteErased } from "./letting_go";
import { deskRequest } from "./unlocked";

export type ErasedFrom = "contacts" | "cases" | "ladder";

/** Erases somebody's record for good, with its notes; an hour that was held for them is let go by and by. Throws ApiError `held` under a hold. */
export async function erasePerson(from: ErasedFrom, id: string): Promise<void> {
	await deskRequest("DELETE", `/${from}/${id}`);
	if (from === "contacts") noteErased(id);
}
