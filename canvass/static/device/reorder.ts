/**
 * A short walk through what is left of a turf, from where somebody stands: pure, and quick on a cheap phone.
 *
 * It runs once after a tap, before the browser has compiled it: so it looks at near places alone, and again only at those
 * where something changed.
 */

import { flattened, type Ground, metres, NONE, type Point } from "./ground";

const LONGEST_SEGMENT = 3;
const LEAST_GAIN = 1e-6;
/** Looks at each place this often at most; some ten times as much as any walk takes. */
const MOST_LOOKS = 200;
const KICKS = 60;
const LONGEST_KICK = 12;

/** The walk, and where in it each place is. */
interface Walk {
	order: Int32Array;
	at: Int32Array;
}

/**
 * The numbers of the points in walking order, the first near `here`, the end wherever it falls.
 *
 * On to the nearest each time, then stretches turned round (2-opt) and short ones moved (Or-opt) as long as that shortens
 * the walk; then the same again from walks that a kick has spoilt a little. The same points give the same order.
 */
export function walkFrom(here: Point, points: readonly Point[]): number[] {
	const ground = flattened([here, ...points]);
	const walk = nearestFirst(ground);
	improve(Array.from(walk.order), ground, walk);
	kick(ground, walk);
	return Array.from(walk.order.subarray(1), (place) => place - 1);
}

/** Turns and moves at the waiting places, and again at the ends of whatever changed, until nothing gets shorter. */
function improve(waiting: number[], ground: Ground, walk: Walk): void {
	const waits = new Uint8Array(ground.x.length);
	for (const place of waiting) {
		waits[place] = 1;
	}
	for (let looks = ground.x.length * MOST_LOOKS; waiting.length > 0 && looks > 0; looks -= 1) {
		const place = waiting.pop() as number;
		waits[place] = 0;
		for (const end of turnAt(place, ground, walk) ?? moveFrom(place, ground, walk) ?? []) {
			if (end !== NONE && waits[end] === 0) {
				waits[end] = 1;
				waiting.push(end);
			}
		}
	}
}

/** Lets short stretches change places, improves from there, and keeps what got shorter: a way out of small dead ends. */
function kick(ground: Ground, walk: Walk): void {
	const size = ground.x.length;
	let length = lengthOf(ground, walk);
	let random = 1;
	const below = (bound: number) => {
		random = (random * 48_271) % 2_147_483_647;
		return random % bound;
	};
	for (let left = size > 4 ? KICKS : 0; left > 0; left -= 1) {
		const before = walk.order.slice();
		const from = 1 + below(size - 2);
		const to = Math.min(from + below(LONGEST_KICK), size - 2);
		const behind = Math.min(to + 1 + below(LONGEST_KICK), size - 1);
		const ends = [from - 1, from, to, to + 1, behind, behind + 1].map((i) => placeAt(walk, i));
		move(walk, from, to, behind, false);
		improve(
			ends.filter((place) => place !== NONE),
			ground,
			walk,
		);
		const now = lengthOf(ground, walk);
		if (now < length) {
			length = now;
		} else {
			restore(walk, before);
		}
	}
}

function lengthOf(ground: Ground, { order }: Walk): number {
	let length = 0;
	for (let i = 1; i < order.length; i += 1) {
		length += metres(ground, order[i - 1] as number, order[i] as number);
	}
	return length;
}

function restore({ order, at }: Walk, before: Int32Array): void {
	order.set(before);
	before.forEach((place, i) => {
		at[place] = i;
	});
}

function nearestFirst(ground: Ground): Walk {
	const size = ground.x.length;
	const order = new Int32Array(size);
	const left = new Set(Array.from({ length: size - 1 }, (_, one) => one + 1));
	for (let at = 1; at < size; at += 1) {
		const next = nextOf(order[at - 1] as number, left, ground);
		order[at] = next;
		left.delete(next);
	}
	const at = new Int32Array(size);
	order.forEach((place, i) => {
		at[place] = i;
	});
	return { order, at };
}

