import type { Card } from "../device/bodies";
import { isLive, listCases } from "../device/cases";
import { listLadder } from "../device/ladder";
import type { Track } from "../device/triage";
import type { Consent } from "../device/types";
import { openVaults } from "../device/unlocked";
import { interestName, needName } from "./contact_words";
import { beside } from "./desk_words";

/** Somebody on a track, as far as this browser may open it. */
export interface OnTrack {
	track: Track;
	id: string;
	/** Which contact became it. */
	contact: string;
	card: Card;
	consent: Consent;
	needs: string;
}

/** All of them. A vault that is locked, or not this member's, is not asked for: nobody learns who stands there. */
export async function openTracks(): Promise<OnTrack[]> {
	const open = openVaults();
	const [cases, people] = await Promise.all([
		open.has("consulta") ? listCases() : [],
		open.has("leadership") ? listLadder() : [],
	]);
	const live = cases.filter(({ record }) => isLive(record));
	return [
		...live.flatMap(({ record, body }) =>
			body ? [onTrack("consulta", record.id, body, body.needs.map(needName))] : [],
		),
		...people.flatMap(({ record, body }) =>
			body ? [onTrack("leadership", record.id, body, body.interests.map(interestName))] : [],
		),
	];
}

function onTrack(track: Track, id: string, { contact, card, consent }: Became, what: string[]): OnTrack {
	return { track, id, contact, card, consent, needs: beside(what) };
}

type Became = Pick<OnTrack, "contact" | "card" | "consent">;
