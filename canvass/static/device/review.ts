/** What staff does with a contact: picks it up, routes it, sealed anew, into the tracks it agreed to, or closes it. */

import { type CaseBody, cardOf, type LadderBody, type Review } from "./bodies";
import type { Slot } from "./hours";
import { uuidv4 } from "./ids";
import type { OpenedContact, QueuedContact, ReviewedContact } from "./queue";
import type { Sealed } from "./seal";
import { CASE_TASKS, type NewTask, newTask, type TaskPlan } from "./tasks";
import { consentCovers, type Destination } from "./triage";
import { sendOnce } from "./unanswered";
import { atWork, deskRequest, onLocking, openVaults, sealInto } from "./unlocked";

/** The next thing that somebody owes the person on a track. */
export interface FollowUp {
	next_step: string;
	/** A day, or null. */
	next_on: string | null;
	/** Who is asked to take it on, by their id: oneself, somebody, or nobody yet. */
	to: string | null;
}

export interface Choice {
	tracks: readonly Destination[];
	/** Why not the suggested tracks; needed only then. */
	reason: string;
	consulta: FollowUp;
	leadership: FollowUp;
	/** The hour that was held at the door and becomes the case's appointment, with what to call it. */
	hour?: { slot: Slot; text: string } | null;
}

/** The choice cannot be carried out as it stands. */
export class RoutingRefused extends Error {
	override name = "RoutingRefused";

	constructor(readonly code: "no_track" | "no_consent" | "reason_needed") {
		super(code);
	}
}

export interface Routed {
	contact: QueuedContact;
	/** Where it went: the ids under which its tracks keep it. */
	case: string | null;
	ladder: string | null;
}

/** What a contact was joined to, or which withdrawal stopped it, as its review says it. */
export type Joined = Pick<Review, "merged_into" | "track" | "slot" | "widened" | "stopped_by">;

interface RoutingRequest extends Sealed {
	rev: number;
	case: (NewTask & { appointment: NewTask | null }) | null;
	ladder: (Sealed & { id: string; step: "met"; to: string | null; next_on: string | null }) | null;
}

/** Where contacts went in this session: afterwards nothing leads from a contact to its case. */
const sent = new Map<string, Routed>();
onLocking(() => {
	if (openVaults().size === 0) sent.clear();
});

/** True where the tracks are not the suggested ones. */
export function overrules({ suggestion }: OpenedContact, tracks: readonly Destination[]): boolean {
	return (
		suggestion.tracks.length !== tracks.length || tracks.some((track) => !suggestion.tracks.includes(track))
	);
}

/** Why a choice cannot be carried out, or null. Consent stands above everything else. */
export function refusal(
	reviewed: OpenedContact,
	{ tracks, reason }: Pick<Choice, "tracks" | "reason">,
): RoutingRefused["code"] | null {
	if (tracks.some((track) => !consentCovers(reviewed.body.consent, track))) return "no_consent";
	if (tracks.length === 0) return "no_track";
	return overrules(reviewed, tracks) && reason.trim() === "" ? "reason_needed" : null;
}

/** Tells the server that somebody has taken this contact; the volunteer will see just that. */
export function pickUp({ contact }: ReviewedContact): Promise<QueuedContact> {
	return deskRequest("POST", `/contacts/${contact.id}/pick-up`, { rev: contact.rev });
}

/**
 * Routes a contact: into each chosen track under an id of its own, and the intake record sealed anew with the review.
 *
 * Throws RoutingRefused, TooLong, Locked; ApiError `stale` if somebody else was quicker; NetworkFault, and then the same
 * choice can be sent again.
 */
export async function routeContact(reviewed: OpenedContact, choice: Choice): Promise<Routed> {
	const refused = refusal(reviewed, choice);
	if (refused) throw new RoutingRefused(refused);
	const { id, rev } = reviewed.contact;
	if (onlyLine(choice.tracks)) {
		const contact = await endReview(reviewed, choice.tracks, choice.reason);
		return { contact, case: null, ladder: null };
	}
	// Sent again word for word, one contact never becomes two cases.
	const make = () => requestFor(reviewed, choice);
	const routed = await sendOnce(["routing", id, rev, choice], make, async (request) => ({
		contact: await deskRequest<QueuedContact>("POST", `/contacts/${id}/routing`, request),
		case: request.case?.id ?? null,
		ladder: request.ladder?.id ?? null,
	}));
	if (openVaults().size > 0) sent.set(id, routed);
	return routed;
}

/** Where a contact went, if it was routed here since the vaults were unlocked. */
export function whereRouted(id: string): Routed | null {
	return sent.get(id) ?? null;
}

