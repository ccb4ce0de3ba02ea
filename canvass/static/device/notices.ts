/**
 * Word that somebody took something back, left sealed in the vault of a track that whoever confirmed it cannot open.
 * To the server it is a case, or somebody on the ladder, as any other.
 */

import { type Card, cardOf, readCard } from "./bodies";
import type { Body } from "./framing";
import { uuidv4 } from "./ids";
import { codes, day, text, texts } from "./reading";
import type { Sealed } from "./seal";
import type { Opened, TrackRecord } from "./tracks";
import type { Track } from "./triage";
import { PURPOSES, type Purpose } from "./types";
import { atWork, sealInto } from "./unlocked";

/** What somebody took back, as it was said at a door or lies in a notice. */
export interface TakenBack {
	name: string;
	phone: string;
	language: string;
	purposes: Purpose[];
	/** They want all of it erased. */
	erase: boolean;
	on: string;
	/** The contacts whose person it is, as far as somebody has confirmed it. */
	contacts: string[];
}

export interface NoticeBody extends TakenBack {
	v: 1;
	type: "withdrawal";
	id: string;
	card: Card;
	/** Who confirmed it. */
	by: string;
}

export interface OpenNotice {
	record: TrackRecord;
	body: NoticeBody;
}

/** What lies in a track's vault, with the notices apart: they are nobody's case or place on the ladder. Pure. */
export function partNotices<R extends TrackRecord, B>(
	all: readonly Opened<R, B>[],
): { records: Opened<R, B>[]; notices: OpenNotice[] } {
	const isNotice = ({ raw }: Opened<R, B>) => raw.type === "withdrawal";
	return {
		records: all.filter((one) => !isNotice(one)),
		notices: all.filter(isNotice).map(({ record, raw }) => ({ record, body: readNotice(raw) })),
	};
}

function readNotice(body: Body): NoticeBody {
	const card = readCard(body.card);
	return {
		v: 1,
		type: "withdrawal",
		id: text(body.id),
		card,
		name: card.name,
		phone: card.phone,
		language: card.language,
		contacts: texts(body.contacts),
		purposes: codes(body.purposes, PURPOSES),
		erase: body.erase === true,
		on: day(body.on),
		by: text(body.by),
	};
}

/** All that is taken back: whoever wants to be erased wants nothing any more. */
export function allTaken({ purposes, erase }: Pick<TakenBack, "purposes" | "erase">): readonly Purpose[] {
	return erase ? PURPOSES : purposes;
}

/** What a track has to know of it: who helps nobody tells the ladder that help is not wanted any more. */
export function forTrack(track: Track, taken: Pick<TakenBack, "purposes" | "erase">): Purpose[] {
	return allTaken(taken).filter((purpose) => track === "consulta" || purpose !== "consulta");
}

/** A notice for a track's vault, sealed; nothing where the track has nothing to stop. Throws Locked, TooLong. */
export async function sealNotice(
	track: Track,
	taken: TakenBack,
): Promise<(Sealed & { id: string; to: null; next_on: string | null }) | null> {
	const purposes = forTrack(track, taken);
	if (purposes.length === 0) return null;
	const id = uuidv4();
	const { name, phone, language, contacts, erase, on } = taken;
	const card = cardOf({ ...readCard({}), name, phone, language });
	const body = { v: 1, type: "withdrawal", id, card, contacts, purposes, erase, on, by: atWork().alias };
	const [vault, kind] =
		track === "consulta" ? (["consulta", "case"] as const) : (["leadership", "ladder"] as const);
	// A case comes with a day, somebody on the ladder without one: what stands beside the seal is as theirs.
	const next_on = track === "consulta" ? atWork().today : null;
	return { id, to: null, next_on, ...(await sealInto(vault, kind, id, body)) };
}
