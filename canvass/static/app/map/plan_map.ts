import type { MapMouseEvent } from "maplibre-gl";
import type { DraftTurf } from "../../device/plans";
import { boundsOf, type Point as LonLat, type MapColours } from "./base";
import { DeskMap } from "./desk_map";
import type { Spot } from "./plan_doors";
import {
	type Colours,
	DRAFT_LAYER,
	paintPlan,
	SPOT_LAYER,
	setDrafts,
	setNames,
	setSpots,
} from "./plan_layers";
import { partsOf } from "./shapes";
import { paintSketch, setSketch } from "./sketch_layers";
import { setDivide, setWalk } from "./walk_layers";

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

	override showAll(atOnce = false): void {
		const corners = this.turfs.flatMap(({ polygon }) => partsOf(polygon).flatMap(([ring]) => ring ?? []));
		this.fit(boundsOf([...corners, ...this.spots.map(({ lon, lat }): LonLat => [lon, lat])]), atOnce);
	}

	/** Brings the doors that are in no turf into sight. */
	showLeftOver(): void {
		const left = this.spots.filter(({ turf }) => turf === 0);
		this.fit(boundsOf(left.map(({ lon, lat }): LonLat => [lon, lat])));
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

	/** A tap goes to the door under it, else to the turf; while something is drawn, taps are the drawing's. */
	private tapped({ point, lngLat }: MapMouseEvent, { onTurf, onSpot }: PlanMapTaps): void {
		if (this.drawing || !this.colours) return;
		if (this.divide) {
			this.addCorner([lngLat.lng, lngLat.lat]);
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
