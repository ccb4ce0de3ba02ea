import type { Feature } from "geojson";
import type { Position } from "../../device/cutting";
import type { PlacePoint } from "../../device/pins";
import { collection, LABEL_FONT_BOLD, type MapColours, type MapLibre, pointFeature, setData } from "./base";
import { samePoint } from "./nearness";

/** Points that are no surer than the one that is looked at say little about where it is: they are hollow. */
const UNSURE: readonly string[] = ["range", "street", "town"];

export function setNeighbours(map: MapLibre, neighbours: readonly PlacePoint[]): void {
	setData(
		map,
		"neighbours",
		collection(
			neighbours.map(({ lon, lat, number, quality }) =>
				pointFeature([lon, lat], { number, unsure: UNSURE.includes(quality) ? 1 : 0 }),
			),
		),
	);
}

/** Where the place was, and the way from there to where its pin is now. */
export function setWay(map: MapLibre, from: Position | null, to: Position | null): void {
	const moved = from && to && !samePoint(from, to);
	const way: Feature[] = moved
		? [
				pointFeature(from, {}),
				{ type: "Feature", geometry: { type: "LineString", coordinates: [from, to] }, properties: {} },
			]
		: [];
	setData(map, "way", collection(way));
}

/** Adds the layers once, their sources being there; afterwards gives them the colours of the day or the night. */
export function paintPins(map: MapLibre, colours: MapColours): void {
	if (!map.getLayer("neighbour-dots")) addLayers(map);
	map.setPaintProperty("way-line", "line-color", colours.attention);
	map.setPaintProperty("way-from", "circle-color", colours.paper);
	map.setPaintProperty("way-from", "circle-stroke-color", colours.attention);
	map.setPaintProperty("neighbour-dots", "circle-color", [
		"case",
		["==", ["get", "unsure"], 1],
		colours.paper,
		colours.ink,
	]);
	map.setPaintProperty("neighbour-dots", "circle-stroke-color", colours.ink);
	map.setPaintProperty("neighbour-numbers", "text-color", colours.ink);
	map.setPaintProperty("neighbour-numbers", "text-halo-color", colours.paper);
}

function addLayers(map: MapLibre): void {
	map.addLayer({
		id: "way-line",
		type: "line",
		source: "way",
		paint: { "line-width": 2, "line-dasharray": [2, 2] },
	});
	map.addLayer({
		id: "neighbour-dots",
		type: "circle",
		source: "neighbours",
		paint: {
			"circle-radius": ["interpolate", ["linear"], ["zoom"], 14, 2, 17, 5],
			"circle-stroke-width": 1.5,
		},
	});
	map.addLayer({
		id: "neighbour-numbers",
		type: "symbol",
		source: "neighbours",
		minzoom: 15.5,
		layout: {
			"text-field": ["get", "number"],
			"text-font": LABEL_FONT_BOLD,
			"text-size": 14,
			"text-anchor": "top",
			"text-offset": [0, 0.5],
		},
		paint: { "text-halo-width": 1.5 },
	});
	map.addLayer({
		id: "way-from",
		type: "circle",
		source: "way",
		filter: ["==", ["geometry-type"], "Point"],
		paint: { "circle-radius": 6, "circle-stroke-width": 2 },
	});
}
