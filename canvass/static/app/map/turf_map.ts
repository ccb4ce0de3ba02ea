import type { CutTurf, Position, Shape } from "../../device/cutting";
import {
	type Bounds,
	boundsOf,
	type Point as LonLat,
	type MapColours,
	type MapLibre,
	onColours,
	openMap,
} from "./base";
import { type DoorPoints, doorPoints } from "./door_points";
import { Drawing, type Sketch } from "./drawing";
import { addFills, addMarks } from "./marks";
import { PLACE_LAYER, paintPoints, setPoints } from "./point_layers";
import { partsOf } from "./shapes";
import { paintTurfs, raiseCount, setSketch, setTurfs, TURF_LAYER } from "./turf_layers";

/** Keeps what is brought into sight clear of the buttons for zooming. */
const PADDING = { top: 48, right: 80, bottom: 48, left: 48 };

export interface TurfMapTaps {
	onTurf: (id: string) => void;
	onPlace: (id: string) => void;
}

/** The lead's map: doors, turfs over them, and the one that is being drawn. What it is told before it is ready is shown then. */
export class TurfMap {
	private readonly map: MapLibre;
	private readonly forgetColours: () => void;
	private colours: MapColours | null = null;
	private points: DoorPoints = doorPoints([]);
	private turfs: readonly CutTurf[] = [];
	private selected: string | null = null;
	private drawing: Drawing | null = null;
	private waiting: (() => void) | null = null;

	constructor(container: HTMLElement, label: string, taps: TurfMapTaps) {
		this.map = openMap(container, { label });
		this.forgetColours = onColours(this.map, (colours) => this.paint(colours));
		this.listen(taps);
	}

	showPoints(points: DoorPoints): void {
		this.points = points;
		if (this.colours) setPoints(this.map, points);
	}

	showTurfs(turfs: readonly CutTurf[], selected: string | null): void {
		this.turfs = turfs;
		this.selected = selected;
		if (this.colours) setTurfs(this.map, turfs, selected);
	}

	/** What would be kept of the drawing, and the number of doors at its middle. */
	showSketch(kept: Shape | null, count: { at: Position; text: string } | null): void {
		if (this.colours) setSketch(this.map, kept, count);
	}

	/** Brings all doors into sight. */
	showAll(): void {
		this.fit(boundsOf(this.points.points.map(({ lon, lat }): LonLat => [lon, lat])));
	}

	showShape(shape: Shape): void {
		this.fit(boundsOf(partsOf(shape).flatMap(([ring]) => ring ?? [])));
	}

	/** Starts drawing; a shape that is given is changed. */
	startDrawing(shape: Shape | null, onChange: (sketch: Sketch) => void): void {
		this.stopDrawing();
		const start = () => {
			if (!this.colours) return;
			this.drawing = new Drawing(this.map, this.colours, onChange);
			this.drawing.begin(shape);
			raiseCount(this.map);
		};
		if (this.colours) start();
		else this.waiting = start;
	}

	/** The drawing that is under way. */
	get sketch(): Drawing | null {
		return this.drawing;
	}

	stopDrawing(): void {
		this.waiting = null;
		this.drawing?.stop();
		this.drawing = null;
		this.showSketch(null, null);
	}

	/** The container has another size. */
	resize(): void {
		this.map.resize();
	}

	close(): void {
		this.drawing?.stop();
		this.forgetColours();
		this.map.remove();
	}

	private paint(colours: MapColours): void {
		const first = this.colours === null;
		this.colours = colours;
		addMarks(this.map, colours);
		addFills(this.map);
		if (first) {
			setPoints(this.map, this.points);
			setTurfs(this.map, this.turfs, this.selected);
			setSketch(this.map, null, null);
		}
		paintPoints(this.map, colours);
		paintTurfs(this.map, colours);
		this.waiting?.();
		this.waiting = null;
	}

	/** A tap goes to the place under it, else to the turf; while drawing, taps are the drawing's. */
	private listen({ onTurf, onPlace }: TurfMapTaps): void {
		this.map.on("click", ({ point }) => {
			if (this.drawing || !this.colours) return;
			const reach = 10;
			const box: [LonLat, LonLat] = [
				[point.x - reach, point.y - reach],
				[point.x + reach, point.y + reach],
			];
			const [place] = this.map.queryRenderedFeatures(box, { layers: [PLACE_LAYER] });
			if (place) return onPlace(String(place.properties.place));
			const [turf] = this.map.queryRenderedFeatures(point, { layers: [TURF_LAYER] });
			if (turf) onTurf(String(turf.properties.id));
		});
	}

	private fit(bounds: Bounds | null): void {
		const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
		if (bounds) this.map.fitBounds(bounds, { padding: PADDING, maxZoom: 17.5, duration: still ? 0 : 400 });
	}
}
