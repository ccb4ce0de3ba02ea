/** A contact read as it stands now, and sealed anew in the place of just that. */

import { ApiError } from "./api";
import { type Body, b64decode, hex, sha256 } from "./framing";
import { type OpenedContact, openContact, type QueuedContact } from "./queue";
import { deskRequest, sealInto } from "./unlocked";

/** Somebody changed the contact meanwhile: the list is read anew. */
export class MovedMeanwhile extends Error {
	override name = "MovedMeanwhile";
}

/** Whether somebody else was quicker. */
export function isMoved(error: unknown): boolean {
	return error instanceof MovedMeanwhile || (error instanceof ApiError && error.code === "stale");
}

/** As it stands now. Throws MovedMeanwhile where it does not open any more. */
export async function readContact(id: string): Promise<OpenedContact> {
	const one = await openContact(await deskRequest<QueuedContact>("GET", `/contacts/${id}`));
	if (one.body === null) throw new MovedMeanwhile();
	return one;
}

/**
 * Puts a new seal in the place of the very one that was read; its state stays, and whoever read it before is told so when they
 * end its review. Throws MovedMeanwhile.
 */
export async function sealAnew({ id, sealed }: QueuedContact, raw: Body): Promise<void> {
	const was = hex(await sha256(b64decode(sealed ?? "")));
	const anew = await sealInto("intake", "contact", id, raw);
	const items = [{ vault: "intake", kind: "contact", id, was, changed: true, ...anew }];
	const { outcomes } = await deskRequest<{ outcomes: string[] }>("POST", "/vaults/resealing", { items });
	if (outcomes[0] !== "done") throw new MovedMeanwhile();
}
