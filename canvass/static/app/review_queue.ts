import { useEffect, useMemo, useState } from "preact/hooks";
import { type Campaign, listCampaigns } from "../device/campaigns";
import {
	type ContactState,
	holdsWords,
	inReviewOrder,
	openContacts,
	type QueuedContact,
	type ReviewedContact,
} from "../device/queue";
import { type Answer, useAnswer } from "./server";

/** Which contacts are shown: a state as people sort them, a campaign, words to look for. */
export interface Filter {
	show: "new" | "picked_up" | "routed" | "closed";
	campaign: string;
	words: string;
}

const STATES: Record<Filter["show"], readonly ContactState[]> = {
	new: ["new"],
	picked_up: ["picked_up", "reached"],
	routed: ["routed"],
	closed: ["closed"],
};
export const SHOWN = Object.keys(STATES) as Filter["show"][];

export interface OpenedQueue {
	/** In the order of review; undefined until they are opened for the first time. */
	contacts: ReviewedContact[] | undefined;
	/** How many are opened so far, of how many. */
	done: number;
	fault: unknown;
}

/** Opens the queue in memory, and again what has changed in it. */
export function useOpened(queue: readonly QueuedContact[]): OpenedQueue {
	const [state, setState] = useState<OpenedQueue>({ contacts: undefined, done: 0, fault: null });
	useEffect(() => {
		let over = false;
		openContacts(queue, (done) => !over && setState((before) => ({ ...before, done }))).then(
			(found) => !over && setState({ contacts: inReviewOrder(found), done: found.length, fault: null }),
			(fault) => !over && setState((before) => ({ ...before, fault })),
		);
		return () => {
			over = true;
		};
	}, [queue]);
	return state;
}

/** The contacts that a filter shows, in order. */
export function useShown(contacts: readonly ReviewedContact[], filter: Filter): ReviewedContact[] {
	return useMemo(
		() => contacts.filter((one) => isShown(one, filter) && holdsWords(one, filter.words)),
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
