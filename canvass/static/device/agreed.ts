/** What a person agreed to, and what they were promised, as it stands inside seals. Pure. */

import { isObject } from "./framing";
import { codes, day, text } from "./reading";
import { type Consent, type Promised, PURPOSES, type Purpose } from "./types";

/** A promise on a track: kept since somebody spoke with the person. */
export interface KeptPromise extends Promised {
	kept_on: string;
}

export function readPromised(value: unknown): Promised {
	const promise = isObject(value) ? value : {};
	return { words: text(promise.words), name: text(promise.name) };
}

export function readKept(value: unknown): KeptPromise {
	return { ...readPromised(value), kept_on: isObject(value) ? day(value.kept_on) : "" };
}

export function readConsent(value: unknown): Consent {
	const consent = isObject(value) ? value : {};
	return {
		purposes: codes(consent.purposes, PURPOSES),
		language: text(consent.language),
		words: text(consent.words),
		on: day(consent.on),
		...(isObject(consent.withdrawn) ? { withdrawn: readDays(consent.withdrawn) } : {}),
	};
}

function readDays(days: Record<string, unknown>): NonNullable<Consent["withdrawn"]> {
	return Object.fromEntries(PURPOSES.filter((code) => code in days).map((code) => [code, day(days[code])]));
}

/** The consent without what was taken back, which it says with the day. */
export function without(consent: Consent, purposes: readonly Purpose[], on: string): Consent {
	const taken = consent.purposes.filter((code) => purposes.includes(code));
	if (taken.length === 0) return consent;
	return {
		...consent,
		purposes: consent.purposes.filter((code) => !taken.includes(code)),
		withdrawn: { ...consent.withdrawn, ...Object.fromEntries(taken.map((code) => [code, on])) },
	};
}

/** Whether they agreed to it once, and took it back: nobody calls them for that. */
export function tookBack({ withdrawn }: Consent, purpose: Purpose): boolean {
	return withdrawn?.[purpose] !== undefined;
}
