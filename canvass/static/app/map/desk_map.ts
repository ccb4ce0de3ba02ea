import type { Position, Shape } from "../../device/cutting";
import { type Bounds, boundsOf, type MapColours, type MapLibre, onColours, openMap } from "./base";
import { layBasemap } from "./basemap";
import { Drawing, type Sketch } from "./drawing";
import { addFills } from "./marks";
import { partsOf } from "./shapes";
import { raiseCount, setSketch } from "./sketch_layers";

/** Keeps what is brought into sight clear of the buttons for zooming. */
const PADDING = { top: 48, right: 80, bottom: 48, left: 48 };

/** What the lead's maps have in common: shapes that are drawn on them, and what is brought into sight. What one is told before it is ready is shown then. */
export abstract class DeskMap {
	protected readonly map: MapLibre;
	protected colours: MapColours | null = null;
	protected drawing: Drawing | null = null;
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
