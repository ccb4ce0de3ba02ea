import type { Feature } from "geojson";
import type { DraftTurf } from "../../device/plans";
import { collection, LABEL_FONT_BOLD, type MapColours, type MapLibre, pointFeature, setData } from "./base";
import { fillName, hueOf, lookOfColour } from "./marks";
import type { Spot } from "./plan_doors";
import { labelPoint } from "./shapes";
import { addDivide, addPicked, addWalk, paintWalk } from "./walk_layers";

export const DRAFT_LAYER = "draft-fills";
/** The same name as on the map of live turfs: what is drawn lies below it. */
export const SPOT_LAYER = "door-dots";
/** From here on there is a dot for each door. */
const DOORS_FROM = 9;
/** Of more than so many, from afar only every third or so is drawn: none is told from another, and panning stays smooth. */
const MANY = 20_000;
const RANKS = 10;

/** How each draft turf is coloured. */
export type Colours = ReadonlyMap<number, number>;

export function setDrafts(
	map: MapLibre,
	turfs: readonly DraftTurf[],
	colours: Colours,
	selected: readonly number[],
): void {
	const feature = (turf: DraftTurf): Feature => {
		const look = lookOfColour(colours.get(turf.n) ?? 0);
		const properties = {
			n: turf.n,
			fill: fillName(look),
			hue: hueOf(look),
			selected: selected.includes(turf.n),
			published: turf.published !== null,
		};
		return { type: "Feature", geometry: turf.polygon, properties };
	};
	setData(map, "drafts", collection(turfs.map(feature)));
}

/** Where a name stands inside its turf takes some finding: only once for each state of the turfs. */
export function setNames(map: MapLibre, turfs: readonly DraftTurf[]): void {
	setData(map, "draft-names", collection(turfs.map(nameOf)));
}

function nameOf({ name, doors, polygon }: DraftTurf): Feature {
	return pointFeature(labelPoint(polygon), { name: `${name}\n${doors}` });
}

/** All doors as dots, each in its turf's colour; the feature's id is the spot's place in the list. */
export function setSpots(map: MapLibre, spots: readonly Spot[], colours: Colours): void {
	setData(
		map,
		"spots",
		collection(
			spots.map(({ lon, lat, turf }, spot) =>
				pointFeature([lon, lat], {
					spot,
					hue: turf === 0 ? "" : hueOf(lookOfColour(colours.get(turf) ?? 0)),
					rank: spots.length > MANY ? (spot * 7) % RANKS : 0,
				}),
			),
		),
	);
}

/** Adds the layers once, their sources being there; afterwards gives them the colours of the day or the night. */
export function paintPlan(map: MapLibre, colours: MapColours): void {
	if (!map.getLayer(DRAFT_LAYER)) addLayers(map);
	map.setPaintProperty("draft-lines", "line-color", [
		"case",
		["get", "selected"],
		colours.ink,
		["get", "hue"],
	]);
	map.setPaintProperty("published-veil", "fill-color", colours.paper);
	map.setPaintProperty(SPOT_LAYER, "circle-color", [
		"case",
		["==", ["get", "hue"], ""],
		colours.paper,
		["get", "hue"],
	]);
	map.setPaintProperty(SPOT_LAYER, "circle-stroke-color", [
		"case",
		["==", ["get", "hue"], ""],
		colours.attention,
		colours.ink,
	]);
	paintWalk(map, colours);
	map.setPaintProperty("draft-names", "text-color", colours.ink);
	map.setPaintProperty("draft-names", "text-halo-color", colours.paper);
}

function addLayers(map: MapLibre): void {
	map.addLayer({
		id: DRAFT_LAYER,
		type: "fill",
		source: "drafts",
		paint: { "fill-pattern": ["image", ["get", "fill"]] },
	});
	map.addLayer({
		id: "published-veil",
		type: "fill",
		source: "drafts",
		filter: ["get", "published"],
		paint: { "fill-opacity": 0.6 },
	});
	map.addLayer({
		id: "draft-lines",
		type: "line",
		source: "drafts",
		layout: { "line-join": "round", "line-sort-key": ["case", ["get", "selected"], 1, 0] },
		paint: { "line-width": ["case", ["get", "selected"], 5, 2] },
	});
	addWalk(map);
	map.addLayer({
		id: SPOT_LAYER,
		type: "circle",
		source: "spots",
		minzoom: DOORS_FROM,
		filter: ["<=", ["get", "rank"], ["step", ["zoom"], 0, 11, 1, 12, 3, 13, RANKS]],
		paint: {
			"circle-radius": ["interpolate", ["exponential", 1.6], ["zoom"], 9, 1, 13, 2, 17, 7],
			"circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 12, 0, 14, 1, 17, 1.5],
		},
	});
	addPicked(map);
	addDivide(map);
	map.addLayer({
		id: "draft-names",
		type: "symbol",
		source: "draft-names",
		layout: {
			"text-field": ["get", "name"],
			"text-font": LABEL_FONT_BOLD,
			"text-size": 14,
			"text-max-width": 8,
			"text-padding": 4,
		},
		paint: { "text-halo-width": 2 },
	});
}
