/**
 * Patterns: cases with the same landlord, employer, park or agency, found in this browser across the cases that it has open.
 * Below a floor of households nothing is shown, not even that there is something. Whose cases they are is not shown at all.
 */

import { tookBack } from "./agreed";
import { COUNTERPARTIES, type Counterparty, code, day, text } from "./bodies";
import type { OpenCase } from "./cases";
import type { Body } from "./framing";
import { uuidv4 } from "./ids";
import { needsAmong } from "./needs";
import type { SealedNote } from "./notes";
import { openList, openOrNull } from "./opening";
import { nameKey, type Pairs, pairsOf, spelledAlike } from "./spelling";
import type { Need } from "./types";
import { sendOnce } from "./unanswered";
import { atWork, deskRequest, sealInto } from "./unlocked";

type Kind = Counterparty["kind"];

/** Somebody said that two spellings are the same, or are not. */
export interface Likeness {
	id: string;
	kind: Kind;
	names: [string, string];
	same: boolean;
	by: string;
	/** The moment, so that the later word about the same two counts. */
	at: string;
}

export interface Pattern {
	/** Stands for it in this session. */
	key: string;
	kind: Kind;
	/** As most of its cases spell it. */
	name: string;
	spellings: string[];
	places: string[];
	households: number;
	needs: { need: Need; households: number }[];
	/** The month of the first, as `2026-11`. */
	since: string;
	cases: OpenCase[];
}

/** Two spellings that may be the same: a person says. */
export interface Doubt {
	kind: Kind;
	names: [string, string];
	alike: number;
}

interface Found {
	patterns: Pattern[];
	doubts: Doubt[];
}

const ALIKE_ENOUGH = 0.6;
const MOST_DOUBTS = 12;

/** The patterns among these cases, most households first, and what may be the same. Pure. */
export function findPatterns(
	cases: readonly OpenCase[],
	likenesses: readonly Likeness[],
	floor: number,
): Found {
	const found: Found = { patterns: [], doubts: [] };
	// Whoever took their consent back is counted among nobody any more.
	const agreeing = cases.filter(({ body }) => body === null || !tookBack(body.consent, "consulta"));
	for (const kind of COUNTERPARTIES) {
		const ofKind = agreeing.filter(
			({ body }) => body?.counterparty?.kind === kind && keyOf(body.counterparty) !== "",
		);
		const said = likenesses.filter((one) => one.kind === kind);
		const groups = joined(ofKind, said);
		for (const group of groups)
			if (householdsOf(group) >= floor) found.patterns.push(patternOf(kind, group, floor));
		found.doubts.push(...doubtsOf(kind, groups, said, floor));
	}
	found.patterns.sort((a, b) => b.households - a.households || a.name.localeCompare(b.name));
	found.doubts.sort((a, b) => b.alike - a.alike);
	return { ...found, doubts: found.doubts.slice(0, MOST_DOUBTS) };
}

function keyOf(counterparty: Counterparty): string {
	return nameKey(counterparty.name);
}

function counterpartyOf({ body }: OpenCase): Counterparty {
	if (!body?.counterparty) throw new Error("a case without counterparty");
	return body.counterparty;
}

/** Cases by name, and names that somebody said are the same in one group. */
function joined(cases: readonly OpenCase[], said: readonly Likeness[]): OpenCase[][] {
	const root = new Map<string, string>();
	const rootOf = (key: string): string => {
		const up = root.get(key);
		return up === undefined || up === key ? key : rootOf(up);
	};
	for (const { names } of latest(said).filter(({ same }) => same)) {
		const [a, b] = names.map((name) => rootOf(nameKey(name))) as [string, string];
		root.set(a, b);
	}
	const groups = new Map<string, OpenCase[]>();
	for (const one of cases) {
		const key = rootOf(keyOf(counterpartyOf(one)));
		const group = groups.get(key);
		if (group) group.push(one);
		else groups.set(key, [one]);
	}
	return [...groups.values()];
}

/** Of each two names what was said last. */
function latest(said: readonly Likeness[]): Likeness[] {
	const last = new Map<string, Likeness>();
	for (const one of [...said].sort((a, b) => (a.at < b.at ? -1 : 1))) last.set(pairKey(one.names), one);
	return [...last.values()];
}

function pairKey(names: readonly [string, string]): string {
	return names.map(nameKey).sort().join("\n");
}

/** One telephone is one household; who has none is one of their own. */
function householdOf({ record, body }: OpenCase): string {
	return body?.card.phone.replace(/\D/g, "") || record.id;
}

