import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { previewTurf, type Shape, type TurfPreview } from "../device/cutting";
import { formatNumber } from "./i18n";
import type { DeskMap } from "./map/desk_map";
import { type DoorPoints, type Held, held, NOTHING } from "./map/door_points";
import { EMPTY_SKETCH, type Sketch } from "./map/drawing";
import { middleOf, partsOf } from "./map/shapes";

/** A drawing rests when it has not changed for so long: then the server is asked. */
const REST_MS = 350;

/** The drawing on the map for as long as this is shown. */
export function useSketch(map: DeskMap, start: Shape | null): Sketch {
	const [sketch, setSketch] = useState(EMPTY_SKETCH);
	useEffect(() => {
		if (start) map.showShape(start);
		map.startDrawing(start, setSketch);
		return () => map.stopDrawing();
	}, [map, start]);
	return sketch;
}

/** What the shape holds, counted at most once a frame; null while the doors are not known. */
export function useHeld({ shape }: Sketch, points: DoorPoints | null, own: Shape | null): Held | null {
	const [inside, setInside] = useState<Held | null>(null);
	useEffect(() => {
		const frame = requestAnimationFrame(() =>
			setInside(points && (shape ? held(points, shape, own) : NOTHING)),
		);
		return () => cancelAnimationFrame(frame);
	}, [shape, points, own]);
	return inside;
}

interface Previewed {
	/** Null while it is not known. */
	preview: TurfPreview | null;
	fault: unknown;
	again: () => void;
}

/** What the server says of a closed shape, asked when it rests. */
export function usePreview(campaign: string, { shape, phase, crossing }: Sketch, turf?: string): Previewed {
	const [answer, setAnswer] = useState<Omit<Previewed, "again">>({ preview: null, fault: null });
	const [tries, setTries] = useState(0);
	const key = JSON.stringify(shape);
	useEffect(() => {
		setAnswer({ preview: null, fault: null });
		if (!shape || phase !== "shaping" || crossing) return;
		let overtaken = false;
		const timer = setTimeout(async () => {
			const found = await previewTurf(campaign, shape, turf).then(
				(preview) => ({ preview, fault: null }),
				(fault: unknown) => ({ preview: null, fault }),
			);
			if (!overtaken) setAnswer(found);
		}, REST_MS);
		return () => {
			overtaken = true;
			clearTimeout(timer);
		};
	}, [campaign, key, phase, crossing, turf, tries]);
	return { ...answer, again: () => setTries(tries + 1) };
}

export function useCountOnMap(
	map: DeskMap,
	{ shape }: Sketch,
	inside: Held | null,
	preview: TurfPreview | null,
): void {
	const n = preview?.doors ?? inside?.free;
	useEffect(() => {
		const ring = shape && partsOf(shape)[0]?.[0];
		map.showSketch(
			preview?.overlapping.length ? preview.polygon : null,
			ring && n !== undefined ? { at: middleOf(ring), text: formatNumber(n) } : null,
		);
	}, [map, shape, n, preview]);
}

/** Ctrl+Z, and Ctrl+Shift+Z or Ctrl+Y, wherever the focus is, but in a field, which undoes its own typing. */
export function useUndoKeys(undo: () => void, redo: () => void = () => {}): void {
	const latest = useRef({ undo, redo });
	latest.current = { undo, redo };
	const press = useCallback((event: KeyboardEvent) => {
		const key = event.key.toLowerCase();
		if (!(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y")) return;
		const element = event.target as HTMLElement | null;
		if (element?.closest("input:not([type=checkbox], [type=radio]), textarea")) return;
		event.preventDefault();
		if (key === "y" || event.shiftKey) latest.current.redo();
		else latest.current.undo();
	}, []);
	useEffect(() => {
		addEventListener("keydown", press);
		return () => removeEventListener("keydown", press);
	}, [press]);
}
