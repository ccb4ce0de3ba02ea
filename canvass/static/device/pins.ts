/** Points of places that a lead looks at: which are not sure, and where they are in truth. */

import { request } from "./api";
import type { Position } from "./cutting";
import type { Page } from "./paging";
import type { Place, Quality } from "./places";
import type { PlaceKind } from "./types";

/** A place as a point on the map, WGS84. */
export interface PlacePoint {
	id: string;
	kind: PlaceKind;
	name: string | null;
	number: string;
	street: string;
	city: string;
	lon: number;
	lat: number;
	quality: Quality;
	rev: number;
	/** How many it has. */
	doors: number;
}

export interface UnsurePage extends Page<PlacePoint> {
	/** Of all pages. */
	count: number;
}

/** A turf that keeps doors of a place, though the place lies outside it. */
export interface OutsideTurf {
	turf: string;
	name: string;
	campaign: string;
}

export interface Pinned {
	place: Place;
	outside: OutsideTurf[];
}

/** The worst points first; `after` is what the page before said. */
export function unsurePage(after: string | null = null): Promise<UnsurePage> {
	return request("GET", `/places/unsure${after === null ? "" : `?${new URLSearchParams({ after })}`}`);
}

/** Other places with doors, the nearest first. */
export async function neighboursOf(place: string): Promise<PlacePoint[]> {
	return (await request<{ items: PlacePoint[] }>("GET", `/places/${place}/neighbours`)).items;
}

/** Puts the place there. `far`: more than three kilometres, and meant. */
export function placePoint({ id, rev }: PlacePoint, point: Position, far: boolean): Promise<Pinned> {
	return request("PUT", `/places/${id}/point`, { body: { point, rev, far } });
}

/** Says that the point is right as it is. */
export function confirmPoint({ id, rev }: PlacePoint): Promise<Pinned> {
	return request("POST", `/places/${id}/point/confirmation`, { body: { rev } });
}

function giveBack({ id, rev }: PlacePoint): Promise<Pinned> {
	return request("DELETE", `/places/${id}/point`, { body: { rev } });
}

/** Makes the point again what it `was` before somebody put or confirmed it, which made it `now`. */
export async function takeBack(was: PlacePoint, now: PlacePoint): Promise<Pinned> {
	if (was.quality === "placed") return placePoint(now, [was.lon, was.lat], true);
	const given = await giveBack(now);
	return was.quality === "confirmed" ? confirmPoint(pointOf(given.place)) : given;
}

export function pointOf({ doors, ...place }: Place): PlacePoint {
	return { ...place, doors: doors.filter(({ vanished }) => !vanished).length };
}

/** Whether the record that made us stale is our own doing: its answer was lost on the way. */
export function isOwnDoing(asked: PlacePoint, point: Position | null, current: Place): boolean {
	const [lon, lat] = point ?? [asked.lon, asked.lat];
	const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;
	const quality = point === null ? "confirmed" : "placed";
	return (
		current.rev === asked.rev + 1 &&
		current.quality === quality &&
		near(current.lon, lon) &&
		near(current.lat, lat)
	);
}
