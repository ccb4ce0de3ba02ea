/** Wire samples of sealing, made once by Python and by the browser (`tests/samples/make_sealing.*`). */

import { readFileSync } from "node:fs";
import type { Body, Vault } from "../../canvass/static/device/framing";
import type { Head } from "../../canvass/static/device/keylog";
import type { NewEntries } from "../../canvass/static/device/vaults";
import type { SignedEntry } from "../../canvass/static/device/wire";

export interface Sample {
	org: string;
	vaults: NewEntries;
	words: Record<string, string>;
	holder_words: Record<string, string>;
	keys: Record<Vault, string>;
	chain: SignedEntry[];
	sealed: { vault: Vault; kind: string; record_id: string; body: Body; sealed: string }[];
	stepup: { holder: string; challenge: string; signature: string };
	links: { link: string; token: string; pinned: Head | null }[];
}

/** A log to refuse; a number stands for that entry of Python's good chain. */
export interface RefusedLog {
	what: string;
	code: string;
	n: number;
	org: string;
	pinned: Head | null;
	entries: (number | SignedEntry)[];
}

/** A sealed copy of vaults with two keys each, of which the holder was given the older ones. */
export interface Copy {
	org: string;
	holder: string;
	words: string;
	bodies: Record<"before" | "after", { vault: Vault; kind: string; id: string; body: Body }[]>;
	export: {
		entries: SignedEntry[];
		holders: { id: string; blob: string }[];
		wraps: { key_id: string; holder: string; wrap: string }[];
		records: { vault: Vault; kind: string; id: string; sealed: string }[];
	};
}

/** RFC 9180's own vector for the suite, in hex. */
export interface Vector {
	kem_id: number;
	kdf_id: number;
	aead_id: number;
	info: string;
	ikmE: string;
	skRm: string;
	pkRm: string;
	enc: string;
	key: string;
	base_nonce: string;
	encryption: { aad: string; ct: string; pt: string };
}

function read<T>(name: string): T {
	return JSON.parse(readFileSync(new URL(`../samples/${name}`, import.meta.url), "utf8")) as T;
}

export const python = read<Sample>("sealing_python.json");
export const browser = read<Sample>("sealing_browser.json");
export const refusedLogs = read<RefusedLog[]>("key_logs_refused.json");

export const rfc9180 = read<Vector>("rfc9180.json");

export const SAMPLES: [string, Sample][] = [
	["Python", python],
	["the browser", browser],
];

export const COPIES: [string, Copy][] = [
	["Python", read<Copy>("export_python.json")],
	["the browser", read<Copy>("export_browser.json")],
];

/** The same text with one bit of its bytes changed. */
export function changed(text: string, at: number): string {
	const bytes = Buffer.from(text, "base64url");
	const place = at < 0 ? bytes.length + at : at;
	bytes[place] = (bytes[place] ?? 0) ^ 1;
	return bytes.toString("base64url");
}
