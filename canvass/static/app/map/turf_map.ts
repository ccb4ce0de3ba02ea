import type { CutTurf } from "../../device/cutting";
import { boundsOf, type Point as LonLat, type MapColours } from "./base";
import { DeskMap } from "./desk_map";
import { type DoorPoints, doorPoints } from "./door_points";
import { addMarks } from "./marks";
import { PLACE_LAYER, paintPoints, setPoints } from "./point_layers";
import { paintSketch, setSketch } from "./sketch_layers";
import { paintTurfs, setTurfs, TURF_LAYER } from "./turf_layers";

export interface TurfMapTaps {
	onTurf: (id: string) => void;
	onPlace: (id: string) => void;
}

/** The lead's map: doors, turfs over them, and the one that is being drawn. */
export class TurfMap extends DeskMap {
	private points: DoorPoints = doorPoints([]);
	private turfs: readonly CutTurf[] = [];
	private selected: string | null = null;

	constructor(container: HTMLElement, label: string, taps: TurfMapTaps) {
		super(container, label);
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

	/** Brings all doors into sight. */
	override showAll(atOnce = false): void {
		const doors = this.points.points.map(({ lon, lat }): LonLat => [lon, lat]);
		this.fit(boundsOf(doors), atOnce);
	}

	protected override paint(colours: MapColours, first: boolean): void {
		addMarks(this.map, colours);
		if (first) {
			setPoints(this.map, this.points);
			setTurfs(this.map, this.turfs, this.selected);
			setSketch(this.map, null, null);
		}
		paintPoints(this.map, colours);
		paintTurfs(this.map, colours);
		paintSketch(this.map, colours);
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
}
