/** A keyholder's reading session at the server: it begins, and comes back, with a challenge signed by the holder's own key. */

import { ApiError, request } from "./api";
import type { Identity } from "./db";
import { type LockedHolder, signStepup, type UnlockedHolder, type Wrap } from "./vaults";
import { noteSync } from "./verdicts";
import { isSession, type Session } from "./wire";

/** This member has no keys of their own. */
export class NotKeyholder extends Error {
	override name = "NotKeyholder";
}

export interface OwnKeys {
	holder: LockedHolder;
	wraps: Wrap[];
}

interface Challenge {
	challenge: string;
	holder: LockedHolder | null;
}

export type Opening = (locked: LockedHolder, org: string) => Promise<UnlockedHolder>;

/** The holder's own keys, opened. Where the reading session has ended it comes back by them. Throws NotKeyholder, and as `open`. */
export async function ownKeys(
	{ org }: Identity,
	open: Opening,
): Promise<{ holder: UnlockedHolder; wraps: readonly Wrap[] }> {
	try {
		const { holder, wraps } = await askOwnKeys();
		return { holder: await open(holder, org.id), wraps };
	} catch (error) {
		if (!sessionEnded(error)) throw error;
	}
	const { challenge, holder: locked } = await askChallenge();
	if (locked === null) throw new NotKeyholder();
	const holder = await open(locked, org.id);
	await openSession(holder, challenge);
	return { holder, wraps: (await askOwnKeys()).wraps };
}

async function askOwnKeys(): Promise<OwnKeys> {
	try {
		return await request<OwnKeys>("GET", "/vaults/mine");
	} catch (error) {
		const refused = error instanceof ApiError && (error.status === 403 || error.status === 404);
		throw refused ? new NotKeyholder() : error;
	}
}

/** What is to be signed, and whose keys this device's member has; none where they were taken. */
export function askChallenge(): Promise<Challenge> {
	return request<Challenge>("POST", "/sessions/challenge", { auth: "push", body: {} });
}

export async function openSession(holder: UnlockedHolder, challenge: string): Promise<void> {
	const signature = await signStepup(holder, challenge);
	await request<Session>("POST", "/sessions", {
		auth: "push",
		opensSession: true,
		body: { challenge, signature },
		check: isSession,
	});
	await noteSync({ session: "open" });
}

export function sessionEnded(error: unknown): boolean {
	return error instanceof ApiError && error.code === "session_needed";
}
