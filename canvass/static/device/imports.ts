/** Lists of addresses on their way into the organisation's places. */

import { request, requestText } from "./api";
import type { Job } from "./jobs";

/** What an address has; a mapping says which column of the file holds it. */
export const ADDRESS_FIELDS = [
	"number",
	"street",
	"unit",
	"city",
	"state",
	"postcode",
	"lon",
	"lat",
	"kind",
	"unit_count",
	"source_id",
	"residential",
	"parent",
	"name",
] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];
export type Mapping = Partial<Record<AddressField, string>>;

const POINT: readonly AddressField[] = ["lon", "lat"];

/** Without a street a row is no address. It may do without its point, but of that one half alone says nothing. */
export function neededFields(mapping: Mapping): AddressField[] {
	const lacking = POINT.filter((field) => !mapping[field]);
	return ["street", ...(lacking.length === 1 ? lacking : [])];
}

export function isHalfAPoint(field: AddressField): boolean {
	return POINT.includes(field);
}

/** Whether the list says where its addresses are; else the server looks for them among those it knows. */
export function hasPoint(mapping: Mapping): boolean {
	return POINT.some((field) => mapping[field]);
}

export interface UploadedList {
	id: string;
	/** OpenStreetMap's files say themselves what is what, and need no mapping. */
	kind: "table" | "vectors" | "osm";
	/** What its shapes look like; a map holds both. */
	holds: "addresses" | "streets" | "map";
	columns: string[];
	/** Guesses, to be mended by hand. A column may be several, joined by "+". */
	mapping: Mapping;
	/** The first rows, cell by cell in the order of `columns`. */
	sample: string[][];
}

interface Changes {
	added: number;
	updated: number;
	unchanged: number;
	vanished: number;
}

/** What was left out, and why. */
export interface LeftOut {
	/** How many rows, by reason. */
	rejected: Record<string, number>;
	rejected_rows: number;
}

export interface StreetsResult extends LeftOut {
	holds: "streets";
	/** Features of the file. */
	rows: number;
	streets: number;
	named: number;
	/** With house numbers along them. */
	numbered: number;
	/** How many the same source had brought; these go. */
	before: number;
	dry_run: boolean;
}

export interface ImportResult extends LeftOut {
	holds?: "addresses";
	rows: number;
	places: Changes;
	doors: Changes;
	/** Places that are no home: counted, and without doors. */
	without_doors: number;
	duplicates: number;
	/** Places with doors whose points were worked out from their street or their neighbours. */
	unsure: number;
	/** How many streets, barriers and the like a map brought, by kind. */
	features: Record<string, number>;
	dry_run: boolean;
}

/** Hands in a file as it is, plain or gzipped. The caller makes the id; sending it again changes nothing. */
export function uploadList(id: string, file: File): Promise<UploadedList> {
	const name = encodeURIComponent(file.name);
	return request("PUT", `/imports/${id}/file?name=${name}`, { body: file });
}

/** Deletes the uploaded lists that nobody imported, whoever's they are; what is being imported stays. */
export function forgetWaitingLists(): Promise<{ deleted: number }> {
	return request("DELETE", "/imports/files");
}

/** Starts reading the list: for show, or in earnest. `source` names where the list comes from, to know it again. */
export function runImport(
	id: string,
	run: { source: string; mapping: Mapping; holds: "addresses" | "streets"; dry_run: boolean },
): Promise<Job<ImportResult | StreetsResult>> {
	return request("POST", `/imports/${id}/runs`, { body: run });
}

/** Where the rows that were left out can be saved from, as CSV. */
export function rejectedRowsUrl(id: string): string {
	return `/api/imports/${id}/rejected.csv`;
}

/** How many places there are, of whatever list, whose points are not sure. */
export async function countUnsure(): Promise<number> {
	return (await request<{ count: number }>("GET", "/places/unsure?limit=1")).count;
}

export interface RejectedRow {
	/** As a spreadsheet numbers it. */
	row: string;
	column: string;
	/** In the reader's language. */
	reason: string;
	value: string;
}

/** The rows that were left out, with the reason of each. */
export async function rejectedRows(id: string): Promise<RejectedRow[]> {
	const [, ...rows] = readCsv(await requestText(`/imports/${id}/rejected.csv`));
	return rows.map(([row = "", column = "", reason = "", value = ""]) => ({
		row,
		column,
		reason,
		value: asItWas(value),
	}));
}

/** The value as the list had it: before what a spreadsheet would take for a formula the server puts an apostrophe. */
export function asItWas(value: string): string {
	return value.replace(/^'(?=[=+\-@\t\r])/, "");
}

/** CSV as RFC 4180 has it: quoted cells may hold commas, line ends and doubled quotes. */
export function readCsv(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
		row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
		if (end === ",") continue;
		if (row.length > 1 || row[0] !== "") rows.push(row);
		row = [];
	}
	return rows;
}
