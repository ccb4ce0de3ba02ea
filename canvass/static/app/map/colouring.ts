/** Colours for turfs so that no two neighbours have the same: as few as they need, of six. Pure. */

import type { Shape } from "../../device/cutting";
import { partsOf } from "./shapes";

/** Neighbours share their border's corners; so near are they the same corner, in degrees (some ten centimetres). */
const SAME = 1e-6;

export interface Outlined {
	n: number;
	polygon: Shape;
}

/** Of each turf, which others have two corners or more in common with it: one alone is only a touch. */
export function neighboursOf(turfs: readonly Outlined[]): Map<number, Set<number>> {
	const common = new Map<number, Map<number, number>>(turfs.map(({ n }) => [n, new Map()]));
	for (const here of turfsByCorner(turfs).values()) {
		for (const one of here) {
			for (const other of here) {
				const shared = common.get(one);
				if (one !== other && shared) shared.set(other, (shared.get(other) ?? 0) + 1);
			}
		}
	}
	const enough = (shared: Map<number, number>) =>
		[...shared].filter(([, n]) => n > 1).map(([other]) => other);
	return new Map([...common].map(([n, shared]) => [n, new Set(enough(shared))]));
}

function turfsByCorner(turfs: readonly Outlined[]): Map<string, Set<number>> {
	const corners = new Map<string, Set<number>>();
	for (const { n, polygon } of turfs) {
		for (const ring of partsOf(polygon).flat()) {
			for (const [lon, lat] of ring) {
				const key = `${Math.round(lon / SAME)} ${Math.round(lat / SAME)}`;
				const here = corners.get(key);
				if (here) here.add(n);
				else corners.set(key, new Set([n]));
			}
		}
	}
	return corners;
}

/**
 * A colour for each turf, counted from 0. Turfs keep the colour that they had before where they still can. The others
 * are coloured with the least connected last (Matula and Beck, 1983): no flat map needs more than six that way.
 */
export function coloursOf(
	neighbours: ReadonlyMap<number, ReadonlySet<number>>,
	before: ReadonlyMap<number, number> = new Map(),
): Map<number, number> {
	const colours = new Map<number, number>();
	const taken = (n: number) => new Set([...(neighbours.get(n) ?? [])].map((other) => colours.get(other)));
	for (const n of neighbours.keys()) {
		const mine = before.get(n);
		if (mine !== undefined && !taken(n).has(mine)) colours.set(n, mine);
	}
	for (const n of smallestLast(neighbours)) {
		if (!colours.has(n)) colours.set(n, firstFree(taken(n)));
	}
	return colours;
}

function firstFree(taken: ReadonlySet<number | undefined>): number {
	let colour = 0;
	while (taken.has(colour)) colour += 1;
	return colour;
}

/** An order in which each turf has few neighbours before it: the least connected is taken away again and again, and the way is turned round. */
function smallestLast(neighbours: ReadonlyMap<number, ReadonlySet<number>>): number[] {
	const left = new Map([...neighbours].map(([n, others]) => [n, others.size]));
	const waiting = new Map<number, number[]>();
	const wait = (n: number, degree: number) => {
		const row = waiting.get(degree);
		if (row) row.push(n);
		else waiting.set(degree, [n]);
	};
	for (const [n, degree] of left) wait(n, degree);
	const order: number[] = [];
	let degree = 0;
	while (left.size > 0) {
		const n = waiting.get(degree)?.pop();
		if (n === undefined) {
			degree += 1;
			continue;
		}
		if (left.get(n) !== degree) continue;
		left.delete(n);
		order.push(n);
		for (const other of neighbours.get(n) ?? []) {
			const now = left.get(other);
			if (now === undefined) continue;
			left.set(other, now - 1);
			wait(other, now - 1);
			degree = Math.min(degree, now - 1);
		}
	}
	return order.reverse();
}
