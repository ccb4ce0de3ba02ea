/** What a withdrawal stops, as far as this browser may see: each a change with a note of its own, and each can be undone. */

import { without } from "./agreed";
import { ApiError } from "./api";
import type { CaseBody, LadderBody, NoteKind } from "./bodies";
import { CASES, type CaseRecord, isLive, type OpenCase } from "./cases";
import { b64decode, hex, sha256 } from "./framing";
import { changeTask } from "./kept_hours";
import { LADDER, type LadderRecord, type OpenPerson } from "./ladder";
import { allTaken, type TakenBack } from "./notices";
import { type OpenedContact, openContact, type QueuedContact } from "./queue";
import { endReview } from "./review";
import {
	CASE_TASKS,
	LADDER_TASKS,
	listOpenTasks,
	type OpenTask,
	type TaskRecord,
	type TasksOf,
} from "./tasks";
import { changeNoted, type Opened, offerTrack, openTrack, type TrackKind, type TrackRecord } from "./tracks";
import type { Track } from "./triage";
import type { Consent, Purpose } from "./types";
import { deskRequest, sealInto } from "./unlocked";

/** Whose withdrawal it is: confirmed by a person. */
export type Whom =
	| { what: "contact"; one: OpenedContact }
	| { what: "case"; one: OpenCase }
	| { what: "person"; one: OpenPerson };

/** One thing that was stopped. */
export interface Stopped {
	what: "contact" | "case" | "person" | "task" | "offer" | "notice";
	/** Whose, or of a task what. */
	name: string;
	undo: () => Promise<unknown>;
}

/** What is noted, in the words of whoever works. */
export interface StopWords {
	/** On a case or person: what was taken back, when and where. */
	note: string;
	/** Why a contact was closed or a task dropped. */
	reason: string;
	/** Where all of it is undone. */
	undone: string;
}

/** Somebody changed the contact meanwhile: the list is read anew. */
export class MovedMeanwhile extends Error {
	override name = "MovedMeanwhile";
}

/**
 * Stops what is taken back, for one record of the person; `told` hears of each thing as it is stopped. The same once more
 * goes on where it failed.
 *
 * Throws MovedMeanwhile, TooLong, Locked; ApiError `stale`; NetworkFault.
 */
export async function stop(
	whom: Whom,
	taken: TakenBack,
	words: StopWords,
	told: (stopped: Stopped) => void,
): Promise<void> {
	const how = { purposes: allTaken(taken), on: taken.on, words, told };
	if (whom.what === "contact") return stopContact(whom.one, how);
	if (whom.what === "case") {
		const ending = (record: CaseRecord) => (isLive(record) ? { state: "closed" as const } : {});
		await stopTrack<CaseRecord, CaseBody>(CASES, "consulta", whom.one, ending, how);
		return stopTasks(CASE_TASKS, whom.one.record.id, how);
	}
	await stopTrack<LadderRecord, LadderBody>(LADDER, "leadership", whom.one, () => ({}), how);
	return stopTasks(LADDER_TASKS, whom.one.record.id, how);
}

/** As it was read; where somebody changed it meanwhile, once more as it stands. */
async function stopContact(one: OpenedContact, how: How): Promise<void> {
	try {
		await narrow(one, how);
	} catch (error) {
		if (!(error instanceof MovedMeanwhile || isStale(error))) throw error;
		const { contact, body, raw } = await readAnew(one.contact.id);
		if (without(body.consent, how.purposes, how.on) !== body.consent)
			return narrow({ ...one, contact, body, raw }, how);
		// It had arrived, and only its answer was lost.
		const undo = () => sealAnew(contact, { ...raw, consent: one.body.consent });
		how.told({ what: "contact", name: body.name, undo });
	}
}

async function narrow(one: OpenedContact, { purposes, on, words, told }: How): Promise<void> {
	const { contact, body, raw } = one;
	const consent = without(body.consent, purposes, on);
	if (consent === body.consent) return;
	const narrowed = { ...one, raw: { ...raw, consent } };
	const waits = contact.state === "new" || contact.state === "picked_up";
	if (waits && consent.purposes.length === 0) {
		const { id, rev } = await endReview(narrowed, [], words.reason);
		const { key_id, sealed } = contact;
		const undo = () => deskRequest("POST", `/contacts/${id}/reopening`, { rev, key_id, sealed });
		return told({ what: "contact", name: body.name, undo });
	}
	const after = await sealAnew(contact, narrowed.raw);
	told({ what: "contact", name: body.name, undo: () => sealAnew(after, raw) });
}

