/** Pictures for the map, drawn on a canvas: marks for places told apart by shape, and fills for turfs told apart by pattern and hue. */

import type { PlaceKind } from "../../device/types";
import type { MapLibre } from "./base";

/** Pixels of the picture for each of the screen, so that it is sharp on a phone. */
const RATIO = 2;
const MARK = 22;
export const TILE = 16;

/** What marks are drawn in. */
export const MARK_TOKENS = {
	paper: "--paper",
	raised: "--paper-raised",
	ink: "--ink",
	soft: "--ink-soft",
} as const;
type MarkColours = Record<keyof typeof MARK_TOKENS, string>;

export type DoorState = "free" | "taken" | "avoid";

export function markName(kind: PlaceKind, state: DoorState): string {
	return `mark-${kind}-${state}`;
}

/** Outlines in a square of 22: a house, a building with its roof flat, a trailer, a tree, a diamond. */
const OUTLINES: Record<PlaceKind, string> = {
	house: "M11 3 L19 10 V19 H3 V10 Z",
	apartment_building: "M4 3 H18 V19 H4 Z",
	mobile_home_park: "M2 7 H20 V16 H2 Z M5 16 V19 M17 16 V19",
	public_space: "M11 3 A6 6 0 1 1 10.9 3 Z M11 15 V20",
	other: "M11 3 L19 11 L11 19 L3 11 Z",
};
const WINDOWS = "M8 7 H9 M13 7 H14 M8 11 H9 M13 11 H14 M8 15 H9 M13 15 H14";
/** A bar across: nobody knocks there. */
const BAR = "M3 19 L19 3";

const KINDS = Object.keys(OUTLINES) as PlaceKind[];
const STATES: readonly DoorState[] = ["free", "taken", "avoid"];

/** Draws all marks in the colours of the day or the night and hands them to the map. */
export function addMarks(map: MapLibre, colours: MarkColours): void {
	for (const kind of KINDS) {
		for (const state of STATES) putImage(map, markName(kind, state), drawMark(kind, state, colours));
	}
}

/** A mark as a picture for the legend, drawn as on the map. */
export function markUrl(kind: PlaceKind, state: DoorState, colours: MarkColours): string {
	return drawMark(kind, state, colours).canvas.toDataURL();
}

function drawMark(kind: PlaceKind, state: DoorState, colours: MarkColours): CanvasRenderingContext2D {
	const pen = penOf(MARK);
	const shape = new Path2D(OUTLINES[kind]);
	pen.lineJoin = "round";
	pen.lineWidth = 4;
	pen.strokeStyle = colours.paper;
	pen.stroke(shape);
	pen.fillStyle = state === "free" ? colours.ink : colours.raised;
	pen.fill(shape);
	pen.lineWidth = 1.75;
	pen.strokeStyle = state === "taken" ? colours.soft : colours.ink;
	pen.stroke(shape);
	if (kind === "apartment_building") {
		pen.strokeStyle = state === "free" ? colours.paper : colours.soft;
		pen.stroke(new Path2D(WINDOWS));
	}
	if (state === "avoid") drawBar(pen, colours);
	return pen;
}

function drawBar(pen: CanvasRenderingContext2D, colours: MarkColours): void {
	pen.lineWidth = 5;
	pen.strokeStyle = colours.paper;
	pen.stroke(new Path2D(BAR));
	pen.lineWidth = 2.5;
	pen.strokeStyle = colours.ink;
	pen.stroke(new Path2D(BAR));
}

/** Okabe and Ito's colours, which colour-blind people tell apart too. */
const HUES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9"] as const;
/** Lines in a tile of 16 that join at its edges. */
const PATTERNS = [
	"M-4 20 L20 -4 M-4 4 L4 -4 M12 20 L20 12",
	"M4 4 h.01 M12 12 h.01",
	"M0 4 H16 M0 12 H16",
	"M-4 -4 L20 20 M12 -4 L20 4 M-4 12 L4 20",
	"M4 1 V7 M1 4 H7 M12 9 V15 M9 12 H15",
] as const;
const DOTS = 1;

export interface TurfLook {
	hue: number;
	pattern: number;
}

/** A turf's look, always the same, from its id alone. */
export function lookOf(id: string): TurfLook {
	const seed = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
	return { hue: seed % HUES.length, pattern: Math.floor(seed / HUES.length) % PATTERNS.length };
}

/** Six looks that differ in hue and in pattern, for turfs that are coloured so that neighbours differ. */
const SIX: readonly TurfLook[] = [
	{ hue: 0, pattern: 0 },
	{ hue: 1, pattern: 1 },
	{ hue: 2, pattern: 2 },
	{ hue: 3, pattern: 4 },
	{ hue: 4, pattern: 3 },
	{ hue: 5, pattern: 1 },
];

export function lookOfColour(colour: number): TurfLook {
	return SIX[colour % SIX.length] ?? { hue: 0, pattern: 0 };
}

export function hueOf({ hue }: TurfLook): string {
	return HUES[hue] ?? HUES[0];
}

export function fillName({ hue, pattern }: TurfLook): string {
	return `turf-${hue}-${pattern}`;
}

export function addFills(map: MapLibre): void {
	for (const [hue, colour] of HUES.entries()) {
		for (const pattern of PATTERNS.keys())
			putImage(map, fillName({ hue, pattern }), drawFill(colour, pattern));
	}
}

/** A turf's fill as a picture, for its row in a list. */
export function fillUrl(look: TurfLook): string {
	return drawFill(hueOf(look), look.pattern).canvas.toDataURL();
}

function drawFill(colour: string, pattern: number): CanvasRenderingContext2D {
	const pen = penOf(TILE);
	pen.fillStyle = `${colour}22`;
	pen.fillRect(0, 0, TILE, TILE);
	pen.strokeStyle = `${colour}99`;
	pen.lineCap = "round";
	pen.lineWidth = pattern === DOTS ? 4 : 1.5;
	pen.stroke(new Path2D(PATTERNS[pattern]));
	return pen;
}

/** A canvas to draw a picture of so many pixels on. */
export function penOf(size: number): CanvasRenderingContext2D {
	const canvas = document.createElement("canvas");
	canvas.width = size * RATIO;
	canvas.height = size * RATIO;
	const pen = canvas.getContext("2d");
	if (!pen) throw new Error("no canvas");
	pen.scale(RATIO, RATIO);
	return pen;
}

/** Hands a picture to the map, in place of the one before. */
export function putImage(map: MapLibre, name: string, { canvas }: CanvasRenderingContext2D): void {
	const pen = canvas.getContext("2d");
	const picture = pen?.getImageData(0, 0, canvas.width, canvas.height);
	if (!picture) return;
	if (map.hasImage(name)) map.updateImage(name, picture);
	else map.addImage(name, picture, { pixelRatio: RATIO });
}
