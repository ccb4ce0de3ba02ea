import type { Position, Shape } from "../../device/cutting";
import { collection, LABEL_FONT_BOLD, type MapColours, type MapLibre, pointFeature, setData } from "./base";
import { ABOVE_TURFS } from "./turf_layers";

/** What is left of a drawn shape once other turfs are cut away, and the number that goes with it. */
export function setSketch(
	map: MapLibre,
	kept: Shape | null,
	count: { at: Position; text: string } | null,
): void {
	setData(map, "kept", collection(kept ? [{ type: "Feature", geometry: kept, properties: {} }] : []));
	setData(map, "count", collection(count ? [pointFeature(count.at, { text: count.text })] : []));
}

/** Adds the layers once, their sources and the doors' layer being there; afterwards gives them their colours. */
export function paintSketch(map: MapLibre, colours: MapColours): void {
	if (!map.getLayer("count")) addLayers(map);
	map.setPaintProperty("kept-fill", "fill-color", colours.accent);
	map.setPaintProperty("kept-line", "line-color", colours.accent);
	map.setPaintProperty("count", "text-color", colours.ink);
	map.setPaintProperty("count", "text-halo-color", colours.paper);
}

/** Keeps the number above what the drawing library adds on top. */
export function raiseCount(map: MapLibre): void {
	if (map.getLayer("count")) map.moveLayer("count");
}

function addLayers(map: MapLibre): void {
	map.addLayer(
		{ id: "kept-fill", type: "fill", source: "kept", paint: { "fill-opacity": 0.25 } },
		ABOVE_TURFS,
	);
	map.addLayer({ id: "kept-line", type: "line", source: "kept", paint: { "line-width": 3 } }, ABOVE_TURFS);
	map.addLayer({
		id: "count",
		type: "symbol",
		source: "count",
		layout: {
			"text-field": ["get", "text"],
			"text-font": LABEL_FONT_BOLD,
			"text-size": 28,
			"text-allow-overlap": true,
			"text-ignore-placement": true,
		},
		paint: { "text-halo-width": 3 },
	});
}