async function readAnew(id: string): Promise<OpenedContact> {
	const one = await openContact(await deskRequest<QueuedContact>("GET", `/contacts/${id}`));
	if (one.body === null) throw new MovedMeanwhile();
	return one;
}

function isStale(error: unknown): error is ApiError {
	return error instanceof ApiError && error.code === "stale";
}

/** Puts a new seal in the place of the very one that was read; its state stays. */
async function sealAnew(contact: QueuedContact, raw: OpenedContact["raw"]): Promise<QueuedContact> {
	const { id, sealed } = contact;
	const was = hex(await sha256(b64decode(sealed ?? "")));
	const anew = await sealInto("intake", "contact", id, raw);
	const items = [{ vault: "intake", kind: "contact", id, was, ...anew }];
	const { outcomes } = await deskRequest<{ outcomes: string[] }>("POST", "/vaults/resealing", { items });
	if (outcomes[0] !== "done") throw new MovedMeanwhile();
	return { ...contact, ...anew };
}

interface How {
	purposes: readonly Purpose[];
	on: string;
	words: StopWords;
	told: (stopped: Stopped) => void;
}

type Person = { consent: Consent; card: { name: string } };

/** As it was read; where somebody changed it meanwhile, once more as it stands. */
async function stopTrack<R extends TrackRecord, B extends Person>(
	of: TrackKind<B>,
	track: Track,
	from: Opened<R, B>,
	ending: (record: R) => Partial<R>,
	how: How,
): Promise<void> {
	try {
		await stopRecord(of, track, from, ending(from.record), how);
	} catch (error) {
		if (!isStale(error)) throw error;
		const current = await openTrack<R, B>(of, error.answer.current as R);
		await stopRecord(of, track, current, ending(current.record), how);
	}
}

/** The consent of a case or of somebody on the ladder; what it was there for ends with it. */
async function stopRecord<R extends TrackRecord, B extends Person>(
	of: TrackKind<B>,
	track: Track,
	from: Opened<R, B>,
	ending: Partial<R>,
	{ purposes, on, words, told }: How,
): Promise<void> {
	const { record, body } = from;
	if (body === null) return;
	const consent = without(body.consent, purposes, on);
	const ends = purposes.includes(track);
	const clear = (ends ? { ...ending, ...freed(record) } : {}) as Partial<R>;
	if (consent === body.consent && Object.keys(clear).length === 0) return;
	const inside = consent === body.consent ? {} : ({ consent } as Partial<B>);
	const said = (kind: NoteKind, text: string) => ({ kind, text });
	const stopped = await changeNoted(of, from, clear, said("withdrawn", words.note), inside);
	const before = Object.fromEntries(
		Object.keys(clear)
			.filter((name) => name !== "offered_to")
			.map((name) => [name, record[name as keyof R]]),
	) as Partial<R>;
	const was = consent === body.consent ? {} : ({ consent: body.consent } as Partial<B>);
	const undo = async () => {
		const { open } = await changeNoted(of, stopped.open, before, said("restored", words.undone), was);
		if (record.offered_to !== null && ends) await offerTrack(of, open, { to: record.offered_to });
	};
	told({ what: track === "consulta" ? "case" : "person", name: body.card.name, undo });
	if (ends && record.offered_to !== null)
		told({ what: "offer", name: body.card.name, undo: () => Promise.resolve() });
}

/** Without a next day, and offered to nobody. */
function freed({ next_on, offered_to }: TrackRecord): Partial<TrackRecord> {
	return {
		...(next_on === null ? {} : { next_on: null }),
		...(offered_to === null ? {} : { offered_to: null }),
	};
}

/** All that is still to be done for it; of a case whose help goes on, the invitations to meetings. */
async function stopTasks(of: TasksOf, record: string, how: How): Promise<void> {
	const open = (await listOpenTasks(of)).filter((task) => task.record.of === record);
	for (const task of open.filter((one) => ends(of, one, how.purposes))) await dropTask(of, task, how);
}

function ends(of: TasksOf, { body }: OpenTask, purposes: readonly Purpose[]): boolean {
	if (of === LADDER_TASKS) return purposes.includes("leadership");
	return purposes.includes("consulta") || (purposes.includes("leadership") && body?.kind === "invitation");
}

async function dropTask(of: TasksOf, task: OpenTask, { words, told }: How): Promise<void> {
	const change = (from: OpenTask, state: TaskRecord["state"], outcome: string) =>
		changeTask(of, from, { state }, from.body === null ? {} : { outcome });
	const dropped = await change(task, "dropped", words.reason);
	const undo = () => change(dropped, "open", task.body?.outcome ?? "");
	told({ what: "task", name: task.body?.text ?? "", undo });
}