function nextOf(here: number, left: ReadonlySet<number>, ground: Ground): number {
	for (let k = 0; k < ground.width; k += 1) {
		const place = ground.near[here * ground.width + k] as number;
		if (left.has(place)) {
			return place;
		}
	}
	let best = NONE;
	for (const place of left) {
		if (best === NONE || metres(ground, here, place) < metres(ground, here, best)) {
			best = place;
		}
	}
	return best;
}

function placeAt({ order }: Walk, i: number): number {
	return order[i] ?? NONE;
}

/** Turns one stretch round so that `a` is beside a near place, where that shortens the walk; the ends it has then, or null. */
function turnAt(a: number, ground: Ground, walk: Walk): number[] | null {
	const { near, width } = ground;
	const i = walk.at[a] as number;
	for (const side of [1, -1]) {
		const b = placeAt(walk, i + side);
		if (b === NONE) {
			continue;
		}
		const step = metres(ground, a, b);
		for (let k = 0; k < width; k += 1) {
			const c = near[a * width + k] as number;
			const first = step - metres(ground, a, c);
			if (first <= LEAST_GAIN) {
				break;
			}
			const j = walk.at[c] as number;
			const d = placeAt(walk, j + side);
			// Where one stands is the beginning, and nothing comes before it.
			const turns = side === 1 || j > 0;
			if (turns && first + metres(ground, c, d) - metres(ground, b, d) > LEAST_GAIN) {
				const [from, to] =
					side === 1 ? [Math.min(i, j) + 1, Math.max(i, j)] : [Math.min(i, j), Math.max(i, j) - 1];
				turn(walk, from, to);
				return [a, b, c, d];
			}
		}
	}
	return null;
}

function turn({ order, at }: Walk, from: number, to: number): void {
	for (let i = from, j = to; i < j; i += 1, j -= 1) {
		const [one, other] = [order[i] as number, order[j] as number];
		order[i] = other;
		at[other] = i;
		order[j] = one;
		at[one] = j;
	}
}

/** Moves one short segment that ends at `a` beside a near place, where that shortens the walk; the ends it has then, or null. */
function moveFrom(a: number, ground: Ground, walk: Walk): number[] | null {
	const i = walk.at[a] as number;
	for (let length = 1; i > 0 && length <= LONGEST_SEGMENT; length += 1) {
		for (const away of length === 1 ? [1] : [1, -1]) {
			const from = away === 1 ? i : i - length + 1;
			const to = from + length - 1;
			if (from >= 1 && to < walk.order.length) {
				const ends = moveSegment(from, to, a, ground, walk);
				if (ends !== null) {
					return ends;
				}
			}
		}
	}
	return null;
}

function moveSegment(from: number, to: number, a: number, ground: Ground, walk: Walk): number[] | null {
	const { near, width } = ground;
	const [before, after] = [placeAt(walk, from - 1), placeAt(walk, to + 1)];
	const [first, last] = [placeAt(walk, from), placeAt(walk, to)];
	const other = a === first ? last : first;
	const freed = metres(ground, before, first) + metres(ground, last, after) - metres(ground, before, after);
	for (let k = 0; k < width; k += 1) {
		const c = near[a * width + k] as number;
		const gain = freed - metres(ground, a, c);
		if (gain <= LEAST_GAIN) {
			return null;
		}
		const j = walk.at[c] as number;
		for (const side of [1, -1]) {
			const d = placeAt(walk, j + side);
			const outside = (j < from || j > to) && (j + side < from || j + side > to) && j + side >= 0;
			if (outside && gain + metres(ground, c, d) - metres(ground, other, d) > LEAST_GAIN) {
				move(walk, from, to, Math.min(j, j + side), (side === 1) !== (a === first));
				return [before, after, c, d, a, other];
			}
		}
	}
	return null;
}

/** Puts the segment behind the place at `behind`, turned round where asked: two or three stretches turned. */
function move(walk: Walk, from: number, to: number, behind: number, turned: boolean): void {
	const length = to - from + 1;
	const [start, end] = behind < from ? [behind + 1, to] : [from, behind];
	turn(walk, start, end);
	const [left, right] = behind < from ? [start + length, end] : [start, end - length];
	turn(walk, left, right);
	if (!turned) {
		const [low, high] = behind < from ? [start, start + length - 1] : [end - length + 1, end];
		turn(walk, low, high);
	}
}
