/** Plans: drafts of turfs that a lead has cut, looks at, edits and publishes. Nothing of them reaches a phone before that. */

import { request } from "./api";
import type { Line, Position, Shape } from "./cutting";
import type { Job } from "./jobs";

/** How large turfs shall be: so many doors, so many that each canvasser has one, or as much as a shift allows. */
export type Wish =
	| { kind: "doors"; doors: number }
	| { kind: "canvassers"; canvassers: number }
	| { kind: "shift"; hours: number; doors_per_hour: number };

export interface CutOrder {
	wish: Wish;
	/** Only doors inside; null is the whole region. */
	area: Shape | null;
	filter: { not_visited_since: string | null; never_home: boolean };
	start: Position | null;
	seed: number | null;
}

/** What could not be kept, and why. `turf` is null where it is about the whole plan. */
export interface PlanNote {
	code: string;
	turf: number | null;
	values: Record<string, string | number | null>;
}

export interface DraftTurf {
	/** Its number in the plan. */
	n: number;
	name: string;
	doors: number;
	places: number;
	metres: number;
	hours: number;
	polygon: Shape;
	notes: PlanNote[];
	/** The live turf that it has become; null while it is a draft. */
	published: string | null;
}

export interface PlanFigures {
	turfs: number;
	doors: number;
	metres: number;
	hours: number;
	left_over: number;
}

export type PlanState = "cutting" | "draft" | "published" | "discarded" | "failed";

export interface PlanCard {
	id: string;
	campaign: string;
	state: PlanState;
	rev: number;
	wish: Wish;
	/** The job that cuts it, for as long as it is known. */
	job: string | null;
	created_at: string;
	/** When a draft that nobody changes is thrown away; null for what is no draft. */
	discards_at: string | null;
	/** Null until it is cut. */
	figures: PlanFigures | null;
}

export interface Plan extends PlanCard {
	seed: number;
	can_undo: boolean;
	can_redo: boolean;
	notes: PlanNote[];
	turfs: DraftTurf[];
}

/** A plan that has been cut: it has figures, and can be looked at. */
export type CutPlan = Plan & { figures: PlanFigures };

/** A plan's doors by columns, as long as each other: 100,000 of them weigh less so. */
export interface PlanDoors {
	door: string[];
	lon: number[];
	lat: number[];
	place: string[];
	/** The number of its turf; 0 for one that is left over. */
	turf: number[];
	/** In the walking order of its turf. */
	position: number[];
}

export type PlanEdit =
	| { kind: "split"; turf: number; line: Line | null }
	| { kind: "merge"; turfs: [number, number] }
	| { kind: "move"; doors: string[] | null; street: { name: string; from: number } | null; to: number }
	| { kind: "redraw"; turf: number; polygon: Shape }
	| { kind: "rename"; turf: number; name: string }
	| { kind: "dissolve"; turf: number }
	| { kind: "cut_left_over" };

export interface Published {
	turfs: string[];
	/** Doors that another's live turf took meanwhile. */
	left_out: { doors: number };
}

/** Begins to cut; the job tells how far it is. */
export function orderCut(campaign: string, order: CutOrder): Promise<{ plan: string; job: Job }> {
	return request("POST", `/campaigns/${campaign}/plans`, { body: order });
}

/** The campaign's drafts. */
export async function listPlans(campaign: string): Promise<PlanCard[]> {
	return (await request<{ items: PlanCard[] }>("GET", `/campaigns/${campaign}/plans`)).items;
}

export function getPlan(id: string): Promise<Plan> {
	return request("GET", `/plans/${id}`);
}

export function planDoors(id: string): Promise<PlanDoors> {
	return request("GET", `/plans/${id}/doors`);
}

/** A plan that the caller has seen cut already, as it stands now. */
export function getCutPlan(id: string): Promise<CutPlan> {
	return request("GET", `/plans/${id}`);
}

/** Changes the plan. A stale `rev` is an ApiError 409, whose answer's `current` is the plan as it stands. */
export function editPlan(id: string, rev: number, edit: PlanEdit): Promise<CutPlan> {
	return request("POST", `/plans/${id}/edits`, { body: { rev, edit } });
}

export function undoEdit(id: string, rev: number): Promise<CutPlan> {
	return request("POST", `/plans/${id}/undo`, { body: { rev } });
}

export function redoEdit(id: string, rev: number): Promise<CutPlan> {
	return request("POST", `/plans/${id}/redo`, { body: { rev } });
}

/** Makes live turfs of those named, or of all. */
export function publishPlan(id: string, rev: number, turfs: number[] | null): Promise<Published> {
	return request("POST", `/plans/${id}/publish`, { body: { rev, turfs } });
}

export function discardPlan(id: string): Promise<null> {
	return request("DELETE", `/plans/${id}`);
}
