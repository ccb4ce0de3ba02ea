/** Points waiting to be looked at, one after the other: which is next, what was said of each, what can be taken back. Pure. */

import type { PlacePoint, UnsurePage } from "../device/pins";

export type Said = "placed" | "confirmed" | "skipped";

interface Last {
	/** As it was before. */
	was: PlacePoint;
	said: Said;
}

export interface PinQueue {
	/** In the server's order, each as it is known to stand now. */
	readonly points: readonly PlacePoint[];
	/** Which is looked at; null when nothing is left. */
	readonly at: string | null;
	readonly said: ReadonlyMap<string, Said>;
	readonly last: Last | null;
	/** Those that waited when the screen was opened, on later pages too. */
	readonly total: number;
	/** Where the next page begins; null when all are here. */
	readonly next: string | null;
}

export function queueOf({ items, next, count }: UnsurePage): PinQueue {
	return {
		points: items,
		at: items[0]?.id ?? null,
		said: new Map(),
		last: null,
		total: Math.max(count, items.length),
		next,
	};
}

/** With the points of the next page; one that is known already stays as it is. */
export function withPage(queue: PinQueue, { items, next, count }: UnsurePage): PinQueue {
	const known = new Set(queue.points.map(({ id }) => id));
	const points = [...queue.points, ...items.filter(({ id }) => !known.has(id))];
	const more = { ...queue, points, next, total: Math.max(settled(queue) + count, points.length) };
	return queue.at === null ? { ...more, at: nextAfter(more, points.length - items.length - 1) } : more;
}

/** The one that is looked at. */
export function current({ points, at }: PinQueue): PlacePoint | null {
	return points.find(({ id }) => id === at) ?? null;
}

/** How many were put or called right. */
export function settled({ said }: PinQueue): number {
	return [...said.values()].filter((each) => each !== "skipped").length;
}

export function skipped({ said }: PinQueue): number {
	return said.size - settled({ said } as PinQueue);
}

/** Looks at that one. */
export function lookAt(queue: PinQueue, id: string): PinQueue {
	return { ...queue, at: id };
}

/** Notes what was said of the current one, which now stands so, and goes on to the next. */
export function say(queue: PinQueue, said: Said, now: PlacePoint): PinQueue {
	const was = current(queue);
	if (!was) return queue;
	const noted = { ...replaced(queue, now), said: new Map(queue.said).set(was.id, said), last: { was, said } };
	return {
		...noted,
		at: nextAfter(
			noted,
			noted.points.findIndex(({ id }) => id === was.id),
		),
	};
}

/** Goes back to the last one, which stands again so. */
export function unsay(queue: PinQueue, now: PlacePoint): PinQueue {
	const said = new Map(queue.said);
	said.delete(now.id);
	return { ...replaced(queue, now), said, last: null, at: now.id };
}

/** Somebody else changed it: it stands so. */
export function replaced(queue: PinQueue, now: PlacePoint): PinQueue {
	return { ...queue, points: queue.points.map((point) => (point.id === now.id ? now : point)) };
}

/** Those that were skipped are looked at once more. */
export function again(queue: PinQueue): PinQueue {
	const said = new Map([...queue.said].filter(([, each]) => each !== "skipped"));
	const open = { ...queue, said, last: null };
	return { ...open, at: nextAfter(open, -1) };
}

/** Whether it is time to ask for the next page. */
export function wantsMore({ points, said, next }: PinQueue): boolean {
	return next !== null && points.length - said.size < 20;
}

function nextAfter({ points, said }: PinQueue, index: number): string | null {
	const round = [...points.slice(index + 1), ...points.slice(0, index + 1)];
	return round.find(({ id }) => !said.has(id))?.id ?? null;
}
