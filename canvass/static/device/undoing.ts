/**
 * What a withdrawal had stopped goes on again: each thing as it stands now, so that nothing is written over what somebody
 * decided since.
 */

import { restored, type StoppedBy, tookBack } from "./agreed";
import type { Body } from "./framing";
import { changeTask } from "./kept_hours";
import { isMoved, readContact, sealAnew } from "./narrowing";
import type { QueuedContact } from "./queue";
import type { How, Person } from "./stopping";
import type { OpenTask, TaskBody, TaskRecord, TasksOf } from "./tasks";
import { asItStands, changeNoted, offerTrack, readTrack, type TrackKind, type TrackRecord } from "./tracks";
import type { Consent, Purpose } from "./types";
import { isAnswer, sendOnce } from "./unanswered";
import { deskRequest, sealInto } from "./unlocked";

/** It goes on, or somebody has decided otherwise since, and that stays. */
export type Undone = "undone" | "kept";

/**
 * Why something was not undone: decided otherwise since; erased, or in other hands; the server refuses it (whom it was offered to
 * can open it no more); somebody is changing it just now, and the same again may work.
 */
export type Why = "kept" | "gone" | "refused" | "moved";

/** Why an undo failed; null for what says nothing of the record: a network, a lock, a server that does not answer or is too busy. */
export function whyNot(error: unknown): Why | null {
	if (isMoved(error)) return "moved";
	if (!isAnswer(error)) return null;
	return error.status === 404 || error.status === 410 ? "gone" : "refused";
}

/** The contact agrees again to what this withdrawal took; where it closed the review, that goes on. */
export async function restoreContact(
	id: string,
	{ mark, purposes, on }: Pick<How, "mark" | "purposes" | "on">,
): Promise<Undone> {
	const { contact, body, raw, review } = await readContact(id);
	const { stopped } = body.consent;
	if (stopped?.by !== mark) return agreesTo(body.consent, purposes);
	const consent = restored(body.consent, stopped.purposes, on);
	const { review: _, ...open } = raw;
	const closed = contact.state === "closed" && review?.stopped_by === mark;
	await (closed ? reopened(contact, { ...open, consent }) : sealAnew(contact, { ...raw, consent }));
	return "undone";
}

/** Nothing is to be changed any more: by an earlier try, or because of what somebody decided since. */
function agreesTo(consent: Consent, purposes: readonly Purpose[]): Undone {
	return purposes.some((code) => tookBack(consent, code)) ? "kept" : "undone";
}

/** Under review again, sealed anew. Throws ApiError `stale`. */
export function reopened({ id, rev }: QueuedContact, body: Body): Promise<QueuedContact> {
	return sendOnce(
		["reopened", id, rev],
		async () => ({ rev, ...(await sealInto("intake", "contact", id, body)) }),
		(sent) => deskRequest<QueuedContact>("POST", `/contacts/${id}/reopening`, sent),
	);
}

/** A case or somebody on the ladder: its consent, and what of its state and day nobody has set since, with a note. */
export async function restoreRecord<R extends TrackRecord, B extends Person>(
	of: TrackKind<B>,
	id: string,
	was: StoppedBy,
	{ mark, on, words }: Pick<How, "mark" | "on" | "words">,
): Promise<Undone> {
	return asItStands(of, await readTrack<R, B>(of, id), async (now): Promise<Undone> => {
		const { record, body } = now;
		if (body === null) return "kept";
		const consent = restored(body.consent, was.purposes, on);
		const inside = consent === body.consent ? {} : ({ consent } as Partial<B>);
		const clear = unset(record, was) as Partial<R>;
		if (Object.keys(clear).length + Object.keys(inside).length === 0)
			return agreesTo(body.consent, was.purposes);
		const said = { kind: "restored", text: words.undone, stopped: { by: mark } } as const;
		await changeNoted(of, now, clear, said, inside);
		return "undone";
	});
}

/** What is still as the withdrawal left it. */
function unset(record: TrackRecord & { state?: string }, { state, next_on }: StoppedBy): object {
	return {
		...(state && record.state === "closed" ? { state } : {}),
		...(next_on && record.next_on === null ? { next_on } : {}),
	};
}

/** Offered again to whom it was offered, unless somebody has it, or was asked, since. */
export async function offerAgain<R extends TrackRecord, B>(
	of: TrackKind<B>,
	id: string,
	to: string,
): Promise<Undone> {
	return asItStands(of, await readTrack<R, B>(of, id), async (now): Promise<Undone> => {
		const { offered_to, assignee } = now.record;
		if (offered_to === to || assignee === to) return "undone";
		if (offered_to !== null) return "kept";
		await offerTrack(of, now, { to });
		return "undone";
	});
}

export function restoreTask(of: TasksOf, task: OpenTask, { mark }: Pick<How, "mark">): Promise<Undone> {
	return asItStands<TaskRecord, TaskBody, Undone>(of, task, async (now) => {
		const { record, body } = now;
		if (record.state === "open") return "undone";
		if (record.state !== "dropped" || (body !== null && body.stopped_by !== mark)) return "kept";
		await changeTask(of, now, { state: "open" }, body === null ? {} : { outcome: "", stopped_by: "" });
		return "undone";
	});
}
