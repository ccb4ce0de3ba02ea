/** Sealing by the key log: whatever is sealed goes to the vault's last key, and to nothing that the log does not name. */

import { type Body, BodyTooLong } from "./framing";
import { believedLog } from "./keys";
import { sealTo } from "./seal";

/** Nothing can be sealed now, so nothing that must be sealed is saved. */
export class SealingBlocked extends Error {
	override name = "SealingBlocked";
	/** `refused`: the server's key log is not to be believed; `no_vault`: the log names no such vault yet. */
	readonly reason: "no_vaults" | "refused" | "no_vault";

	constructor(reason: SealingBlocked["reason"]) {
		super(reason);
		this.reason = reason;
	}
}

/** The text does not fit the size that every record of its kind is padded to. */
export class TooLong extends Error {
	override name = "TooLong";
}

export function bytesOf(text: string): number {
	return new TextEncoder().encode(text).length;
}

/** Seals a JSON body to a vault, as base64url. Throws SealingBlocked, TooLong. */
export async function sealFor(
	vault: "field" | "intake",
	kind: string,
	id: string,
	body: Body,
): Promise<string> {
	const { state, log } = await believedLog();
	if (log === null) {
		throw new SealingBlocked(state === "refused" ? "refused" : "no_vaults");
	}
	if (log.live(vault) === null) {
		throw new SealingBlocked("no_vault");
	}
	try {
		return (await sealTo(log, vault, kind, id, body)).sealed;
	} catch (error) {
		throw error instanceof BodyTooLong ? new TooLong() : error;
	}
}

/** A visit's note or language; what is in clear beside it is repeated inside, so that a part moved elsewhere shows. */
export function sealFieldPart(
	kind: "visit.note" | "visit.language",
	visit: string,
	part: Body,
): Promise<string> {
	return sealFor("field", kind, visit, { v: 1, id: visit, ...part });
}
