/** The ladder's steps, as the organisation names and orders them. */

import { request } from "./api";

export interface LadderStep {
	/** Stays when the step is renamed: what was noted names it. */
	code: string;
	es: string;
	en: string;
	/** After how many days without a word somebody on it comes up. */
	quiet_days: number;
	/** Keeps its name, and nobody comes to it any more. */
	retired: boolean;
}

export interface Steps {
	/** Names this state; whoever changes the steps says which one they read. */
	rev: string;
	items: LadderStep[];
}

const QUIET_DAYS = 30;

export function getSteps(): Promise<Steps> {
	return request("GET", "/steps");
}

/** Throws ApiError `stale`, whose answer's `current` are the steps as they stand; `invalid` where people stand on a retired one. */
export function saveSteps(steps: Steps): Promise<Steps> {
	return request("PUT", "/steps", { body: steps });
}

/** A step without a name yet, under a code that no other has. */
export function newStep(): LadderStep {
	const code = `s${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
	return { code, es: "", en: "", quiet_days: QUIET_DAYS, retired: false };
}

/** The steps with one of them a place up or down; the same at either end. Pure. */
export function moveStep(items: readonly LadderStep[], from: number, by: -1 | 1): LadderStep[] {
	const step = items[from];
	const to = from + by;
	if (!step || to < 0 || to >= items.length) return [...items];
	return items.toSpliced(from, 1).toSpliced(to, 0, step);
}

/** Those to which people can come, in their order. Pure. */
export function liveSteps(items: readonly LadderStep[]): LadderStep[] {
	return items.filter(({ retired }) => !retired);
}

/** Which step comes after one; null after the last. Pure. */
export function stepAfter(items: readonly LadderStep[], code: string): string | null {
	const at = items.findIndex((step) => step.code === code);
	return liveSteps(items.slice(at + 1))[0]?.code ?? null;
}
