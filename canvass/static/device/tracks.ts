/** What cases and people on the ladder have in common: a sealed body, an owner, a next date, and notes that only grow. */

import { type NoteBody, readNote } from "./bodies";
import { type Body, SealingError, type Vault } from "./framing";
import { uuidv4 } from "./ids";
import { open } from "./opening";
import { wholeList } from "./paging";
import { sendOnce } from "./unanswered";
import { atWork, deskRequest, sealInto, withSession } from "./unlocked";

/** What of a track's record is in clear. */
export interface TrackRecord {
	id: string;
	/** A member's id. */
	assignee: string | null;
	/** The day of the next step. */
	next_on: string | null;
	rev: number;
	key_id: string;
	sealed: string;
}

interface SealedNote {
	id: string;
	key_id: string;
	sealed: string;
}

/** A record with its body; null where it does not open. */
export interface Opened<R, B> {
	record: R;
	body: B | null;
	/** The whole body, to be sealed anew with nothing lost. */
	raw: Body;
}

/** A note as it was written; null where it does not open. */
export interface Note {
	id: string;
	body: NoteBody | null;
}

/** Where a track lies and how its bodies are read. */
export interface TrackKind<B> {
	path: "/cases" | "/ladder";
	vault: Vault;
	kind: "case" | "ladder";
	read: (body: Body) => B;
}

export async function listTrack<R extends TrackRecord, B>(of: TrackKind<B>): Promise<Opened<R, B>[]> {
	const records = await withSession(() => wholeList<R>(of.path));
	return Promise.all(records.map((record) => openTrack(of, record)));
}

/** One record with its notes, oldest first. */
export async function getTrack<R extends TrackRecord, B>(
	of: TrackKind<B>,
	id: string,
): Promise<Opened<R, B> & { notes: Note[] }> {
	const record = await deskRequest<R & { notes: SealedNote[] }>("GET", `${of.path}/${id}`);
	const [opened, notes] = await Promise.all([openTrack(of, record), openNotes(of, record.notes)]);
	return { ...opened, notes };
}

/** Opens a record in memory. Throws Locked. */
export async function openTrack<R extends TrackRecord, B>(
	of: TrackKind<B>,
	record: R,
): Promise<Opened<R, B>> {
	const raw = await opened(of.vault, of.kind, record.id, record.sealed);
	return { record, body: raw && of.read(raw), raw: raw ?? {} };
}

/**
 * Changes what is given, if nobody else has changed the record since it was read.
 *
 * Throws ApiError `stale`, whose answer's `current` is the record as it stands; TooLong, Locked, NetworkFault.
 */
export async function changeTrack<R extends TrackRecord, B extends object>(
	of: TrackKind<B>,
	{ record, raw }: Opened<R, B>,
	clear: Partial<R>,
	inside: Partial<B> = {},
): Promise<Opened<R, B>> {
	const make = async () => ({
		rev: record.rev,
		...clear,
		...(Object.keys(inside).length > 0
			? await sealInto(of.vault, of.kind, record.id, { ...raw, ...inside })
			: {}),
	});
	const told = [of.kind, record.id, record.rev, clear, inside];
	const send = (change: object) => deskRequest<R>("PATCH", `${of.path}/${record.id}`, change);
	return openTrack(of, await sendOnce(told, make, send));
}

/** Adds a note: a record of its own, which nothing overwrites. Throws TooLong, Locked, ApiError, NetworkFault. */
export function addNote<B>(of: TrackKind<B>, record: string, text: string): Promise<Note> {
	return sendOnce(
		[of.kind, record, text],
		() => sealNote(of, text),
		async ({ body, ...note }) => {
			await deskRequest("POST", `${of.path}/${record}/notes`, note);
			return { id: note.id, body };
		},
	);
}

async function sealNote<B>(of: TrackKind<B>, text: string): Promise<SealedNote & { body: NoteBody }> {
	const { alias, today } = atWork();
	const id = uuidv4();
	const body: NoteBody = { v: 1, id, on: today, at: new Date().toISOString(), by: alias, text: text.trim() };
	return { id, body, ...(await sealInto(of.vault, `${of.kind}.note`, id, { ...body })) };
}

async function openNotes<B>(of: TrackKind<B>, notes: readonly SealedNote[]): Promise<Note[]> {
	const found = await Promise.all(
		notes.map(async ({ id, sealed }): Promise<Note> => {
			const raw = await opened(of.vault, `${of.kind}.note`, id, sealed);
			return { id, body: raw && readNote(raw) };
		}),
	);
	return found.sort((a, b) => momentOf(a).localeCompare(momentOf(b)));
}

function momentOf({ body }: Note): string {
	return body ? body.at || body.on : "";
}

/** The body, or null if it does not open: one spoiled record must not hide the others. Throws Locked. */
async function opened(vault: Vault, kind: string, id: string, sealed: string): Promise<Body | null> {
	try {
		return await open(vault, kind, id, sealed);
	} catch (error) {
		if (error instanceof SealingError) return null;
		throw error;
	}
}
