import { useEffect, useMemo, useState } from "preact/hooks";
import { type Campaign, listCampaigns } from "../device/campaigns";
import {
	askArrivals,
	type ContactState,
	fetchQueue,
	holdsWords,
	inReviewOrder,
	openContacts,
	type QueuedContact,
	type ReviewedContact,
} from "../device/queue";
import type { CampaignRules } from "../device/triage_rules";
import { isWithin, type Narrowing } from "./review_narrowing";
import { type Answer, useAnswer } from "./server";

/** Which contacts are shown: a state as people sort them, a campaign, words to look for. */
export interface Filter {
	show: "new" | "picked_up" | "routed" | "closed";
	campaign: string;
	words: string;
	narrowing: Narrowing;
}

const STATES: Record<Filter["show"], readonly ContactState[]> = {
	new: ["new"],
	picked_up: ["picked_up"],
	routed: ["routed"],
	closed: ["closed"],
};
export const SHOWN = Object.keys(STATES) as Filter["show"][];

export interface Queue extends Answer<QueuedContact[]> {
	/** Its first page, while the others come. */
	first: QueuedContact[] | undefined;
}

/** The sealed queue, as the server tells it. */
export function useQueue(): Queue {
	const [first, setFirst] = useState<QueuedContact[]>();
	const answer = useAnswer((isWanted) => fetchQueue((page) => isWanted() && setFirst(page)), []);
	return { ...answer, first };
}

export interface OpenedQueue {
	/** In the order of review, those that are open by now; undefined until the first are. */
	contacts: ReviewedContact[] | undefined;
	/** How many are opened so far. */
	done: number;
	fault: unknown;
}

const TELL_EVERY_MS = 100;
const SEALED: OpenedQueue = { contacts: undefined, done: 0, fault: null };

/** Opens the queue in memory, a first page at once, and again what has changed in it. */
export function useOpened(
	queue: readonly QueuedContact[],
	rules: readonly CampaignRules[] | undefined,
): OpenedQueue {
	const [state, setState] = useState(SEALED);
	useEffect(() => {
		let over = false;
		let told = 0;
		const show = (change: (before: OpenedQueue) => OpenedQueue) => !over && setState(change);
		const progress = (done: number) => {
			if (performance.now() - told < TELL_EVERY_MS) return;
			told = performance.now();
			show((before) => ({ ...before, done }));
		};
		// What is shown already is not taken away again while others are opened.
		const partly = (found: ReviewedContact[]) =>
			show((before) =>
				found.length <= (before.contacts?.length ?? 0)
					? before
					: { ...before, contacts: inReviewOrder(found) },
			);
		openContacts(queue, { progress, partly }, rules).then(
			(found) => show(() => ({ contacts: inReviewOrder(found), done: found.length, fault: null })),
			(fault) => show((before) => ({ ...before, fault })),
		);
		return () => {
			over = true;
		};
	}, [queue, rules]);
	return state;
}

/** The contacts that a filter shows, in order. */
export function useShown(contacts: readonly ReviewedContact[], filter: Filter): ReviewedContact[] {
	return useMemo(
		() =>
			contacts.filter(
				(one) => isShown(one, filter) && isWithin(one, filter.narrowing) && holdsWords(one, filter.words),
			),
		[contacts, filter],
	);
}

function isShown({ contact }: ReviewedContact, { show, campaign }: Filter): boolean {
	return STATES[show].includes(contact.state) && (campaign === "" || contact.campaign === campaign);
}

/** How many contacts stand under each word of the filter. */
export function countShown(contacts: readonly QueuedContact[]): Record<Filter["show"], number> {
	const count = (show: Filter["show"]) => contacts.filter(({ state }) => STATES[show].includes(state)).length;
	return {
		new: count("new"),
		picked_up: count("picked_up"),
		routed: count("routed"),
		closed: count("closed"),
	};
}

/** A name for each campaign that the server lets this member see. */
export function useCampaigns(): Answer<Campaign[]> {
	return useAnswer(listCampaigns, []);
}

const ASK_EVERY_MS = 60_000;

/** The ids of contacts that came while the page is open and seen. */
export function useArrivals(queue: readonly QueuedContact[]): string[] {
	const [found, setFound] = useState<string[]>([]);
	useEffect(() => {
		let over = false;
		setFound([]);
		const ask = async () => {
			if (document.visibilityState !== "visible") return;
			// Whoever has no signal for a while is told nothing: the next question will be answered.
			const ids = await askArrivals(queue).catch(() => null);
			if (!over && ids) setFound(ids);
		};
		const timer = setInterval(ask, ASK_EVERY_MS);
		return () => {
			over = true;
			clearInterval(timer);
		};
	}, [queue]);
	return found;
}
