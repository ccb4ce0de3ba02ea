/** Which tracks a contact points to, and why. Pure; staff decides. */

import type { Interest, Need, Purpose, Urgency } from "./types";

export type Track = "consulta" | "leadership";
export type ReasonCode = "needs" | "urgent" | "interests" | "no_consent";

export interface Reason {
	track: Track;
	code: ReasonCode;
	/** The needs or interests that led there. */
	items: (Need | Interest)[];
}

export interface Suggestion {
	/** Consulta first: help is never made to wait for taking part. */
	tracks: Track[];
	reasons: Reason[];
	/** Tracks that the person's words point to, and their consent does not cover. */
	blocked: Track[];
}

export interface TriageInput {
	needs: readonly Need[];
	interests: readonly Interest[];
	urgency: Urgency;
	consent: { purposes: readonly Purpose[] };
}

function pointedTo({ needs, interests, urgency }: TriageInput): Reason[] {
	const reasons: Reason[] = [];
	if (needs.length > 0) {
		reasons.push({ track: "consulta", code: "needs", items: [...needs] });
	}
	if (urgency === "today") {
		reasons.push({ track: "consulta", code: "urgent", items: [] });
	}
	if (interests.length > 0) {
		reasons.push({ track: "leadership", code: "interests", items: [...interests] });
	}
	return reasons;
}

/** True if the person agreed to be called for that track: nobody is routed without. */
export function consentCovers(consent: { purposes: readonly Purpose[] }, track: Track): boolean {
	return consent.purposes.includes(track);
}

/** Needs or urgency lead to Consulta and interests to leadership, each only if the consent covers it. */
export function suggestTracks(input: TriageInput): Suggestion {
	const pointed = pointedTo(input);
	const wanted = (["consulta", "leadership"] as const).filter((track) =>
		pointed.some((one) => one.track === track),
	);
	const blocked = wanted.filter((track) => !consentCovers(input.consent, track));
	return {
		tracks: wanted.filter((track) => !blocked.includes(track)),
		reasons: [
			...pointed.filter((one) => !blocked.includes(one.track)),
			...blocked.map((track): Reason => ({ track, code: "no_consent", items: [] })),
		],
		blocked,
	};
}
