/** How a phone becomes a member's, by a link, and stops being theirs. */

import { request } from "./api";
import { changed } from "./changes";
import { db, type Identity } from "./db";
import { readFragment, tokenHash } from "./fragment";
import { b64decode, b64encode, SealingError } from "./framing";
import { endSession, erasePhone, KeysRefused, me, refuseIfWaiting } from "./identity";
import type { Head } from "./keylog";
import { checkLog } from "./keys";
import { forgetKeys } from "./lock";
import { forgetOrder } from "./own_order";
import { forgetRows } from "./rows";
import { dropSecrets } from "./secrets";
import { chosenStore } from "./whose";
import { type EnrolmentAnswer, type InvitationAnswer, isEnrolment, isInvitation } from "./wire";

const OUTBOXES = ["outbox", "people"];

/** The link's fragment is not one of ours, or was cut. */
export class BadLink extends Error {
	override name = "BadLink";
}

export interface Invitation {
	/** 16 bytes, base64url. */
	token: string;
	/** The inviter's verified head of the key log; null on the first administrator's link. */
	pin: Head | null;
}

/** Reads `token.n.hash` or `token`, with or without the `#`. Throws BadLink. */
export function readInvitation(text: string): Invitation {
	try {
		const { token, pinned } = readFragment(text);
		return { token: b64encode(token), pin: pinned };
	} catch (error) {
		throw error instanceof SealingError ? new BadLink() : error;
	}
}

/** Only the first administrator's link names no head: where there is a key log, a link without one was cut. */
function refuseCut({ pin }: Invitation, { entries }: InvitationAnswer): void {
	if (pin === null && entries.length > 0) {
		throw new BadLink();
	}
}

/**
 * Asks what the invitation is for, and uses nothing up.
 *
 * Throws BadLink if the link lost its end on the way; KeysRefused if the server's key log is not the one that the link names; ApiError with
 * `invitation_unknown`, `invitation_used` or `invitation_expired`; NetworkFault.
 */
export async function lookup(invitation: Invitation): Promise<InvitationAnswer> {
	const body = { token_hash: await tokenHash(b64decode(invitation.token)) };
	const answer = await request<InvitationAnswer>("POST", "/invitations/lookup", {
		body,
		auth: "none",
		check: isInvitation,
	});
	refuseCut(invitation, answer);
	const checked = await checkLog(answer.entries, answer.org.id, invitation.pin);
	if (checked.state === "refused") {
		throw new KeysRefused();
	}
	return answer;
}

/** Another member's turfs and history go; a new device numbers its events anew, in an outbox of its own. `shared`: others have this phone too. */
async function takeIdentity(answer: EnrolmentAnswer, pin: Head | null, shared: boolean): Promise<Identity> {
	const { member, device, push_token, org } = answer;
	const identity: Identity = { key: "me", member, device, push_token, org, pin };
	await db.transaction("rw", db.tables, async () => {
		for (const table of db.tables.filter(({ name }) => !OUTBOXES.includes(name))) {
			await table.clear();
		}
		await db.identity.put(identity);
		if (shared) await db.meta.put({ key: "return", sealed: null });
	});
	forgetKeys();
	await dropSecrets();
	forgetRows();
	forgetOrder();
	changed();
	return identity;
}

/**
 * Makes this device the invited member's. The token works once, so this belongs behind a tap.
 *
 * Throws EventsWaiting if this phone still holds another member's events, KeysRefused and ApiError as `lookup`.
 */
export async function enrol(invitation: Invitation): Promise<Identity> {
	const before = await me();
	const { entries, org } = await lookup(invitation);
	const checked = await checkLog(entries, org.id, invitation.pin);
	if (before !== undefined) {
		await refuseIfWaiting();
	}
	const answer = await request<EnrolmentAnswer>("POST", "/enrolments", {
		body: { token: invitation.token },
		auth: "none",
		opensSession: true,
		check: isEnrolment,
	});
	return takeIdentity(answer, checked.pin, chosenStore() !== null);
}

/** Ends the session at the server and erases the phone. Throws EventsWaiting unless told otherwise, NetworkFault. */
export async function signOut({ evenIfWaiting = false }: { evenIfWaiting?: boolean } = {}): Promise<void> {
	if (!evenIfWaiting) {
		await refuseIfWaiting();
	}
	await endSession();
	await erasePhone(evenIfWaiting ? { losing: Infinity } : {});
}
