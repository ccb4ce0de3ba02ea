import {
	type GeoJSONStoreFeatures,
	TerraDraw,
	TerraDrawModeUndoRedo,
	TerraDrawPolygonMode,
	TerraDrawSelectMode,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import type { Position, Rings, Shape } from "../../device/cutting";
import type { MapColours, MapLibre } from "./base";
import { crossesItself, partsOf, shapeOf } from "./shapes";

/** A drawing as it stands. */
export interface Sketch {
	/** All parts, also one that is still being placed once it has three corners; null before. */
	shape: Shape | null;
	/** `placing`: taps set corners. `shaping`: corners are dragged. */
	phase: "placing" | "shaping";
	/** Corners of the part being placed. */
	corners: number;
	/** Some sides cross, so that it cannot be saved as it is. */
	crossing: boolean;
	canUndo: boolean;
}

export const EMPTY_SKETCH: Sketch = {
	shape: null,
	phase: "placing",
	corners: 0,
	crossing: false,
	canUndo: false,
};

const PRECISION = 9;
const TOUCH_DISTANCE = 28;
const MOUSE_DISTANCE = 16;

/** Drawing a turf's shape with taps or clicks: corners are set one by one, then dragged. */
export class Drawing {
	private readonly draw: TerraDraw;
	private readonly past: Rings[][] = [];
	private settled: Rings[] = [];

	constructor(
		map: MapLibre,
		colours: MapColours,
		private readonly onChange: (sketch: Sketch) => void,
	) {
		this.draw = new TerraDraw({
			adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: PRECISION }),
			modes: [polygonMode(colours), selectMode(colours)],
			undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
		});
		this.draw.start();
		this.draw.on("change", () => this.tell());
		this.draw.on("finish", (_id, { action }) => (action === "draw" ? this.finish() : this.settle()));
	}

	/** Begins: with a shape to change, or with nothing and the first corner to set. */
	begin(shape: Shape | null): void {
		if (shape) this.put(partsOf(shape));
		else this.draw.setMode("polygon");
		this.tell();
	}

	/** Sets corners of one more part, apart from those there are. */
	addPart(): void {
		this.draw.setMode("polygon");
		this.tell();
	}

	/** Closes the part being placed. */
	finish(): void {
		const parts = this.parts();
		if (parts.length === 0) return;
		this.remember();
		this.put(parts);
		this.tell();
	}

	/** Takes back the last corner, or the last change of the shape. */
	undo(): void {
		if (this.placing()) {
			if (this.draw.canUndo()) this.draw.undo();
			else if (this.settled.length) this.put(this.settled);
		} else {
			const before = this.past.pop();
			if (before) this.put(before);
		}
		this.tell();
	}

	/** Takes everything away; `undo` brings back what was settled. */
	clear(): void {
		this.remember();
		this.put([]);
		this.tell();
	}

	/** Ends drawing and takes its layers off the map. */
	stop(): void {
		this.draw.stop();
	}

	private placing(): boolean {
		return this.draw.getMode() === "polygon";
	}

	private remember(): void {
		this.past.push(this.settled);
	}

	private settle(): void {
		this.remember();
		this.settled = this.parts();
		this.tell();
	}

	private put(parts: Rings[]): void {
		this.settled = parts;
		this.draw.setMode("select");
		this.draw.clear();
		this.draw.addFeatures(parts.map(featureOf));
		const last = this.draw.getSnapshot().findLast(isPart);
		if (last?.id !== undefined) this.draw.selectFeature(last.id);
		else this.draw.setMode("polygon");
	}

	/** The parts, with the one being placed as far as its corners are set. */
	private parts(): Rings[] {
		return this.draw
			.getSnapshot()
			.filter(isPart)
			.map(ringsOf)
			.filter(([ring]) => (ring?.length ?? 0) >= 4);
	}

	private tell(): void {
		const parts = this.parts();
		const open = this.draw.getSnapshot().find((feature) => feature.properties.currentlyDrawing);
		const placing = this.placing();
		this.onChange({
			shape: shapeOf(parts),
			phase: placing ? "placing" : "shaping",
			corners: placing ? cornersOf(open) : 0,
			crossing: parts.some(([ring]) => crossesItself(ring ?? [])),
			canUndo: placing ? this.draw.canUndo() || this.settled.length > 0 : this.past.length > 0,
		});
	}
}

