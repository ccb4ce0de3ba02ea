import type { Feature } from "geojson";
import type { Position } from "../../device/cutting";
import type { DraftTurf } from "../../device/plans";
import { collection, LABEL_FONT_BOLD, type MapColours, type MapLibre, pointFeature, setData } from "./base";
import { fillName, hueOf, lookOfColour } from "./marks";
import type { Spot } from "./plan_doors";
import { labelPoint } from "./shapes";

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

/** The walk through the selected turf, and the doors that are picked. */
export function setWalk(map: MapLibre, walk: readonly Position[], picked: readonly Position[]): void {
	const line: Feature = {
		type: "Feature",
		geometry: { type: "LineString", coordinates: [...walk] },
		properties: {},
	};
	setData(map, "walk", collection(walk.length > 1 ? [line] : []));
	setData(map, "picked", collection(picked.map((at) => pointFeature(at, {}))));
}

/** The line that a turf is to be divided along, as far as it is drawn. */
export function setDivide(map: MapLibre, line: readonly Position[]): void {
	const drawn: Feature[] = line.map((at) => pointFeature(at, {}));
	if (line.length > 1) {
		drawn.push({
			type: "Feature",
			geometry: { type: "LineString", coordinates: [...line] },
			properties: {},
		});
	}
	setData(map, "divide", collection(drawn));
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
	map.setPaintProperty("walk", "line-color", colours.ink);
	map.setPaintProperty("picked", "circle-stroke-color", colours.attention);
	map.setPaintProperty("divide-line", "line-color", colours.accent);
	map.setPaintProperty("divide-corners", "circle-color", colours.paper);
	map.setPaintProperty("divide-corners", "circle-stroke-color", colours.accent);
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
	map.addLayer({
		id: "walk",
		type: "line",
		source: "walk",
		paint: { "line-width": 2, "line-dasharray": [2, 1.5] },
	});
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
	map.addLayer({
		id: "picked",
		type: "circle",
		source: "picked",
		paint: {
			"circle-radius": ["interpolate", ["exponential", 1.6], ["zoom"], 13, 3, 17, 11],
			"circle-opacity": 0,
			"circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 13, 1.5, 17, 4],
		},
	});
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

function addDivide(map: MapLibre): void {
	map.addLayer({
		id: "divide-line",
		type: "line",
		source: "divide",
		filter: ["==", ["geometry-type"], "LineString"],
		paint: { "line-width": 4 },
	});
	map.addLayer({
		id: "divide-corners",
		type: "circle",
		source: "divide",
		filter: ["==", ["geometry-type"], "Point"],
		paint: { "circle-radius": 6, "circle-stroke-width": 3 },
	});
}
