/** Where a turf's stops are drawn on a sheet of paper: a plane in millimetres, north up. Pure. */

import type { Position } from "../../device/cutting";
import { METRES_PER_DEGREE } from "../../device/ground";
import { middleOf } from "./shapes";

export interface Stop {
	at: Position;
	label: string;
	street: string;
}

export interface Drawn {
	x: number;
	y: number;
	label: string;
	/** False where another number stands too near: a heap of digits tells nobody anything. */
	labelled: boolean;
}

export interface SheetPlane {
	width: number;
	height: number;
	/** The stops, in the order that was given. */
	stops: Drawn[];
	/** Each street's name, once, above one of its stops: where fewest others stand, and near the middle. */
	streets: { name: string; x: number; y: number }[];
	rings: string[];
	/** Where the walk begins, if somebody has said so. */
	start: Position | null;
	/** A length that is a round number of metres, for the scale. */
	scale: { metres: number; millimetres: number };
}

const WIDTH = 180;
const HIGHEST = 84;
const LOWEST = 50;
const MARGIN = 6;
/** Neighbours are not drawn farther apart than this makes them, in metres from the middle to the edge. */
const NEAREST = 30;
/** Two numbers need so much room between them. */
const APART_X = 5.2;
const APART_Y = 3.4;

/** As large as the stops allow: where a turf reaches far beyond its doors, its outline is cut off at the edge. */
export function sheetPlane(
	stops: readonly Stop[],
	rings: readonly (readonly Position[])[],
	start: Position | null = null,
): SheetPlane {
	const walked = [...stops.map(({ at }) => at), ...(start ? [start] : [])];
	const all = walked.length > 0 ? walked : rings.flat();
	const [lon, lat] = all.length ? middleOf(all) : [0, 0];
	const across = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
	const metres = all.map(([x, y]): Position => [(x - lon) * across, (lat - y) * METRES_PER_DEGREE]);
	const half = (axis: 0 | 1) => Math.max(NEAREST, ...metres.map((point) => Math.abs(point[axis])));
	const [halfX, halfY] = [half(0), half(1)];
	const perMetre = Math.min((WIDTH / 2 - MARGIN) / halfX, (HIGHEST / 2 - MARGIN) / halfY);
	const height = Math.max(LOWEST, 2 * (halfY * perMetre + MARGIN));
	const place = ([x, y]: Position): Position => [
		WIDTH / 2 + (x - lon) * across * perMetre,
		height / 2 + (lat - y) * METRES_PER_DEGREE * perMetre,
	];
	return {
		width: WIDTH,
		height,
		stops: labelled(stops.map(({ at, label }) => ({ at: place(at), label }))),
		streets: streetNames(stops.map((stop) => ({ ...stop, at: place(stop.at) }))),
		rings: rings.map((ring) => `M${ring.map((corner) => place(corner).map(short).join(" ")).join("L")}Z`),
		start: start && place(start),
		scale: scaleOf(perMetre),
	};
}

/** Each number is written if there is room beside those before it; the first and the last always are. */
function labelled(stops: readonly { at: Position; label: string }[]): Drawn[] {
	const written: Position[] = [];
	const roomFor = ([x, y]: Position) =>
		written.every(([ox, oy]) => Math.abs(ox - x) > APART_X || Math.abs(oy - y) > APART_Y);
	const drawn: Drawn[] = stops.map(({ at: [x, y], label }) => ({ x, y, label, labelled: false }));
	const ends = [drawn[0], drawn.at(-1)].flatMap((stop) => stop ?? []);
	for (const stop of [...ends, ...drawn]) {
		if (stop.labelled || !roomFor([stop.x, stop.y])) continue;
		stop.labelled = true;
		written.push([stop.x, stop.y]);
	}
	return drawn;
}

/** So much room a street's name needs, for each of its letters and downwards; so far it stands above its stop. */
const LETTER = 1.5;
const LINE = 4;
const ABOVE = 3.4;

function streetNames(stops: readonly Stop[]): SheetPlane["streets"] {
	const written: SheetPlane["streets"] = [];
	for (const name of new Set(stops.map(({ street }) => street))) {
		const mine = stops.filter(({ street }) => street === name);
		const half = (name.length * LETTER) / 2;
		const spots = mine.map(({ at: [x, y] }) => ({
			x: Math.max(half, Math.min(WIDTH - half, x)),
			y: y - ABOVE,
		}));
		const middle = Math.floor(spots.length / 2);
		const [best] = [...spots.slice(middle), ...spots.slice(0, middle).reverse()].sort(
			(a, b) => covered(a, half, stops) - covered(b, half, stops),
		);
		if (!name || !best) continue;
		const { x, y } = best;
		const free = written.every(
			(other) =>
				Math.abs(other.y - y) > LINE || Math.abs(other.x - x) > half + (other.name.length * LETTER) / 2,
		);
		if (free) written.push({ name, x, y });
	}
	return written;
}

/** How many stops stand on a name that is written here. */
function covered({ x, y }: { x: number; y: number }, half: number, stops: readonly Stop[]): number {
	return stops.filter(({ at }) => Math.abs(at[0] - x) < half + 2 && Math.abs(at[1] - y + 1) < ABOVE - 0.5)
		.length;
}

/** 1, 2 or 5 times a power of ten, about a fifth of the width. */
function scaleOf(perMetre: number): SheetPlane["scale"] {
	const wanted = WIDTH / 5 / perMetre;
	const power = 10 ** Math.floor(Math.log10(wanted));
	const metres = ([5, 2, 1].find((step) => step * power <= wanted) ?? 1) * power;
	return { metres, millimetres: metres * perMetre };
}

function short(n: number): number {
	return Math.round(n * 100) / 100;
}
