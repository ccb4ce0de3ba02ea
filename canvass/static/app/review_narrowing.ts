import type { OpenedContact, ReviewedContact } from "../device/queue";
import type { Need, Source } from "../device/types";
import { daysUntil } from "./desk_words";

/** Whether the day is past, today, still to come, or nobody was told one. */
export const PROMISES = ["past", "today", "ahead", "none"] as const;
export const AGES = ["1", "3", "7", "14"] as const;

/** Which contacts are shown beside their state: an empty part does not matter. */
export interface Narrowing {
	language: string;
	need: Need | "";
	source: Source["kind"] | "";
	promise: (typeof PROMISES)[number] | "";
	/** Written down at least so many days ago. */
	age: (typeof AGES)[number] | "";
}

export const NOT_NARROWED: Narrowing = { language: "", need: "", source: "", promise: "", age: "" };

export function isNarrowed(narrowing: Narrowing): boolean {
	return Object.values(narrowing).some((part) => part !== "");
}

/** What does not open is hidden as soon as anything is asked of its content. */
export function isWithin(one: ReviewedContact, narrowing: Narrowing): boolean {
	if (!isNarrowed(narrowing)) return true;
	if (one.body === null) return false;
	const { language, need, source, promise, age } = narrowing;
	const { body } = one;
	return (
		(language === "" || body.language === language) &&
		(need === "" || body.needs.includes(need)) &&
		(source === "" || body.source.kind === source) &&
		(promise === "" || promiseOf(one) === promise) &&
		(age === "" || (body.on !== "" && -daysUntil(body.on) >= Number(age)))
	);
}

/** How the day stands by which the person expects to hear from us. */
function promiseOf({ dueOn }: OpenedContact): (typeof PROMISES)[number] {
	if (dueOn === null) return "none";
	const days = daysUntil(dueOn);
	return days < 0 ? "past" : days === 0 ? "today" : "ahead";
}
