/** What administrators decide about how long things are kept, what is held, and what the server has. */

import { request } from "./api";
import type { Job } from "./jobs";

export type KeptKind =
	| "visits"
	| "results"
	| "contacts"
	| "reviewed"
	| "cases"
	| "quarantine"
	| "audit"
	| "backups";

export interface KindTerm {
	kind: KeptKind;
	days: number;
	/** Between which days an administrator may choose. */
	least: number;
	most: number;
	/** How many would go if the night's work were done now. */
	due: number;
	/** A hold stops all of it. */
	held: boolean;
}

export interface Retention {
	kinds: KindTerm[];
	/** When the night's work was last done. */
	night: string | null;
	/** When the newest backup was written. */
	backup: string | null;
}

export type Covers = "everything" | "campaign" | "kind";

export interface HoldDraft {
	covers: Covers;
	campaign: string | null;
	kind: KeptKind | null;
	/** Nothing personal. */
	reason: string;
}

export interface Hold extends HoldDraft {
	id: string;
	/** The alias of who set it. */
	owner: string;
	since: string;
	ended_at: string | null;
}

export type Room =
	| "people"
	| "visits"
	| "log"
	| "doors"
	| "turfs"
	| "campaigns"
	| "team"
	| "office"
	| "keys"
	| "acts"
	| "work"
	| "directory";

/** A value as whoever seizes the server reads it. */
export interface Cell {
	column: string;
	kind: "text" | "sealed" | "bytes" | "empty";
	value: string;
}

export interface TableHeld {
	room: Room;
	table: string;
	rows: number;
	/** One of its rows. */
	sample: Cell[];
}

/** The backups in the server's folder: each holds all of the database once more. */
export interface BackupsHeld {
	/** Those that are written from now on. */
	encrypted: boolean;
	files: number;
	/** How many of them whoever takes them can read. */
	readable: number;
}

export interface Holdings {
	items: TableHeld[];
	backups: BackupsHeld;
}

export function getRetention(): Promise<Retention> {
	return request("GET", "/retention");
}

export function keepFor(kind: KeptKind, days: number): Promise<Retention> {
	return request("PUT", "/retention", { body: { kind, days } });
}

/** The live ones first. */
export async function listHolds(): Promise<Hold[]> {
	return (await request<{ items: Hold[] }>("GET", "/holds")).items;
}

export async function setHold(draft: HoldDraft): Promise<Hold[]> {
	return (await request<{ items: Hold[] }>("POST", "/holds", { body: draft })).items;
}

export async function endHold(id: string): Promise<Hold[]> {
	return (await request<{ items: Hold[] }>("POST", `/holds/${id}/end`)).items;
}

/** Every table of the server's database, counted now, and its backups. */
export function listHoldings(): Promise<Holdings> {
	return request("GET", "/holdings");
}

/** Erases a campaign for good, which has to be named as it is. */
export function eraseCampaign(id: string, name: string): Promise<Job> {
	return request("POST", `/campaigns/${id}/erasure`, { body: { name } });
}
