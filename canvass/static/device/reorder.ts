/** A short walk through what is left of a turf, from where somebody stands: pure, and quick on a cheap phone. */

/** A point in WGS84 degrees. */
export interface Point {
	lon: number;
	lat: number;
}

/** More rounds than any walk of a turf takes; a bound, so that nothing can go on for ever. */
const ROUNDS = 60;
const LONGEST_SEGMENT = 3;
const LEAST_GAIN = 1e-6;
const METRES_PER_DEGREE = 111_320;

/**
 * The numbers of the points in walking order, the first near `here`, the end wherever it falls.
 *
 * On to the nearest each time, then stretches turned round (2-opt) and short ones moved (Or-opt) as long as that shortens
 * the walk. The same points give the same order.
 */
export function walkFrom(here: Point, points: readonly Point[]): number[] {
	const size = points.length + 1;
	const apart = metresApart([here, ...points]);
	const order = nearestFirst(apart, size);
	for (let round = 0; round < ROUNDS; round += 1) {
		const turned = turnStretches(order, apart);
		const moved = moveSegments(order, apart);
		if (!turned && !moved) {
			break;
		}
	}
	return order.slice(1).map((at) => at - 1);
}

/** Metres on a flat map from each to each, row by row; what lies across the antimeridian is near. */
function metresApart(points: readonly Point[]): Float64Array {
	const size = points.length;
	const { lon: lon0, lat: lat0 } = points[0] as Point;
	const shrink = Math.cos((lat0 * Math.PI) / 180);
	const east = points.map(({ lon }) => (lon - lon0 - 360 * Math.round((lon - lon0) / 360)) * shrink);
	const apart = new Float64Array(size * size);
	for (let a = 0; a < size; a += 1) {
		for (let b = 0; b < a; b += 1) {
			const x = (east[a] as number) - (east[b] as number);
			const y = (points[a] as Point).lat - (points[b] as Point).lat;
			const metres = Math.sqrt(x * x + y * y) * METRES_PER_DEGREE;
			apart[a * size + b] = metres;
			apart[b * size + a] = metres;
		}
	}
	return apart;
}

function nearestFirst(apart: Float64Array, size: number): number[] {
	const left = Array.from({ length: size - 1 }, (_, at) => at + 1);
	const order = [0];
	let at = 0;
	while (left.length > 0) {
		let best = 0;
		for (let one = 1; one < left.length; one += 1) {
			if (way(apart, size, at, left[one] as number) < way(apart, size, at, left[best] as number)) {
				best = one;
			}
		}
		[at] = left.splice(best, 1) as [number];
		order.push(at);
	}
	return order;
}

function way(apart: Float64Array, size: number, a: number, b: number): number {
	return apart[a * size + b] as number;
}

/** Metres between two places of the order; past its end nothing is far. */
function step(order: readonly number[], apart: Float64Array, i: number, j: number): number {
	return j >= order.length ? 0 : way(apart, order.length, order[i] as number, order[j] as number);
}

/** Turns stretches round where that shortens the walk; whether any was. The first place stays. */
function turnStretches(order: number[], apart: Float64Array): boolean {
	let better = false;
	for (let i = 1; i < order.length - 1; i += 1) {
		for (let j = i + 1; j < order.length; j += 1) {
			const before = step(order, apart, i - 1, i) + step(order, apart, j, j + 1);
			const after = step(order, apart, i - 1, j) + step(order, apart, i, j + 1);
			if (before - after > LEAST_GAIN) {
				turn(order, i, j);
				better = true;
			}
		}
	}
	return better;
}

function turn(order: number[], from: number, to: number): void {
	for (let i = from, j = to; i < j; i += 1, j -= 1) {
		[order[i], order[j]] = [order[j] as number, order[i] as number];
	}
}

/** Moves segments of one to three places to where they lengthen the walk least; whether any was. */
function moveSegments(order: number[], apart: Float64Array): boolean {
	let better = false;
	for (let length = 1; length <= LONGEST_SEGMENT; length += 1) {
		for (let from = 1; from + length <= order.length; from += 1) {
			better = moveSegment(order, apart, from, from + length - 1) || better;
		}
	}
	return better;
}

function moveSegment(order: number[], apart: Float64Array, from: number, to: number): boolean {
	const closed = to + 1 < order.length ? step(order, apart, from - 1, to + 1) : 0;
	const freed = step(order, apart, from - 1, from) + step(order, apart, to, to + 1) - closed;
	let most = LEAST_GAIN;
	let best = -1;
	let reversed = false;
	for (let after = 0; after < order.length; after += 1) {
		if (after >= from - 1 && after <= to) {
			continue;
		}
		const between = step(order, apart, after, after + 1);
		const next = after + 1 < order.length;
		const onwards =
			step(order, apart, after, from) + (next ? step(order, apart, to, after + 1) : 0) - between;
		const backwards =
			step(order, apart, after, to) + (next ? step(order, apart, from, after + 1) : 0) - between;
		if (freed - Math.min(onwards, backwards) > most) {
			most = freed - Math.min(onwards, backwards);
			best = after;
			reversed = backwards < onwards;
		}
	}
	if (best < 0) {
		return false;
	}
	const segment = order.splice(from, to - from + 1);
	order.splice(
		best < from ? best + 1 : best + 1 - segment.length,
		0,
		...(reversed ? segment.reverse() : segment),
	);
	return true;
}
