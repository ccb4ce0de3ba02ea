/** How much of a turf has been walked, as a fill that is read without its colour: the fuller, the denser. */

import type { MapColours, MapLibre } from "./base";
import { penOf, putImage, TILE } from "./marks";

/** Nothing, up to a quarter, a half, three quarters, almost all, all. */
export const STEPS = [0, 1, 2, 3, 4, 5] as const;
export type Step = (typeof STEPS)[number];

interface Walked {
	doors: number;
	visited: number;
}

/** From 0 to 1; of no doors, all are walked. */
export function coverageOf({ doors, visited }: Walked): number {
	return doors > 0 ? Math.min(1, visited / doors) : 1;
}

/** A single door counts: only nothing is nothing, and only all is all. */
export function stepOf(walked: Walked): Step {
	const share = coverageOf(walked);
	if (share >= 1) return 5;
	return Math.min(4, Math.ceil(share * 4)) as Step;
}

export function coverageFill(step: Step): string {
	return `coverage-${step}`;
}

/** Draws the fills in the colours of the day or the night. */
export function addCoverageFills(map: MapLibre, colours: Pick<MapColours, "accent">): void {
	for (const step of STEPS) putImage(map, coverageFill(step), drawCoverage(step, colours.accent));
}

/** A fill as a picture, for the legend and for rows of a list. */
export function coverageUrl(step: Step, accent: string): string {
	return drawCoverage(step, accent).canvas.toDataURL();
}

const RISING = "M-4 20 L20 -4 M-4 4 L4 -4 M12 20 L20 12";
const FALLING = "M-4 -4 L20 20 M12 -4 L20 4 M-4 12 L4 20";
const BETWEEN = "M-4 12 L12 -4 M4 20 L20 4";
/** Each has the strokes of the one before it and more; the last is full. */
const STROKES: Record<Step, { path: string; width: number }> = {
	0: { path: "", width: 0 },
	1: { path: "M8 8 h.01", width: 3 },
	2: { path: RISING, width: 1.25 },
	3: { path: `${RISING} ${BETWEEN}`, width: 1.75 },
	4: { path: `${RISING} ${BETWEEN} ${FALLING}`, width: 2.25 },
	5: { path: "M-1 8 H17", width: 17 },
};

function drawCoverage(step: Step, colour: string): CanvasRenderingContext2D {
	const pen = penOf(TILE);
	const { path, width } = STROKES[step];
	pen.strokeStyle = colour;
	pen.globalAlpha = step === 5 ? 0.5 : 0.75;
	pen.lineCap = step === 1 ? "round" : "butt";
	pen.lineWidth = width;
	if (width > 0) pen.stroke(new Path2D(path));
	return pen;
}
