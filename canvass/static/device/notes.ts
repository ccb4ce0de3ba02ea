/** Notes on cases and on people on the ladder: records of their own, which only grow; what does not open hides no other. */

import { type Body, isObject } from "./framing";
import { openList, openOrNull } from "./opening";
import { code, day, text } from "./reading";
import type { TrackKind } from "./tracks";

/** What a note tells of: most are just notes. */
export const NOTE_KINDS = [
	"note",
	"reached",
	"returned",
	"outcome",
	"reopened",
	"transferred",
	"joined",
	"separated",
	"move",
	"roster",
	"withdrawn",
	"restored",
] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export interface NoteBody {
	v: 1;
	id: string;
	kind: NoteKind;
	on: string;
	/** The moment, which orders the notes of a day. */
	at: string;
	by: string;
	text: string;
	/** Of a move: to which step the person came. */
	step?: string;
	/** Of the roster: what came to it and what went, read by who shows it. */
	roster?: Body;
	/** Of a withdrawal: which, and what was before it, read by who goes on with it or undoes it. */
	stopped?: Body;
}

export interface SealedNote {
	id: string;
	key_id: string;
	sealed: string;
}

/** A note as it was written; null where it does not open. */
export interface Note {
	id: string;
	body: NoteBody | null;
}

/** The notes of all records of a track, by whose they are; what does not open is left out. Throws Locked. */
export async function listNotes<B>(of: TrackKind<B>): Promise<Map<string, NoteBody[]>> {
	const notes = await openList(`${of.path}/notes`, {}, async (note: SealedNote & { of: string }) => ({
		of: note.of,
		raw: await openOrNull(of.vault, of.notes, note.id, note.sealed),
	}));
	const found = new Map<string, NoteBody[]>();
	for (const { of: whose, raw } of notes)
		if (raw) found.set(whose, [...(found.get(whose) ?? []), readNote(raw)]);
	return found;
}

export function readNote(body: Body): NoteBody {
	return {
		v: 1,
		id: text(body.id),
		kind: code(body.kind, NOTE_KINDS, "note"),
		on: day(body.on),
		at: text(body.at),
		by: text(body.by),
		text: text(body.text),
		...(body.kind === "move" ? { step: text(body.step) } : {}),
		...(isObject(body.roster) ? { roster: body.roster } : {}),
		...(isObject(body.stopped) ? { stopped: body.stopped } : {}),
	};
}

/** All that open, oldest first. Throws Locked. */
export async function openNotes<B>(of: TrackKind<B>, notes: readonly SealedNote[]): Promise<Note[]> {
	const found = await Promise.all(
		notes.map(async ({ id, sealed }): Promise<Note> => {
			const raw = await openOrNull(of.vault, of.notes, id, sealed);
			return { id, body: raw && readNote(raw) };
		}),
	);
	return found.sort((a, b) => momentOf(a).localeCompare(momentOf(b)));
}

function momentOf({ body }: Note): string {
	return body ? body.at || body.on : "";
}