function isPart({ geometry, properties }: GeoJSONStoreFeatures): boolean {
	return geometry.type === "Polygon" && properties.mode === "polygon";
}

/** A part's outer ring. One being placed has a corner under the pointer that nobody has set yet: it is shown, and counted with. */
function ringsOf({ geometry }: GeoJSONStoreFeatures): Rings {
	const ring = (geometry.coordinates as Rings)[0] ?? [];
	const corners = ring.filter(
		(corner, index) => index === 0 || !sameSpot(corner, ring[index - 1] as Position),
	);
	const [first] = corners;
	const last = corners.at(-1);
	if (!first || !last) return [[]];
	return [sameSpot(first, last) ? corners : [...corners, first]];
}

function sameSpot([ax, ay]: Position, [bx, by]: Position): boolean {
	return ax === bx && ay === by;
}

function cornersOf(open: GeoJSONStoreFeatures | undefined): number {
	const count = open?.properties.committedCoordinateCount;
	return typeof count === "number" ? count : 0;
}

/** Holes are not drawn: what other turfs cut out of the middle is cut out again when it is saved. */
function featureOf([ring]: Rings): GeoJSONStoreFeatures {
	const rounded = (ring ?? []).map(([lon, lat]): Position => [round(lon), round(lat)]);
	return {
		type: "Feature",
		geometry: { type: "Polygon", coordinates: [rounded] },
		properties: { mode: "polygon" },
	};
}

function round(degrees: number): number {
	return Number(degrees.toFixed(PRECISION));
}

function pointerDistance(): number {
	return matchMedia("(pointer: coarse)").matches ? TOUCH_DISTANCE : MOUSE_DISTANCE;
}

function polygonMode(colours: MapColours): TerraDrawPolygonMode {
	const accent = hex(colours.accent);
	const paper = hex(colours.paper);
	return new TerraDrawPolygonMode({
		pointerDistance: pointerDistance(),
		showCoordinatePoints: true,
		styles: {
			fillColor: accent,
			fillOpacity: 0.15,
			outlineColor: accent,
			outlineWidth: 3,
			closingPointColor: accent,
			closingPointWidth: 8,
			closingPointOutlineColor: paper,
			closingPointOutlineWidth: 2,
			coordinatePointColor: paper,
			coordinatePointWidth: 5,
			coordinatePointOutlineColor: accent,
			coordinatePointOutlineWidth: 2,
		},
	});
}

function selectMode(colours: MapColours): TerraDrawSelectMode {
	const accent = hex(colours.accent);
	const paper = hex(colours.paper);
	return new TerraDrawSelectMode({
		pointerDistance: pointerDistance(),
		allowManualDeselection: false,
		keyEvents: { deselect: null, delete: null, rotate: null, scale: null },
		flags: {
			polygon: {
				feature: { coordinates: { draggable: true, deletable: true, midpoints: { draggable: true } } },
			},
		},
		styles: {
			selectedPolygonColor: accent,
			selectedPolygonFillOpacity: 0.15,
			selectedPolygonOutlineColor: accent,
			selectedPolygonOutlineWidth: 3,
			selectionPointColor: paper,
			selectionPointWidth: 8,
			selectionPointOutlineColor: accent,
			selectionPointOutlineWidth: 3,
			midPointColor: accent,
			midPointWidth: 5,
			midPointOutlineColor: paper,
			midPointOutlineWidth: 2,
		},
	});
}

/** The drawing library takes colours as #rrggbb alone. */
function hex(colour: string): `#${string}` {
	const parts = colour.match(/\d+(\.\d+)?/g) ?? [];
	const digits = parts.slice(0, 3).map((part) => Math.round(Number(part)).toString(16).padStart(2, "0"));
	return `#${digits.join("")}`;
}
