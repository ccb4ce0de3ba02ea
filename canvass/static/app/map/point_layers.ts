import type { FeatureCollection, Point as PointGeometry } from "geojson";
import type { Point } from "../../device/places";
import { LABEL_FONT, LABEL_FONT_BOLD, type MapColours, type MapLibre, setData } from "./base";
import { hasBasemap, NAMES_OF_ADDRESSES } from "./basemap";
import { type DoorPoints, streetLabels } from "./door_points";
import { type DoorState, markName } from "./marks";

/** From here on places are shown by their shapes; before, doors are dots. */
const SHAPES_FROM = 15.5;
const STREETS_FROM = 13;
export const PLACE_LAYER = "place-marks";

/** The doors of the region: dots from afar, shapes by kind near by, and the streets' names between them. */
export function setPoints(map: MapLibre, all: DoorPoints): void {
	setData(map, "points", pointFeatures(all.points));
	setData(map, "streets", streetFeatures(all));
}

/** Adds the layers once, their sources being there; afterwards gives them the colours of the day or the night. */
export function paintPoints(map: MapLibre, colours: MapColours): void {
	if (!map.getLayer(PLACE_LAYER)) addLayers(map);
	map.setPaintProperty("door-dots", "circle-color", [
		"match",
		["get", "state"],
		"free",
		colours.ink,
		"avoid",
		colours.attention,
		colours.edge,
	]);
	map.setLayoutProperty(NAMES_OF_ADDRESSES, "visibility", hasBasemap(map) ? "none" : "visible");
	map.setPaintProperty(NAMES_OF_ADDRESSES, "text-color", colours.soft);
	map.setPaintProperty(NAMES_OF_ADDRESSES, "text-halo-color", colours.paper);
	map.setPaintProperty(PLACE_LAYER, "text-color", colours.ink);
	map.setPaintProperty(PLACE_LAYER, "text-halo-color", colours.paper);
}

function addLayers(map: MapLibre): void {
	map.addLayer({
		id: "door-dots",
		type: "circle",
		source: "points",
		maxzoom: SHAPES_FROM,
		paint: { "circle-radius": ["interpolate", ["exponential", 1.5], ["zoom"], 10, 1.2, 15.5, 5] },
	});
	map.addLayer({
		id: PLACE_LAYER,
		type: "symbol",
		source: "points",
		minzoom: SHAPES_FROM,
		layout: {
			"icon-image": ["get", "mark"],
			"icon-allow-overlap": true,
			"text-allow-overlap": false,
			"text-optional": true,
			"text-field": ["get", "label"],
			"text-font": LABEL_FONT_BOLD,
			"text-size": 12,
			"text-anchor": "top",
			"text-offset": [0, 0.9],
		},
		paint: { "text-halo-width": 1.5 },
	});
	map.addLayer({
		id: NAMES_OF_ADDRESSES,
		type: "symbol",
		source: "streets",
		minzoom: STREETS_FROM,
		layout: {
			"text-field": ["get", "name"],
			"text-font": LABEL_FONT,
			"text-size": 13,
			"text-anchor": "bottom",
			"text-offset": [0, -0.8],
			"symbol-sort-key": ["-", 0, ["get", "doors"]],
			"text-padding": 12,
		},
		paint: { "text-halo-width": 1.5 },
	});
}

function pointFeatures(points: readonly Point[]): FeatureCollection<PointGeometry> {
	return {
		type: "FeatureCollection",
		features: points.map((point) => ({
			type: "Feature",
			geometry: { type: "Point", coordinates: [point.lon, point.lat] },
			properties: {
				place: point.place,
				state: stateOf(point),
				mark: markName(point.kind, stateOf(point)),
				label: point.doors > 1 ? String(point.doors) : "",
			},
		})),
	};
}

/** A place of many doors is to be avoided only if all of them are. */
function stateOf({ doors, taken, do_not_knock }: Point): DoorState {
	if (doors > 0 && do_not_knock >= doors) return "avoid";
	return doors === 0 || taken >= doors ? "taken" : "free";
}

function streetFeatures(all: DoorPoints): FeatureCollection<PointGeometry> {
	return {
		type: "FeatureCollection",
		features: streetLabels(all).map(({ name, at, doors }) => ({
			type: "Feature",
			geometry: { type: "Point", coordinates: at },
			properties: { name, doors },
		})),
	};
}
