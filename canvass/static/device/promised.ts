/** What a person was promised where they were met, once they stand on a track: kept when somebody has spoken with them. */

import type { KeptPromise } from "./agreed";
import {
	addNote,
	asItStands,
	changeNoted,
	type Note,
	type Opened,
	type TrackKind,
	type TrackRecord,
} from "./tracks";
import type { Promised } from "./types";
import { atWork } from "./unlocked";

/** Whether anything was promised. */
export function isGiven({ words, name }: Promised): boolean {
	return words !== "" || name !== "";
}

/** Whether they still wait for what was promised. */
export function isOwed(promise: KeptPromise): boolean {
	return isGiven(promise) && promise.kept_on === "";
}

/**
 * Notes that somebody has spoken with the person, and with it that the promise is kept. Throws TooLong, Locked, ApiError,
 * NetworkFault.
 */
export async function noteReached<R extends TrackRecord, B extends { promise: KeptPromise }>(
	of: TrackKind<B>,
	from: Opened<R, B>,
	text: string,
): Promise<{ open: Opened<R, B>; note: Note }> {
	if (from.body === null || !isOwed(from.body.promise))
		return { open: from, note: await addNote(of, from.record.id, text, "reached") };
	// Whatever somebody else has changed meanwhile, the person was reached.
	return asItStands(of, from, (now) => keep(of, now, text));
}

function keep<R extends TrackRecord, B extends { promise: KeptPromise }>(
	of: TrackKind<B>,
	from: Opened<R, B>,
	text: string,
): Promise<{ open: Opened<R, B>; note: Note }> {
	const promise = { ...from.body?.promise, kept_on: atWork().today };
	const inside = { promise } as Partial<B>;
	return changeNoted(of, from, {}, { kind: "reached", text }, inside);
}
