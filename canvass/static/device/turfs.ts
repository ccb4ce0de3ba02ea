/** Turfs as a volunteer walks them: doors in walking order, the next one, how far it has come. */

import { request } from "./api";
import { breathe } from "./breath";
import { serverNow } from "./clock";
import { db, type StoredLease } from "./db";
import { type DoorView, doorViews, isToVisit } from "./doors";
import { grouped } from "./groups";
import { dropLeases, hasEnded, insideOf, leaseOn, openLease } from "./leases";
import { hasOwnOrder, inOwnOrder } from "./own_order";
import type { GoodFor, HomeCampaign, MemberName, PlaceKind, Script } from "./types";

export interface Progress {
	doors: number;
	visited: number;
	attempts: number;
	conversations: number;
}

export interface TurfCard {
	turf: string;
	assignment: string;
	generation: number;
	/** Empty where it came while the phone was locked, and nobody could be asked since. */
	name: string;
	note: string;
	good_for: readonly GoodFor[];
	/** Where its walk begins, if a lead has said so. */
	start: [number, number] | null;
	campaign: HomeCampaign | null;
	until: string;
	/** `ended`: its doors are locked away, and go with the grace time. */
	state: "open" | "ended";
	/** Its doors are on this phone, so it can be walked without a network. */
	loaded: boolean;
	members: MemberName[];
	progress: Progress;
}

/** A place on the way: a house is one door, a building or a park several. */
export interface Stop {
	place: string;
	kind: PlaceKind;
	name: string | null;
	number: string;
	street: string;
	lon: number | null;
	lat: number | null;
	doors: DoorView[];
	visited: number;
}

export interface NextDoor {
	door: DoorView;
	/** From the door that this phone visited last, or null if either has no point. */
	metres: number | null;
}

export interface TurfView extends TurfCard {
	script: Script | null;
	stops: Stop[];
	doors: DoorView[];
	next: NextDoor | null;
	/** The volunteer started anew somewhere: the doors stand in an order of their own. */
	reordered: boolean;
}

function progressOf(doors: readonly DoorView[]): Progress {
	return {
		doors: doors.length,
		visited: doors.filter((door) => door.attempts > 0).length,
		attempts: doors.reduce((sum, door) => sum + door.attempts, 0),
		conversations: doors.filter((door) => door.last?.result === "conversation").length,
	};
}

async function campaignOf(id: string): Promise<HomeCampaign | null> {
	const home = await db.home.get("home");
	return home?.campaigns.find((campaign) => campaign.id === id) ?? null;
}

async function cardOf(lease: StoredLease, doors: readonly DoorView[], ended: boolean): Promise<TurfCard> {
	const inside = await insideOf(lease);
	return {
		turf: lease.turf_id,
		assignment: lease.assignment,
		generation: lease.generation,
		name: inside?.turf.name ?? "",
		note: inside?.turf.note ?? "",
		good_for: inside?.turf.good_for ?? [],
		start: inside?.turf.start ?? null,
		campaign: inside && (await campaignOf(inside.turf.campaign)),
		until: lease.until,
		state: ended ? "ended" : "open",
		loaded: (await db.turfs.get(lease.turf_id)) !== undefined,
		members: inside?.members ?? [],
		progress: progressOf(doors),
	};
}

/** The turfs under lease, the one that ends first on top. */
export async function myTurfs(): Promise<TurfCard[]> {
	const now = await serverNow();
	const leases = await db.leases.toArray();
	const cards = leases.map(async (lease) => {
		const ended = hasEnded(lease, now);
		return cardOf(lease, ended ? [] : await doorViews(lease.turf_id), ended);
	});
	return (await Promise.all(cards)).sort((a, b) => (a.until < b.until ? -1 : 1));
}

/** The doors by place, each place where its first door stands in walking order. */
export function stopsOf(doors: readonly DoorView[]): Stop[] {
	return [...grouped(doors, (door) => door.place)].map(([place, units]) => {
		const [first] = units as [DoorView];
		const { kind, name, number, street, lon, lat } = first;
		const visited = units.filter((door) => door.attempts > 0).length;
		return { place, kind, name, number, street, lon, lat, doors: units, visited };
	});
}

const EARTH_METRES = 6_371_000;

/** Great-circle metres between two points in WGS84 degrees (haversine); null where a door has no point. */
export function metresBetween(
	a: Pick<DoorView, "lon" | "lat">,
	b: Pick<DoorView, "lon" | "lat">,
): number | null {
	if (a.lon === null || a.lat === null || b.lon === null || b.lat === null) {
		return null;
	}
	const radians = Math.PI / 180;
	const north = Math.sin(((b.lat - a.lat) * radians) / 2) ** 2;
	const east = Math.sin(((b.lon - a.lon) * radians) / 2) ** 2;
	const chord = north + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * east;
	return Math.round(2 * EARTH_METRES * Math.asin(Math.sqrt(chord)));
}

function lastVisited(doors: readonly DoorView[]): number {
	const numbers = doors.map((door) => door.own?.seq ?? 0);
	const latest = numbers.reduce((most, seq) => Math.max(most, seq), 0);
	return latest === 0 ? -1 : numbers.indexOf(latest);
}

/** The next door to knock on: onwards from where this phone was last, then what was left out before. */
export function nextDoor(doors: readonly DoorView[]): NextDoor | null {
	const here = lastVisited(doors);
	const onwards = [...doors.slice(here + 1), ...doors.slice(0, here + 1)];
	const door = onwards.find(isToVisit);
	if (door === undefined) {
		return null;
	}
	const from = doors[here];
	return { door, metres: from === undefined ? null : metresBetween(from, door) };
}

async function scriptOf(campaign: HomeCampaign | null): Promise<Script | null> {
	return campaign?.script ? ((await db.scripts.get(campaign.script)) ?? null) : null;
}

/** A turf with all its doors, or null if this phone holds no lease on it or that has ended. */
export async function turfView(turf: string): Promise<TurfView | null> {
	const lease = await openLease(turf);
	if (lease === undefined) {
		return null;
	}
	const doors = inOwnOrder(turf, await doorViews(turf));
	const card = await cardOf(lease, doors, false);
	const script = await scriptOf(card.campaign);
	const stops = stopsOf(doors);
	await breathe();
	return { ...card, script, stops, doors, next: nextDoor(doors), reordered: hasOwnOrder(turf) };
}

/** Gives a turf back before its time; its doors leave this phone. Throws NotLeased, ApiError, NetworkFault. */
export async function returnTurf(turf: string): Promise<void> {
	const lease = await leaseOn(turf);
	await request("POST", `/assignments/${lease.assignment}/return`, {
		body: {},
		check: (answer): answer is { id: string } => (answer as { id?: unknown } | null)?.id === lease.assignment,
	});
	await dropLeases([lease]);
}
