import type { Position, Shape } from "../../device/cutting";
import { type Bounds, boundsOf, type MapColours, type MapLibre, onColours, openMap } from "./base";
import { layBasemap } from "./basemap";
import { Drawing, type Sketch } from "./drawing";
import { addFills } from "./marks";
import { partsOf } from "./shapes";
import { raiseCount, setSketch } from "./sketch_layers";
import { setDivide, setWalk } from "./walk_layers";

/** Keeps what is brought into sight clear of the buttons for zooming. */
const PADDING = { top: 48, right: 80, bottom: 48, left: 48 };

/** What the lead's maps have in common: shapes that are drawn on them, and what is brought into sight. What one is told before it is ready is shown then. */
export abstract class DeskMap {
	protected readonly map: MapLibre;
	protected colours: MapColours | null = null;
	protected drawing: Drawing | null = null;
	protected walk: readonly Position[] = [];
	protected picked: readonly Position[] = [];
	/** The line that is being drawn to divide a turf. */
	protected divide: { line: Position[]; tell: (line: readonly Position[]) => void } | null = null;
	private readonly forgetColours: () => void;
	private readonly forgetBasemap: () => void;
	private waiting: (() => void) | null = null;

	constructor(container: HTMLElement, label: string) {
		this.map = openMap(container, { label });
		this.forgetColours = onColours(this.map, (colours) => this.repaint(colours));
		this.forgetBasemap = layBasemap(this.map, null);
	}

	/** Adds sources and layers the first time; afterwards gives them the colours of the day or the night. */
	protected abstract paint(colours: MapColours, first: boolean): void;

	/** Brings all that the map is about into sight; at once where nothing was in sight before. */
	abstract showAll(atOnce?: boolean): void;

	/** What would be kept of the drawing, and the number of doors at its middle. */
	showSketch(kept: Shape | null, count: { at: Position; text: string } | null): void {
		if (this.colours) setSketch(this.map, kept, count);
	}

	showShape(shape: Shape, atOnce = false): void {
		this.fit(boundsOf(partsOf(shape).flatMap(([ring]) => ring ?? [])), atOnce);
	}

	/** Starts drawing; a shape that is given is changed. */
	startDrawing(shape: Shape | null, onChange: (sketch: Sketch) => void): void {
		this.stopDrawing();
		this.whenReady((colours) => {
			this.drawing = new Drawing(this.map, colours, onChange);
			this.drawing.begin(shape);
			raiseCount(this.map);
		});
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

	/** The way through the selected turf, and the doors that are picked in it. */
	showWalk(walk: readonly Position[], picked: readonly Position[]): void {
		Object.assign(this, { walk, picked });
		if (this.colours) setWalk(this.map, walk, picked);
	}

	/** Taps set the corners of a line from now on, until `stopDividing`. */
	startDividing(tell: (line: readonly Position[]) => void): void {
		this.divide = { line: [], tell };
		this.map.doubleClickZoom.disable();
		this.showDivide();
	}

	/** Takes back the line's last corner. */
	undoDividing(): void {
		this.divide?.line.pop();
		this.showDivide();
	}

	stopDividing(): void {
		this.divide = null;
		this.map.doubleClickZoom.enable();
		this.showDivide();
	}

	/** Parts of the screen that are taken down later may still talk to it; it draws nothing any more. */
	close(): void {
		this.stopDrawing();
		this.colours = null;
		this.forgetColours();
		this.forgetBasemap();
		this.map.remove();
	}

	protected fit(bounds: Bounds | null, atOnce = false): void {
		const still = atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
		if (bounds) this.map.fitBounds(bounds, { padding: PADDING, maxZoom: 17.5, duration: still ? 0 : 400 });
	}

	protected addCorner(at: Position): void {
		this.divide?.line.push(at);
		this.showDivide();
	}

	private showDivide(): void {
		const line = [...(this.divide?.line ?? [])];
		if (this.colours) setDivide(this.map, line);
		this.divide?.tell(line);
	}

	private whenReady(act: (colours: MapColours) => void): void {
		const now = () => this.colours && act(this.colours);
		if (this.colours) now();
		else this.waiting = now;
	}

	private repaint(colours: MapColours): void {
		const first = this.colours === null;
		this.colours = colours;
		addFills(this.map);
		this.paint(colours, first);
		this.waiting?.();
		this.waiting = null;
	}
}
