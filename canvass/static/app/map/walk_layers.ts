import type { Feature } from "geojson";
import type { Position } from "../../device/cutting";
import { collection, LABEL_FONT_BOLD, type MapColours, type MapLibre, pointFeature, setData } from "./base";

/** The walk through the selected turf, and the doors that are picked. */
export function setWalk(map: MapLibre, walk: readonly Position[], picked: readonly Position[]): void {
	setData(map, "walk", collection(walk.length > 1 ? [lineFeature(walk)] : []));
	setData(map, "picked", collection(picked.map((at) => pointFeature(at, {}))));
}

/** The line that a turf is to be divided along, as far as it is drawn. */
export function setDivide(map: MapLibre, line: readonly Position[]): void {
	const drawn: Feature[] = line.map((at) => pointFeature(at, {}));
	if (line.length > 1) drawn.push(lineFeature(line));
	setData(map, "divide", collection(drawn));
}

/** Where a walk begins, with the word for it; null where nobody has said. */
export function setStart(map: MapLibre, at: Position | null, word: string): void {
	setData(map, "start", collection(at ? [pointFeature(at, { word })] : []));
}

function lineFeature(line: readonly Position[]): Feature {
	return { type: "Feature", geometry: { type: "LineString", coordinates: [...line] }, properties: {} };
}

/** Gives the layers that are there the colours of the day or the night. */
export function paintWalk(map: MapLibre, colours: MapColours): void {
	map.setPaintProperty("walk", "line-color", colours.ink);
	map.setPaintProperty("picked", "circle-stroke-color", colours.attention);
	map.setPaintProperty("divide-line", "line-color", colours.accent);
	map.setPaintProperty("divide-corners", "circle-color", colours.paper);
	map.setPaintProperty("divide-corners", "circle-stroke-color", colours.accent);
}

export function paintStart(map: MapLibre, colours: MapColours): void {
	map.setPaintProperty("start", "circle-color", colours.accent);
	map.setPaintProperty("start", "circle-stroke-color", colours.paper);
	map.setPaintProperty("start-word", "text-color", colours.ink);
	map.setPaintProperty("start-word", "text-halo-color", colours.paper);
}

export function addWalk(map: MapLibre, below?: string): void {
	map.addLayer(
		{
			id: "walk",
			type: "line",
			source: "walk",
			paint: { "line-width": 2, "line-dasharray": [2, 1.5] },
		},
		below,
	);
}

export function addPicked(map: MapLibre): void {
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
}

export function addDivide(map: MapLibre): void {
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

export function addStart(map: MapLibre): void {
	map.addLayer({
		id: "start",
		type: "circle",
		source: "start",
		paint: { "circle-radius": 9, "circle-stroke-width": 3 },
	});
	map.addLayer({
		id: "start-word",
		type: "symbol",
		source: "start",
		layout: {
			"text-field": ["get", "word"],
			"text-font": LABEL_FONT_BOLD,
			"text-size": 15,
			"text-anchor": "left",
			"text-offset": [1, 0],
			"text-allow-overlap": true,
		},
		paint: { "text-halo-width": 2 },
	});
}
