/** Places on a flat map in metres, and which lie near each other. */

/** A point in WGS84 degrees. */
export interface Point {
	lon: number;
	lat: number;
}

const NEIGHBOURS = 7;
/** Of latitude; of longitude at the equator. */
export const METRES_PER_DEGREE = 111_320;
export const NONE = -1;

/** Places in metres; `near` holds the numbers of the `width` nearest of each, the nearest first. */
export interface Ground {
	x: Float64Array;
	y: Float64Array;
	near: Int32Array;
	width: number;
}

/** The points round the first one; what lies across the antimeridian is near. */
export function flattened(points: readonly Point[]): Ground {
	const size = points.length;
	const { lon: lon0, lat: lat0 } = points[0] as Point;
	const east = METRES_PER_DEGREE * Math.cos((lat0 * Math.PI) / 180);
	const x = Float64Array.from(
		points,
		({ lon }) => (lon - lon0 - 360 * Math.round((lon - lon0) / 360)) * east,
	);
	const y = Float64Array.from(points, ({ lat }) => (lat - lat0) * METRES_PER_DEGREE);
	const width = Math.min(NEIGHBOURS, size - 1);
	const ground = { x, y, near: new Int32Array(size * width), width };
	const eastwards = Int32Array.from(x.keys()).sort((a, b) => (x[a] as number) - (x[b] as number) || a - b);
	for (let rank = 0; rank < size; rank += 1) {
		findNearest(rank, eastwards, ground);
	}
	return ground;
}

/** Looks west and east in turn, until what lies further on is too far off to be among the nearest. */
function findNearest(rank: number, eastwards: Int32Array, { x, y, near, width }: Ground): void {
	const a = eastwards[rank] as number;
	const first = a * width;
	const far = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
	for (const side of [-1, 1]) {
		for (let at = rank + side; at >= 0 && at < eastwards.length; at += side) {
			const b = eastwards[at] as number;
			const dx = (x[b] as number) - (x[a] as number);
			const most = far[width - 1] as number;
			if (dx * dx > most) {
				break;
			}
			const dy = (y[b] as number) - (y[a] as number);
			const square = dx * dx + dy * dy;
			let k = width - 1;
			if (square >= most) {
				continue;
			}
			for (; k > 0 && (far[k - 1] as number) > square; k -= 1) {
				far[k] = far[k - 1] as number;
				near[first + k] = near[first + k - 1] as number;
			}
			far[k] = square;
			near[first + k] = b;
		}
	}
}

/** Metres from place to place; from or to none nothing is far. */
export function metres({ x, y }: Ground, a: number, b: number): number {
	if (a === NONE || b === NONE) {
		return 0;
	}
	const dx = (x[a] as number) - (x[b] as number);
	const dy = (y[a] as number) - (y[b] as number);
	return Math.sqrt(dx * dx + dy * dy);
}
