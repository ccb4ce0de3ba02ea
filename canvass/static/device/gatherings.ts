/** Events of the leadership track: planned, changed, held; what they are is readable in this browser's memory only. */

import { day, text, texts } from "./bodies";
import type { Body } from "./framing";
import {
	addRecord,
	changeTrack,
	listTrack,
	type Opened,
	openTrack,
	type RecordKind,
	readTrack,
	type TrackRecord,
} from "./tracks";

export const GATHERING_STATES = ["planned", "held", "dropped"] as const;
export type GatheringState = (typeof GATHERING_STATES)[number];

/** What there is at an event for who would otherwise stay away. */
export const OFFERS = ["childcare", "ride", "interpreter", "food"] as const;
export type Offer = (typeof OFFERS)[number];

export interface GatheringRecord extends TrackRecord {
	state: GatheringState;
}

export interface GatheringBody {
	v: 1;
	id: string;
	name: string;
	/** `HH:MM` of its day, or nothing. */
	time: string;
	place: string;
	languages: string[];
	offers: Offer[];
	/** What came of it, without names. */
	outcome: string;
	on: string;
	by: string;
}

export type OpenGathering = Opened<GatheringRecord, GatheringBody>;
export type GatheringPlan = Pick<GatheringBody, "name" | "time" | "place" | "languages" | "offers">;

export const GATHERINGS = {
	path: "/gatherings",
	vault: "leadership",
	kind: "gathering",
	read: readGathering,
} as const satisfies RecordKind<GatheringBody>;

function readGathering(body: Body): GatheringBody {
	return {
		v: 1,
		id: text(body.id),
		name: text(body.name),
		time: text(body.time),
		place: text(body.place),
		languages: texts(body.languages),
		offers: OFFERS.filter((offer) => texts(body.offers).includes(offer)),
		outcome: text(body.outcome),
		on: day(body.on),
		by: text(body.by),
	};
}

export function listGatherings(): Promise<OpenGathering[]> {
	return listTrack(GATHERINGS);
}

export function getGathering(id: string): Promise<OpenGathering> {
	return readTrack(GATHERINGS, id);
}

/** A record that a `409 stale` answered with. */
export function openGathering(record: GatheringRecord): Promise<OpenGathering> {
	return openTrack<GatheringRecord, GatheringBody>(GATHERINGS, record);
}

/** Plans an event. Throws TooLong, Locked, ApiError, NetworkFault. */
export function planGathering(plan: GatheringPlan, next_on: string): Promise<OpenGathering> {
	return addRecord<GatheringRecord, GatheringBody>(GATHERINGS, plan, next_on);
}

/** Changes what is given of an event. Throws as `changeTrack`. */
export function changeGathering(
	from: OpenGathering,
	clear: Partial<Pick<GatheringRecord, "state" | "next_on">>,
	inside: Partial<GatheringBody> = {},
): Promise<OpenGathering> {
	return changeTrack<GatheringRecord, GatheringBody>(GATHERINGS, from, clear, inside);
}
