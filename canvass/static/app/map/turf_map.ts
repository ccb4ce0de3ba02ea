import type { MapMouseEvent } from "maplibre-gl";
import type { CutTurf, Position } from "../../device/cutting";
import { boundsOf, type Point as LonLat, type MapColours } from "./base";
import { addCoverageFills } from "./coverage";
import { DeskMap } from "./desk_map";
import { type DoorPoints, doorPoints } from "./door_points";
import { addMarks } from "./marks";
import { PLACE_LAYER, paintPoints, setPoints } from "./point_layers";
import { paintSketch, setSketch } from "./sketch_layers";
import { ABOVE_TURFS, paintTurfs, setTurfs, TURF_LAYER, type TurfView } from "./turf_layers";
import {
	addDivide,
	addPicked,
	addStart,
	addWalk,
	paintStart,
	paintWalk,
	setDivide,
	setStart,
	setWalk,
} from "./walk_layers";

/** Pixels around a tap in which a place counts as tapped: a thumb is not a needle. */
const REACH = 10;

export interface TurfMapTaps {
	onTurf: (id: string) => void;
	/** `at` is about where it stands: of a park with many lots, the one that was meant. */
	onPlace: (id: string, at: Position) => void;
}

/** The lead's map: doors, turfs over them, the walk through the selected one, and what is being drawn. */
export class TurfMap extends DeskMap {
	private points: DoorPoints = doorPoints([]);
	private turfs: readonly CutTurf[] = [];
	private selected: string | null = null;
	private view: TurfView = "turfs";
	private start: { at: Position | null; word: string } = { at: null, word: "" };
	private placing: ((at: Position) => void) | null = null;

	constructor(container: HTMLElement, label: string, taps: TurfMapTaps) {
		super(container, label);
		this.map.on("click", (event) => this.tapped(event, taps));
	}

	showPoints(points: DoorPoints): void {
		this.points = points;
		if (this.colours) setPoints(this.map, points);
	}

	showTurfs(turfs: readonly CutTurf[], selected: string | null, view: TurfView): void {
		Object.assign(this, { turfs, selected, view });
		if (this.colours) setTurfs(this.map, turfs, selected, view);
	}

	/** Where the selected turf's walk begins. */
	showStart(at: Position | null, word: string): void {
		this.start = { at, word };
		if (this.colours) setStart(this.map, at, word);
	}

	/** The next taps say a point, until `stopPlacing`. */
	startPlacing(tell: (at: Position) => void): void {
		this.placing = tell;
		this.map.getCanvas().style.cursor = "crosshair";
	}

	stopPlacing(): void {
		this.placing = null;
		this.map.getCanvas().style.cursor = "";
	}

	/** Brings all doors into sight. */
	override showAll(atOnce = false): void {
		const doors = this.points.points.map(({ lon, lat }): LonLat => [lon, lat]);
		this.fit(boundsOf(doors), atOnce);
	}

	protected override paint(colours: MapColours, first: boolean): void {
		addMarks(this.map, colours);
		addCoverageFills(this.map, colours);
		if (first) {
			setPoints(this.map, this.points);
			setTurfs(this.map, this.turfs, this.selected, this.view);
			setWalk(this.map, this.walk, this.picked);
			setDivide(this.map, this.divide?.line ?? []);
			setStart(this.map, this.start.at, this.start.word);
			setSketch(this.map, null, null);
		}
		paintPoints(this.map, colours);
		paintTurfs(this.map, colours);
		if (first) this.addLayers();
		paintWalk(this.map, colours);
		paintStart(this.map, colours);
		paintSketch(this.map, colours);
	}

	private addLayers(): void {
		addWalk(this.map, ABOVE_TURFS);
		addPicked(this.map);
		addDivide(this.map);
		addStart(this.map);
	}

	/** A tap goes to the place under it, else to the turf; while something is drawn or placed, taps are for that. */
	private tapped({ point, lngLat }: MapMouseEvent, { onTurf, onPlace }: TurfMapTaps): void {
		if (this.drawing || !this.colours) return;
		const at: Position = [lngLat.lng, lngLat.lat];
		if (this.divide || this.placing) {
			this.placing?.(at);
			this.addCorner(at);
			return;
		}
		const box: [LonLat, LonLat] = [
			[point.x - REACH, point.y - REACH],
			[point.x + REACH, point.y + REACH],
		];
		const [place] = this.map.queryRenderedFeatures(box, { layers: [PLACE_LAYER] });
		const [turf] = this.map.queryRenderedFeatures(point, { layers: [TURF_LAYER] });
		if (place) onPlace(String(place.properties.place), at);
		else if (turf) onTurf(String(turf.properties.id));
	}
}
