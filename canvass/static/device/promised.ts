/** What a person was promised where they were met, once they stand on a track: kept when somebody has spoken with them. */

import type { KeptPromise } from "./agreed";
import type { Note } from "./notes";
import {
	addNote,
	asItStands,
	changeNoted,
	changeTrack,
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
 * Notes that somebody has spoken with the person, and with it that the promise is kept; `clear` is set with that, all in one
 * request. Throws ApiError `stale` where somebody else set something meanwhile that `clear` would be written over; TooLong,
 * Locked, ApiError, NetworkFault.
 */
export async function noteReached<R extends TrackRecord, B extends Promising>(
	of: TrackKind<B>,
	from: Opened<R, B>,
	text: string,
	clear: Partial<R> = {},
): Promise<{ open: Opened<R, B>; note: Note }> {
	const note = (now: Opened<R, B>) =>
		changeNoted(of, now, clear, { kind: "reached", text }, keptIn<B>(now.body));
	if (Object.keys(clear).length > 0) return note(from);
	if (!isOwedTo(from.body)) return { open: from, note: await addNote(of, from.record.id, text, "reached") };
	// Whatever somebody else has changed meanwhile, the person was reached.
	return asItStands(of, from, note);
}

/** The promise is kept, of which a note tells already. Throws as `changeTrack`. */
export function keepPromise<R extends TrackRecord, B extends Promising>(
	of: TrackKind<B>,
	from: Opened<R, B>,
): Promise<Opened<R, B>> {
	return asItStands(of, from, async (now: Opened<R, B>) =>
		isOwedTo(now.body) ? changeTrack<R, B>(of, now, {}, keptIn<B>(now.body)) : now,
	);
}

type Promising = { promise: KeptPromise };

function isOwedTo(body: Promising | null): body is Promising {
	return body !== null && isOwed(body.promise);
}

/** What changes inside a record where its promise is kept; nothing where none is owed. */
function keptIn<B extends Promising>(body: B | null): Partial<B> {
	if (!isOwedTo(body)) return {};
	return { promise: { ...body.promise, kept_on: atWork().today } } as Partial<B>;
}
