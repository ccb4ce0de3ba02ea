/** Which tracks a contact points to, by which rule and why. Pure; staff decides. */

import { areAnyNeed } from "./needs";
import { INTERESTS, type Interest, NEEDS, type Need, type Purpose, type Source, type Urgency } from "./types";

export type Track = "consulta" | "leadership";
/** `events`: on the ladder, for events alone; `line`: the Línea is called at once. */
export type Destination = Track | "events" | "line";

export const RULE_ENDS = ["consulta", "leadership", "both", "line", "events", "close"] as const;
export type RuleEnd = (typeof RULE_ENDS)[number];

/** What of a contact a rule may ask for; a newer build may ask for what this one does not know. */
export interface Conditions {
	needs: string[];
	interests: string[];
	urgencies: string[];
	languages: string[];
	sources: string[];
}

/** Fits where each of its conditions holds one of the contact's answers; an empty one does not matter. */
export interface Rule extends Conditions {
	to: RuleEnd;
}

/** What in a contact made a rule fit. */
export interface Reason {
	code: keyof Conditions;
	items: string[];
}

export interface Suggestion {
	/** The rule that fitted, counted from 1; null where none did. */
	rule: number | null;
	/** Consulta before the ladder: help is never made to wait for taking part. */
	tracks: Destination[];
	/** The rule says that nobody needs to follow this up. */
	close: boolean;
	reasons: Reason[];
	/** Where the rule leads, and the person's consent does not. */
	blocked: Destination[];
}

export interface TriageInput {
	needs: readonly Need[];
	interests: readonly Interest[];
	urgency: Urgency;
	language?: string;
	source?: Pick<Source, "kind">;
	consent: { purposes: readonly Purpose[] };
}

const ANYTHING: Conditions = { needs: [], interests: [], urgencies: [], languages: [], sources: [] };

/** Those of a campaign that has none of its own: needs or urgency lead to Consulta, interests to leadership. */
export const DEFAULT_RULES: readonly Rule[] = [
	{ ...ANYTHING, needs: [...NEEDS], interests: [...INTERESTS], to: "both" },
	{ ...ANYTHING, urgencies: ["today"], interests: [...INTERESTS], to: "both" },
	{ ...ANYTHING, needs: [...NEEDS], to: "consulta" },
	{ ...ANYTHING, urgencies: ["today"], to: "consulta" },
	{ ...ANYTHING, interests: [...INTERESTS], to: "leadership" },
];

/** In a crisis somebody is called at once, and the case is opened as well. */
const LEADS_TO: Record<RuleEnd, Destination[]> = {
	consulta: ["consulta"],
	leadership: ["leadership"],
	both: ["consulta", "leadership"],
	line: ["line", "consulta"],
	events: ["events"],
	close: [],
};

/** True if the person agreed to that: nobody is routed without. The Línea's number is for everybody. */
export function consentCovers(consent: { purposes: readonly Purpose[] }, to: Destination): boolean {
	return to === "line" || consent.purposes.includes(to === "events" ? "leadership" : to);
}

/** Where the first rule that fits leads, as far as the consent covers it. */
export function suggestTracks(input: TriageInput, rules: readonly Rule[] = DEFAULT_RULES): Suggestion {
	const given = answersOf(input);
	const at = rules.findIndex((rule) => CONDITIONS.every((code) => fits(askedBy(rule, code), given[code])));
	const rule = rules[at];
	if (rule === undefined) return { rule: null, tracks: [], close: false, reasons: [], blocked: [] };
	const wanted = LEADS_TO[rule.to];
	const blocked = wanted.filter((to) => !consentCovers(input.consent, to));
	return {
		rule: at + 1,
		tracks: wanted.filter((to) => !blocked.includes(to)),
		close: rule.to === "close",
		reasons: CONDITIONS.map((code) => ({ code, items: shared(askedBy(rule, code), given[code]) })).filter(
			({ items }) => items.length > 0,
		),
		blocked,
	};
}

export const CONDITIONS = ["needs", "interests", "urgencies", "languages", "sources"] as const;

function answersOf({ needs, interests, urgency, language, source }: TriageInput) {
	return {
		needs,
		interests,
		urgencies: [urgency],
		languages: language ? [language] : [],
		sources: source ? [source.kind] : [],
	};
}

type Asked = readonly string[] | "any";

/** A rule that names all needs that every organisation has means any: also one of the organisation's own. */
function askedBy(rule: Rule, code: keyof Conditions): Asked {
	return code === "needs" && areAnyNeed(rule.needs) ? "any" : rule[code];
}

function shared(asked: Asked, given: readonly string[]): string[] {
	return given.filter((one) => asked === "any" || asked.includes(one));
}

function fits(asked: Asked, given: readonly string[]): boolean {
	return asked.length === 0 || shared(asked, given).length > 0;
}