function householdsOf(cases: readonly OpenCase[]): number {
	return new Set(cases.map(householdOf)).size;
}

/** What so many households share; what few of them said stays in their cases: a lot's number is somebody's home. */
function patternOf(kind: Kind, cases: OpenCase[], floor: number): Pattern {
	const spellings = byCount(cases.map((one) => counterpartyOf(one).name.trim()));
	const [name = ""] = spellings;
	const needs = needsAmong(cases.flatMap(({ body }) => body?.needs ?? [])).map((need) => ({
		need,
		households: householdsOf(cases.filter(({ body }) => body?.needs.includes(need))),
	}));
	return {
		key: `${kind} ${nameKey(name)}`,
		kind,
		name,
		spellings,
		places: byCount(cases.map(placeOf).filter(Boolean)).filter(
			(place) => householdsOf(cases.filter((one) => placeOf(one) === place)) >= floor,
		),
		households: householdsOf(cases),
		needs: needs.filter(({ households }) => households >= floor),
		since:
			cases
				.map(({ body }) => body?.opened_on ?? "")
				.filter(Boolean)
				.sort()[0]
				?.slice(0, 7) ?? "",
		cases,
	};
}

function placeOf(one: OpenCase): string {
	return counterpartyOf(one).place.trim();
}

/** Different texts, those most often written first. */
function byCount(texts: readonly string[]): string[] {
	const counts = new Map<string, number>();
	for (const one of texts) counts.set(one, (counts.get(one) ?? 0) + 1);
	return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([one]) => one);
}

/** Groups whose names are much alike, of which nobody said anything yet, and which together are enough to be shown. */
function doubtsOf(
	kind: Kind,
	groups: readonly OpenCase[][],
	said: readonly Likeness[],
	floor: number,
): Doubt[] {
	const known = new Set(said.map(({ names }) => pairKey(names)));
	const faces = groups.map((cases) => {
		const name = byCount(cases.map((one) => counterpartyOf(one).name.trim()))[0] ?? "";
		return { name, pairs: pairsOf(nameKey(name)), households: householdsOf(cases) };
	});
	const doubts: Doubt[] = [];
	for (const [at, a] of faces.entries())
		for (const b of faces.slice(at + 1)) {
			if (a.households + b.households < floor || !canBeAlike(a.pairs, b.pairs)) continue;
			const score = spelledAlike(a.pairs, b.pairs);
			const names: [string, string] = [a.name, b.name];
			if (score >= ALIKE_ENOUGH && !known.has(pairKey(names))) doubts.push({ kind, names, alike: score });
		}
	return doubts;
}

/** With so few pairs beside so many they can't be, whatever is shared. */
function canBeAlike(a: Pairs, b: Pairs): boolean {
	const few = Math.min(a.size, b.size);
	return (2 * few) / (a.size + b.size) >= ALIKE_ENOUGH;
}

/** From how many households on a pattern is shown, and what keyholders said of spellings. */
export async function fetchLikenesses(): Promise<{ likenesses: Likeness[]; floor: number }> {
	const { floor } = await deskRequest<{ floor: number }>("GET", "/patterns");
	const opened = await openList<SealedNote, Likeness | null>("/patterns/likenesses", {}, openLikeness);
	return { likenesses: opened.filter((one) => one !== null), floor };
}

async function openLikeness({ id, sealed }: SealedNote): Promise<Likeness | null> {
	const body = await openOrNull("consulta", "likeness", id, sealed);
	return body && readLikeness(body);
}

function readLikeness(body: Body): Likeness | null {
	const names = Array.isArray(body.names) ? body.names.map(text) : [];
	const [a, b] = names;
	if (a === undefined || b === undefined) return null;
	return {
		id: text(body.id),
		kind: code(body.kind, COUNTERPARTIES, "other"),
		names: [a, b],
		same: body.same === true,
		by: text(body.by),
		at: text(body.at) || day(body.on),
	};
}

/** Says that two spellings are the same, or are not; said again otherwise, the later word counts. */
export function sayAlike(doubt: Pick<Doubt, "kind" | "names">, same: boolean): Promise<Likeness> {
	const make = async () => {
		const id = uuidv4();
		const { kind, names } = doubt;
		const inside = { v: 1, id, kind, names, same, by: atWork().alias, at: new Date().toISOString() } as const;
		return { id, inside, ...(await sealInto("consulta", "likeness", id, { ...inside })) };
	};
	return sendOnce(["likeness", doubt.kind, doubt.names, same], make, async ({ inside, ...sent }) => {
		await deskRequest("POST", "/patterns/likenesses", sent);
		return { ...inside };
	});
}
