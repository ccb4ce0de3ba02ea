/** What became of the hours that were held with this phone: asked by their ids alone, and once. */

import { request } from "./api";
import { changed } from "./changes";
import { db, type PeopleRecord } from "./db";
import { shuffled } from "./ids";

const AT_ONCE = 50;

/** `here`: not handed in yet; `asked`: handed in, and nobody has said what became of it; `taken`: staff will call. */
export type HourState = "here" | "asked" | "confirmed" | "taken";

export interface HeldHour {
	id: string;
	state: HourState;
}

interface HoldStatuses {
	items: { id: string; state: string }[];
}

function isHoldStatuses(answer: unknown): answer is HoldStatuses {
	const { items } = (answer ?? {}) as Partial<HoldStatuses>;
	return Array.isArray(items) && items.every((one) => typeof one?.id === "string");
}

function stateOf({ state, became }: PeopleRecord): HourState {
	if (became) return became;
	return state === "received" || state === "handed_in" ? "asked" : "here";
}

/** The hours held with this phone in the last weeks. */
export async function heldHours(): Promise<HeldHour[]> {
	const records = await db.people.filter(({ kind }) => kind === "hold").toArray();
	return records.map((one) => ({ id: one.id, state: stateOf(one) }));
}

/** Asks what became of those that were handed in, and notes it here. Throws ApiError, NetworkFault. */
export async function askHeldHours(): Promise<void> {
	const open = (await heldHours()).filter(({ state }) => state === "asked");
	const ids = shuffled(open.map(({ id }) => id));
	for (let from = 0; from < ids.length; from += AT_ONCE) {
		const { items } = await request<HoldStatuses>("POST", "/slots/holds/statuses", {
			body: { ids: ids.slice(from, from + AT_ONCE) },
			auth: "none",
			check: isHoldStatuses,
		});
		for (const { id, state } of items) {
			if (state === "confirmed" || state === "taken") await db.people.update(id, { became: state });
		}
	}
	if (ids.length > 0) changed();
}
