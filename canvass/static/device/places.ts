/** Places and their doors, as the lead's map draws them. */

import { request } from "./api";
import { pages } from "./paging";
import type { PlaceKind } from "./types";

const POINTS_A_PAGE = 10_000;

/** The doors of one place that share a point; WGS84 degrees. */
export interface Point {
	place: string;
	kind: PlaceKind;
	lon: number;
	lat: number;
	doors: number;
	/** How many of them are in live turfs of the campaign. */
	taken: number;
	/** How many of them asked not to be visited. */
	do_not_knock: number;
	/** "14 Calle Roble" */
	address: string;
}

export interface PlaceDoor {
	id: string;
	label: string;
	floor: number | null;
	lon: number;
	lat: number;
	do_not_knock: boolean;
	vanished: boolean;
}

export interface Place {
	id: string;
	kind: PlaceKind;
	name: string | null;
	number: string;
	street: string;
	city: string;
	postcode: string;
	lon: number;
	lat: number;
	/** How well its point is known. */
	quality: Quality;
	/** Counts the changes of its point. */
	rev: number;
	doors: PlaceDoor[];
}

/** Put by somebody; called right by somebody; given by a list; known from elsewhere; between house numbers; on its street; in its town. */
export type Quality = "placed" | "confirmed" | "given" | "exact" | "range" | "street" | "town";

export type DoNotKnockReason = "asked" | "sign" | "hostile";

/** All points that a campaign can draw turfs round, in pages. */
export function campaignPoints(campaign: string): AsyncGenerator<Point[]> {
	return pages(`/campaigns/${campaign}/points`, { limit: POINTS_A_PAGE });
}

/** A campaign's points while they come. */
export interface Arriving {
	/** All that have come by now, in a list that grows. */
	points: readonly Point[];
	/** Which part of all there are that is, from 0 to 1. */
	share: number;
	/** Whether it is time to show them: to lay out a growing list anew for each page would take longer than the pages. */
	worthShowing: boolean;
	/** Whether these are all. */
	whole: boolean;
}

/** They are shown again once there are twice as many. */
const GROWN = 2;

/** As `campaignPoints`, told page by page. */
export async function* arrivingPoints(campaign: string): AsyncGenerator<Arriving> {
	const points: Point[] = [];
	let shown = 0;
	for await (const page of campaignPoints(campaign)) {
		points.push(...page);
		// One that is not full is the last: the whole list follows at once.
		const worthShowing = page.length === POINTS_A_PAGE && points.length >= shown * GROWN;
		if (worthShowing) shown = points.length;
		yield { points, share: shareUpTo(points.at(-1)), worthShowing, whole: false };
	}
	yield { points, share: 1, worthShowing: true, whole: true };
}

/** The pages are in the order of the places' ids, which chance has spread evenly: where an id lies says how many come before it. */
function shareUpTo(last: Point | undefined): number {
	return last ? Number.parseInt(last.place.slice(0, 8), 16) / 2 ** 32 : 0;
}

export function getPlace(id: string): Promise<Place> {
	return request("GET", `/places/${id}`);
}

export function markDoNotKnock(door: string, reason: DoNotKnockReason): Promise<null> {
	return request("PUT", `/doors/${door}/do-not-knock`, { body: { reason } });
}

export function liftDoNotKnock(door: string, reason: string): Promise<null> {
	return request("DELETE", `/doors/${door}/do-not-knock`, { body: { reason } });
}
