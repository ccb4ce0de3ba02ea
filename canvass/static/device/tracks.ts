/** What cases and people on the ladder have in common: a sealed body, an owner, a next date, and notes that only grow. */

import { ApiError } from "./api";
import type { Body, Vault } from "./framing";
import { uuidv4 } from "./ids";
import { type Note, type NoteBody, type NoteKind, openNotes, type SealedNote } from "./notes";
import { openList, openOrNull } from "./opening";
import { sendOnce } from "./unanswered";
import { atWork, deskRequest, sealInto } from "./unlocked";

/** What of a track's record is in clear. */
export interface TrackRecord {
	id: string;
	/** A member's id: who has accepted it. */
	assignee: string | null;
	/** Who was asked to take it on, and has not answered. */
	offered_to: string | null;
	/** Who asked; without `offered_to`, who had it returned. */
	offered_by: string | null;
	/** The day of the next step. */
	next_on: string | null;
	rev: number;
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

/** Where records lie, and how their bodies are read. */
export interface RecordKind<B> {
	path: "/cases" | "/ladder" | "/cases/tasks" | "/ladder/tasks" | "/patterns/meetings" | "/gatherings";
	vault: Vault;
	kind: "case" | "ladder" | "case.task" | "ladder.task" | "meeting" | "gathering";
	read: (body: Body) => B;
}

/** Likewise, and of which kind the notes are that go with them. */
export interface TrackKind<B> extends RecordKind<B> {
	notes: "case.note" | "ladder.note";
}

export function listTrack<R extends TrackRecord, B>(
	of: RecordKind<B>,
	query: Record<string, string> = {},
): Promise<Opened<R, B>[]> {
	return openList<R, Opened<R, B>>(of.path, query, (record) => openTrack(of, record));
}

/** One record as it stands now. Throws ApiError, Locked, NetworkFault. */
export async function readTrack<R extends TrackRecord, B>(
	of: RecordKind<B>,
	id: string,
): Promise<Opened<R, B>> {
	return openTrack(of, await deskRequest<R>("GET", `${of.path}/${id}`));
}

/** One record with its notes, oldest first, and its tasks. */
export async function getTrack<R extends TrackRecord, B, T extends TrackRecord, C>(
	of: TrackKind<B>,
	tasks: TrackKind<C>,
	id: string,
): Promise<Opened<R, B> & { notes: Note[]; tasks: Opened<T, C>[] }> {
	const record = await deskRequest<R & { notes: SealedNote[]; tasks: T[] }>("GET", `${of.path}/${id}`);
	const [opened, notes, opens] = await Promise.all([
		openTrack(of, record),
		openNotes(of, record.notes),
		Promise.all(record.tasks.map((task) => openTrack<T, C>(tasks, task))),
	]);
	return { ...opened, notes, tasks: opens };
}

/** Opens a record in memory. Throws Locked. */
export async function openTrack<R extends TrackRecord, B>(
	of: RecordKind<B>,
	record: R,
): Promise<Opened<R, B>> {
	const raw = await openOrNull(of.vault, of.kind, record.id, record.sealed);
	return { record, body: raw && of.read(raw), raw: raw ?? {} };
}

/**
 * Changes what is given, if nobody else has changed the record since it was read.
 *
 * Throws ApiError `stale`, whose answer's `current` is the record as it stands; TooLong, Locked, NetworkFault.
 */
export async function changeTrack<R extends TrackRecord, B extends object>(
	of: RecordKind<B>,
	{ record, raw }: Opened<R, B>,
	clear: Partial<R>,
	inside: Partial<B> = {},
): Promise<Opened<R, B>> {
	const make = async () => ({
		rev: record.rev,
		...clear,
		...(await sealedAnew(of, record, raw, inside)),
	});
	const told = [of.kind, record.id, record.rev, clear, inside];
	const send = (change: object) => deskRequest<R>("PATCH", `${of.path}/${record.id}`, change);
	return openTrack(of, await sendOnce(told, make, send));
}

/** A new record of what was planned, with its day and author, sealed under an id of its own. Throws TooLong, Locked. */
export async function planRecord<B extends object>(of: RecordKind<B>, plan: Partial<B>): Promise<SealedNote> {
	const { alias, today } = atWork();
	const id = uuidv4();
	const body: object = of.read({ ...(plan as Body), id, on: today, by: alias });
	return { id, ...(await sealInto(of.vault, of.kind, id, { ...body })) };
}

/** Adds a record of what was planned, on its day. Throws TooLong, Locked, ApiError, NetworkFault. */
export async function addRecord<R extends TrackRecord, B extends object>(
	of: RecordKind<B>,
	plan: Partial<B>,
	next_on: string,
): Promise<Opened<R, B>> {
	const make = async () => ({ next_on, ...(await planRecord(of, plan)) });
	const send = (sent: object) => deskRequest<R>("POST", of.path, sent);
	return openTrack(of, await sendOnce([of.kind, plan, next_on], make, send));
}

/** Does it to a record as it was read; where somebody changed it meanwhile, once more as it stands. Throws as `change`. */
export async function asItStands<R extends TrackRecord, B, T>(
	of: RecordKind<B>,
	from: Opened<R, B>,
	change: (from: Opened<R, B>) => Promise<T>,
): Promise<T> {
	try {
		return await change(from);
	} catch (error) {
		if (!(error instanceof ApiError && error.code === "stale")) throw error;
		return change(await openTrack<R, B>(of, error.answer.current as R));
	}
}

/** The whole body sealed anew with what changes inside it; nothing where nothing does. */
function sealedAnew<B>(of: RecordKind<B>, { id }: TrackRecord, raw: Body, inside: Partial<B>) {
	return Object.keys(inside).length > 0 ? sealInto(of.vault, of.kind, id, { ...raw, ...inside }) : {};
}

/** What a note says: in words, for a move also where to and when, for the roster what changed. */
export type Said = Pick<NoteBody, "kind" | "text"> &
	Partial<Pick<NoteBody, "step" | "on" | "roster" | "stopped">>;

/** Changes what is given and notes why, in one request: neither is there without the other. Throws as `changeTrack`. */
export function changeNoted<R extends TrackRecord, B>(
	of: TrackKind<B>,
	{ record, raw }: Opened<R, B>,
	clear: Partial<R>,
	said: Said,
	inside: Partial<B> = {},
): Promise<{ open: Opened<R, B>; note: Note }> {
	const make = async () => {
		const { body, ...note } = await sealNote(of, said);
		return {
			body,
			sent: { rev: record.rev, ...clear, ...(await sealedAnew(of, record, raw, inside)), note },
		};
	};
	return sendOnce([of.kind, record.id, record.rev, clear, said, inside], make, async ({ body, sent }) => ({
		open: await openTrack<R, B>(of, await deskRequest<R>("PATCH", `${of.path}/${record.id}`, sent)),
		note: { id: sent.note.id, body },
	}));
}

/**
 * Asks somebody to take a record on; until they accept it stays whose it is. `agreed`: what its person agreed to, which
 * stays as a note. Throws ApiError `stale`, `invalid`.
 */
export async function offerTrack<R extends TrackRecord, B>(
	of: TrackKind<B>,
	{ record }: Opened<R, B>,
	to: { to: string; transfer?: boolean },
	agreed = "",
): Promise<{ open: Opened<R, B>; note: Note | null }> {
	const made = agreed ? await sealNote(of, { kind: "transferred", text: agreed }) : null;
	const { body = null, ...note } = made ?? {};
	const sent = { rev: record.rev, ...to, ...(made ? { note } : {}) };
	const changed = await deskRequest<R>("POST", `${of.path}/${record.id}/offer`, sent);
	return { open: await openTrack(of, changed), note: made && { id: made.id, body } };
}

/** Takes on what was offered to me. Throws ApiError `stale`, or `not_offered` where somebody else was asked since. */
export async function acceptTrack<R extends TrackRecord, B>(
	of: TrackKind<B>,
	{ record }: Opened<R, B>,
): Promise<Opened<R, B>> {
	return openTrack(
		of,
		await deskRequest<R>("POST", `${of.path}/${record.id}/acceptance`, { rev: record.rev }),
	);
}

/** Returns what was offered to me: the reason stays as a note. Throws as `acceptTrack`. */
export async function returnTrack<R extends TrackRecord, B>(
	of: TrackKind<B>,
	{ record }: Opened<R, B>,
	reason: string,
): Promise<{ open: Opened<R, B>; note: Note }> {
	const { body, ...note } = await sealNote(of, { kind: "returned", text: reason });
	const sent = { rev: record.rev, note };
	const changed = await deskRequest<R>("POST", `${of.path}/${record.id}/return`, sent);
	return { open: await openTrack(of, changed), note: { id: note.id, body } };
}

/** Adds a note: a record of its own, which nothing overwrites. Throws TooLong, Locked, ApiError, NetworkFault. */
export function addNote<B>(
	of: TrackKind<B>,
	record: string,
	text: string,
	kind: NoteKind = "note",
	more: Pick<Said, "roster"> = {},
): Promise<Note> {
	return sendOnce(
		[of.kind, record, kind, text, more],
		() => sealNote(of, { kind, text, ...more }),
		async ({ body, ...note }) => {
			await deskRequest("POST", `${of.path}/${record}/notes`, note);
			return { id: note.id, body };
		},
	);
}

/**
 * Does an act on another record that `said` tells of here, the note first: nothing is done without its word. `told` describes the
 * act; where the answer to either is lost, the same again makes no second note. `change`: what changes with the note inside this
 * record, as it stands. Throws as `addNote` and the act.
 */
export function withNote<B extends object, T>(
	of: TrackKind<B>,
	record: string,
	said: Said,
	told: readonly unknown[],
	act: () => Promise<T>,
	change?: (body: B) => Partial<B>,
): Promise<T> {
	return sendOnce(
		[of.kind, record, said, told],
		() => sealNote(of, said),
		async ({ body: _, ...note }) => {
			if (change) await sendNoted(of, record, note, change);
			else await deskRequest("POST", `${of.path}/${record}/notes`, note);
			return act();
		},
	);
}

/** A note with a change inside its record, in one request; where that has arrived already, the note alone, which is there too. */
async function sendNoted<B extends object>(
	of: TrackKind<B>,
	id: string,
	note: SealedNote,
	change: (body: B) => Partial<B>,
): Promise<void> {
	const there = await readTrack<TrackRecord, B>(of, id);
	await asItStands(of, there, async ({ record, raw, body }: Opened<TrackRecord, B>) => {
		const inside = body === null ? {} : change(body);
		if (Object.keys(inside).length === 0) return deskRequest("POST", `${of.path}/${id}/notes`, note);
		const sealed = await sealedAnew(of, record, raw, inside);
		return deskRequest("PATCH", `${of.path}/${id}`, { rev: record.rev, ...sealed, note });
	});
}

/** A note, sealed. Throws TooLong, Locked. */
async function sealNote<B>(of: TrackKind<B>, said: Said): Promise<SealedNote & { body: NoteBody }> {
	const { alias, today } = atWork();
	const id = uuidv4();
	const at = new Date().toISOString();
	const body: NoteBody = { v: 1, id, on: today, at, by: alias, ...said, text: said.text.trim() };
	return { id, body, ...(await sealInto(of.vault, of.notes, id, { ...body })) };
}
