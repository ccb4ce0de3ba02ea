import type { MapMouseEvent } from "maplibre-gl";
import type { Position } from "../../device/cutting";
import type { DraftTurf } from "../../device/plans";
import { boundsOf, type Point as LonLat, type MapColours } from "./base";
import { DeskMap } from "./desk_map";
import type { Spot } from "./plan_doors";
import {
	type Colours,
	DRAFT_LAYER,
	paintPlan,
	SPOT_LAYER,
	setDivide,
	setDrafts,
	setNames,
	setSpots,
	setWalk,
} from "./plan_layers";
import { partsOf } from "./shapes";
import { paintSketch, setSketch } from "./sketch_layers";

/** Pixels around a tap in which a door counts as tapped: a thumb is not a needle. */
const REACH = 12;

export interface PlanMapTaps {
	onTurf: (n: number) => void;
	onSpot: (spot: Spot) => void;
}

/** The map of a draft: its turfs, their doors, the walk through the selected one. */
export class PlanMap extends DeskMap {
	private turfs: readonly DraftTurf[] = [];
	private spots: readonly Spot[] = [];
	private hues: Colours = new Map();
	private selected: readonly number[] = [];
	private walk: readonly Position[] = [];
	private picked: readonly Position[] = [];
	private divide: { line: Position[]; tell: (line: readonly Position[]) => void } | null = null;

	constructor(container: HTMLElement, label: string, taps: PlanMapTaps) {
		super(container, label);
		this.map.on("click", (event) => this.tapped(event, taps));
	}

	showTurfs(turfs: readonly DraftTurf[], hues: Colours, selected: readonly number[]): void {
		const renamed = turfs !== this.turfs;
		Object.assign(this, { turfs, hues, selected });
		if (!this.colours) return;
		setDrafts(this.map, turfs, hues, selected);
		if (renamed) setNames(this.map, turfs);
	}

	showSpots(spots: readonly Spot[], hues: Colours): void {
		Object.assign(this, { spots, hues });
		if (this.colours) setSpots(this.map, spots, hues);
	}

	/** The way through the selected turf, and the doors that are picked in it. */
	showWalk(walk: readonly Position[], picked: readonly Position[]): void {
		Object.assign(this, { walk, picked });
		if (this.colours) setWalk(this.map, walk, picked);
	}

	override showAll(atOnce = false): void {
		const corners = this.turfs.flatMap(({ polygon }) => partsOf(polygon).flatMap(([ring]) => ring ?? []));
		this.fit(boundsOf([...corners, ...this.spots.map(({ lon, lat }): LonLat => [lon, lat])]), atOnce);
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

	protected override paint(colours: MapColours, first: boolean): void {
		if (first) {
			setDrafts(this.map, this.turfs, this.hues, this.selected);
			setNames(this.map, this.turfs);
			setSpots(this.map, this.spots, this.hues);
			setWalk(this.map, this.walk, this.picked);
			setDivide(this.map, this.divide?.line ?? []);
			setSketch(this.map, null, null);
		}
		paintPlan(this.map, colours);
		paintSketch(this.map, colours);
	}

	private showDivide(): void {
		const line = [...(this.divide?.line ?? [])];
		if (this.colours) setDivide(this.map, line);
		this.divide?.tell(line);
	}

	/** A tap goes to the door under it, else to the turf; while something is drawn, taps are the drawing's. */
	private tapped({ point, lngLat }: MapMouseEvent, { onTurf, onSpot }: PlanMapTaps): void {
		if (this.drawing || !this.colours) return;
		if (this.divide) {
			this.divide.line.push([lngLat.lng, lngLat.lat]);
			this.showDivide();
			return;
		}
		const box: [LonLat, LonLat] = [
			[point.x - REACH, point.y - REACH],
			[point.x + REACH, point.y + REACH],
		];
		const near = this.map.getZoom() > 14 ? this.map.queryRenderedFeatures(box, { layers: [SPOT_LAYER] }) : [];
		const spots = near.flatMap(({ properties }) => this.spots[Number(properties.spot)] ?? []);
		const away = ({ lon, lat }: Spot) => {
			const at = this.map.project([lon, lat]);
			return Math.hypot(at.x - point.x, at.y - point.y);
		};
		const [spot] = spots.sort((a, b) => away(a) - away(b));
		const [turf] = this.map.queryRenderedFeatures(point, { layers: [DRAFT_LAYER] });
		if (spot) onSpot(spot);
		else if (turf) onTurf(Number(turf.properties.n));
	}
}