/** Closes a contact without follow-up, with the reason sealed beside it. What does not open stays sealed as it was. */
export async function closeContact(reviewed: ReviewedContact, reason: string): Promise<QueuedContact> {
	const { contact } = reviewed;
	if (reason.trim() === "") throw new RoutingRefused("reason_needed");
	const { rev, key_id, sealed } = contact;
	if (reviewed.body === null)
		return deskRequest("POST", `/contacts/${contact.id}/closing`, { rev, key_id, sealed });
	return endReview(reviewed, [], reason);
}

/** The Línea was called, and no track is taken: the review is over with that. */
function onlyLine(tracks: readonly Destination[]): boolean {
	return tracks.length === 1 && tracks[0] === "line";
}

/** Ends a review without a new record: closed, gone to the Línea, or joined to what is there already. Throws as `closeContact`. */
export function endReview(
	reviewed: OpenedContact,
	chosen: readonly Destination[],
	reason: string,
	joined: Joined = {},
): Promise<QueuedContact> {
	const { id, rev } = reviewed.contact;
	const make = async () => ({ rev, ...(await sealReview(reviewed, chosen, reason, joined)) });
	const send = (sent: object) => deskRequest<QueuedContact>("POST", `/contacts/${id}/closing`, sent);
	return sendOnce(["closing", id, rev, chosen, reason, joined], make, send);
}

/** Takes a closing back: the contact is reviewed again. Throws as `routeContact`. */
export function reopenContact({ contact }: OpenedContact): Promise<QueuedContact> {
	const { id, rev, key_id, sealed } = contact;
	const send = (sent: object) => deskRequest<QueuedContact>("POST", `/contacts/${id}/reopening`, sent);
	return sendOnce(["reopening", id, rev], async () => ({ rev, key_id, sealed }), send);
}

async function requestFor(reviewed: OpenedContact, choice: Choice): Promise<RoutingRequest> {
	const toConsulta = choice.tracks.includes("consulta");
	const hour = toConsulta ? (choice.hour ?? null) : null;
	return {
		rev: reviewed.contact.rev,
		...(await sealReview(reviewed, choice.tracks, choice.reason, hour ? { slot: hour.slot.id } : {})),
		case: toConsulta ? await newCase(reviewed, choice.consulta, hour) : null,
		ladder: onLadder(choice.tracks) ? await newPerson(reviewed, choice) : null,
	};
}

function sealReview(
	reviewed: OpenedContact,
	chosen: readonly Destination[],
	reason: string,
	joined: Joined = {},
): Promise<Sealed> {
	const { alias, today } = atWork();
	const review: Review = {
		on: today,
		by: alias,
		suggested: reviewed.suggestion.tracks,
		chosen: [...chosen],
		reason: reason.trim(),
		...joined,
	};
	return sealInto("intake", "contact", reviewed.contact.id, { ...reviewed.raw, review });
}

/** An hour held at the door as an appointment: the case's own task, that comes with it. */
export function appointmentPlan({ slot, text }: NonNullable<Choice["hour"]>): TaskPlan {
	return { kind: "appointment", text, time: slot.begins, place: slot.place, slot: slot.id };
}

async function newCase(
	{ body }: OpenedContact,
	followUp: FollowUp,
	hour: NonNullable<Choice["hour"]> | null,
): Promise<RoutingRequest["case"]> {
	const { alias, today } = atWork();
	const { to, next_on, next_step } = followUp;
	const id = uuidv4();
	const inside: CaseBody = {
		v: 1,
		id,
		contact: body.id,
		card: cardOf(body),
		household: null,
		interpreter: false,
		counterparty: null,
		needs: body.needs,
		urgency: body.urgency,
		note: body.note,
		promise: { ...body.promise, kept_on: "" },
		consent: body.consent,
		next_step: next_step.trim(),
		opened_on: today,
		opened_by: alias,
	};
	const sealed = await sealInto("consulta", "case", id, { ...inside });
	const appointment =
		hour && (await newTask(CASE_TASKS, appointmentPlan(hour), { to, next_on: hour.slot.day }));
	return { id, to, next_on, ...sealed, appointment };
}

function onLadder(tracks: readonly Destination[]): boolean {
	return tracks.includes("leadership") || tracks.includes("events");
}

async function newPerson(
	{ body }: OpenedContact,
	{ tracks, leadership: followUp }: Choice,
): Promise<RoutingRequest["ladder"]> {
	const { alias, today } = atWork();
	const { to, next_on, next_step } = followUp;
	const id = uuidv4();
	const inside: LadderBody = {
		v: 1,
		id,
		contact: body.id,
		card: cardOf(body),
		interests: body.interests,
		promise: { ...body.promise, kept_on: "" },
		consent: body.consent,
		next_step: next_step.trim(),
		only_events: tracks.includes("events"),
		history: [{ step: "met", on: today, by: alias, note: "" }],
	};
	const sealed = await sealInto("leadership", "ladder", id, { ...inside });
	return { id, step: "met", to, next_on, ...sealed };
}
