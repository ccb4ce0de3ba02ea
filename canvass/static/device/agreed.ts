/** What a person agreed to, and what they were promised, as it stands inside seals. Pure. */

import { isObject } from "./framing";
import { codes, day, text } from "./reading";
import { type Consent, type Promised, PURPOSES, type Purpose, type StoppedPurposes } from "./types";

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
		...(isObject(consent.added) ? { added: readDays(consent.added) } : {}),
		...withStopped(readStopped(consent.stopped)),
	};
}

/** What a withdrawal found where it stopped something: whose mark it is, what it took, and what else it ended. */
export interface StoppedBy extends StoppedPurposes {
	state?: "open" | "waiting";
	next_on?: string;
	offered_to?: string;
}

const LIVE = ["open", "waiting"] as const;

export function readStopped(value: unknown): StoppedBy | null {
	if (!isObject(value)) return null;
	const state = LIVE.find((one) => one === value.state);
	return {
		by: text(value.by),
		purposes: codes(value.purposes, PURPOSES),
		...(state ? { state } : {}),
		...(day(value.next_on) ? { next_on: day(value.next_on) } : {}),
		...(text(value.offered_to) ? { offered_to: text(value.offered_to) } : {}),
	};
}

function withStopped(stopped: StoppedBy | null): Pick<Consent, "stopped"> {
	return stopped ? { stopped: { by: stopped.by, purposes: stopped.purposes } } : {};
}

function readDays(days: Record<string, unknown>): NonNullable<Consent["withdrawn"]> {
	return Object.fromEntries(PURPOSES.filter((code) => code in days).map((code) => [code, day(days[code])]));
}

/** The consent without what was taken back, which it says with the day; `by`: the mark of the withdrawal, where it is to be found by it. */
export function without(consent: Consent, purposes: readonly Purpose[], on: string, by?: string): Consent {
	const taken = consent.purposes.filter((code) => purposes.includes(code));
	if (taken.length === 0) return consent;
	return {
		...consent,
		purposes: consent.purposes.filter((code) => !taken.includes(code)),
		withdrawn: { ...consent.withdrawn, ...Object.fromEntries(taken.map((code) => [code, on])) },
		...(by === undefined ? {} : { stopped: { by, purposes: taken } }),
	};
}

/** The consent as it was before these were taken back on that day; what was agreed to again, or taken back on another, stays so. */
export function restored(consent: Consent, taken: readonly Purpose[], on: string): Consent {
	const back = taken.filter((code) => tookBack(consent, code) && consent.withdrawn?.[code] === on);
	if (back.length === 0) return consent;
	const { withdrawn = {}, stopped: _, ...rest } = consent;
	const left = Object.entries(withdrawn).filter(([code]) => !back.some((one) => one === code));
	return {
		...rest,
		purposes: PURPOSES.filter((code) => rest.purposes.includes(code) || back.includes(code)),
		...(left.length > 0 ? { withdrawn: Object.fromEntries(left) } : {}),
	};
}

/** To what they agreed at another meeting beyond this; never what they took back on that day or since. */
export function agreedBeyond(consent: Consent, met: Consent): Purpose[] {
	const later = (code: Purpose) => {
		const taken = consent.withdrawn?.[code];
		return taken === undefined || (taken !== "" && met.on > taken);
	};
	return met.purposes.filter((code) => !consent.purposes.includes(code) && later(code));
}

/** The consent with what they agreed to besides, which it says with the day. */
export function widened(consent: Consent, more: readonly Purpose[], on: string): Consent {
	const fresh = more.filter((code) => !consent.purposes.includes(code));
	if (fresh.length === 0) return consent;
	return {
		...consent,
		purposes: PURPOSES.filter((code) => consent.purposes.includes(code) || fresh.includes(code)),
		added: { ...consent.added, ...Object.fromEntries(fresh.map((code) => [code, on])) },
	};
}

/** The consent without what was added by mistake: it was never theirs, so that they did not take it back either. */
export function unwidened(consent: Consent, more: readonly Purpose[]): Consent {
	const mistaken = more.filter((code) => consent.added?.[code] !== undefined);
	if (mistaken.length === 0) return consent;
	const { added = {}, ...rest } = consent;
	const left = Object.entries(added).filter(([code]) => !mistaken.some((one) => one === code));
	return {
		...rest,
		purposes: rest.purposes.filter((code) => !mistaken.includes(code)),
		...(left.length > 0 ? { added: Object.fromEntries(left) } : {}),
	};
}

/** Whether they agreed to it once, and took it back: nobody calls them for that. */
export function tookBack({ purposes, withdrawn }: Consent, purpose: Purpose): boolean {
	return withdrawn?.[purpose] !== undefined && !purposes.includes(purpose);
}
