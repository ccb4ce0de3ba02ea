/** The lead's side of turfs: previewing, cutting, reshaping and retiring them. What a volunteer's phone holds of a turf is `turfs.ts`. */

import { request } from "./api";
import type { Assignment } from "./assignments";
import { wholeList } from "./paging";
import type { GoodFor } from "./types";

/** Longitude and latitude, WGS84 degrees. */
export type Position = [number, number];
/** Closed rings: the outer one first. */
export type Rings = Position[][];
export type Shape = { type: "Polygon"; coordinates: Rings } | { type: "MultiPolygon"; coordinates: Rings[] };

/** A line that a turf is divided along. */
export interface Line {
	type: "LineString";
	coordinates: Position[];
}

export interface CutTurf {
	id: string;
	campaign: string;
	name: string;
	/** For who walks it: "ascensor roto, pregunte al portero". */
	note: string;
	good_for: GoodFor[];
	state: "live" | "retired";
	polygon: Shape;
	/** Where its walk begins, if a lead has said so. */
	start: Position | null;
	doors: number;
	places: number;
	walk_metres: number;
	label_point: Position;
	progress: { doors: number; visited: number; attempts: number; conversations: number };
	/** The last one, or null if it was never handed out. */
	assignment: Assignment | null;
	rev: number;
}

export interface TurfPreview {
	doors: number;
	places: number;
	walk_metres: number;
	do_not_knock: number;
	/** Live turfs that hold doors inside the shape: those stay theirs. */
	overlapping: { turf: string; name: string; doors: number }[];
	/** The shape with live turfs cut away; null if nothing is left of it. */
	polygon: Shape | null;
}

export interface TurfChanges {
	name?: string;
	note?: string;
	good_for?: GoodFor[];
	polygon?: Shape;
	rev: number;
}

/** What a shape would be as a turf; `turf` is left out of the overlap when its own shape is being changed. */
export function previewTurf(campaign: string, polygon: Shape, turf?: string): Promise<TurfPreview> {
	const body = turf === undefined ? { polygon } : { polygon, turf };
	return request("POST", `/campaigns/${campaign}/turf-previews`, { body });
}

export function listTurfs(campaign: string, state: CutTurf["state"] = "live"): Promise<CutTurf[]> {
	return wholeList(`/campaigns/${campaign}/turfs`, { state });
}

export function getTurf(id: string): Promise<CutTurf> {
	return request("GET", `/turfs/${id}`);
}

/** Makes a turf of the doors inside that are in no other. An empty one is an ApiError `turf_empty`. */
export function cutTurf(
	campaign: string,
	turf: { name: string; note: string; good_for: GoodFor[]; polygon: Shape },
): Promise<CutTurf> {
	return request("POST", `/campaigns/${campaign}/turfs`, { body: turf });
}

/** A stale `rev` is an ApiError 409, whose answer's `current` is the turf as it stands. */
export function changeTurf(id: string, changes: TurfChanges): Promise<CutTurf> {
	return request("PATCH", `/turfs/${id}`, { body: changes });
}

/** Ends the turf and its leases. Its visits stay, its doors are free for others. */
export function retireTurf(id: string, rev: number): Promise<CutTurf> {
	return request("POST", `/turfs/${id}/retirement`, { body: { rev } });
}

/** Puts the turf's doors in order from there; null: wherever the walk is shortest. */
export function beginAt(id: string, rev: number, start: Position | null): Promise<CutTurf> {
	return request("PUT", `/turfs/${id}/start`, { body: { rev, start } });
}

/** The turf in two, evenly or along a line: the first keeps its id and who has it, the second is nobody's yet. */
export async function splitTurf(id: string, rev: number, line: Line | null): Promise<[CutTurf, CutTurf]> {
	return (await request<Changed>("POST", `/turfs/${id}/split`, { body: { rev, line } })).turfs;
}

/** A new turf of the doors that nobody has visited, which nobody has yet; this one ends, and so do its leases. */
export function renewTurf({ id, rev }: TurfRev): Promise<CutTurf> {
	return request("POST", `/turfs/${id}/renewal`, { body: { rev } });
}

/** The other turf's doors join this one; the other ends, and so do its leases. */
export function mergeTurfs({ id, rev }: TurfRev, other: TurfRev): Promise<CutTurf> {
	return request("POST", `/turfs/${id}/merge`, { body: { rev, other: other.id, other_rev: other.rev } });
}

/** Doors go from a turf to another, their buildings with them: both turfs as they are then. */
export async function moveDoors(
	{ id, rev }: TurfRev,
	doors: readonly string[],
	to: TurfRev,
): Promise<[CutTurf, CutTurf]> {
	const body = { rev, doors, to: to.id, to_rev: to.rev };
	return (await request<Changed>("POST", `/turfs/${id}/moves`, { body })).turfs;
}

type TurfRev = Pick<CutTurf, "id" | "rev">;
type Changed = { turfs: [CutTurf, CutTurf] };
