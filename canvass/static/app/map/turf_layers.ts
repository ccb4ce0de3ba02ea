import type { Feature } from "geojson";
import type { CutTurf } from "../../device/cutting";
import { collection, LABEL_FONT_BOLD, type MapColours, type MapLibre, pointFeature, setData } from "./base";
import { fillName, hueOf, lookOf } from "./marks";

export const TURF_LAYER = "turf-fills";
/** Turfs lie below the doors. */
export const ABOVE_TURFS = "door-dots";

/** The turfs, and which one is selected. Needs the layers of the points, below which the fills lie. */
export function setTurfs(map: MapLibre, turfs: readonly CutTurf[], selected: string | null): void {
	setData(map, "turfs", collection(turfs.map((turf) => turfFeature(turf, turf.id === selected))));
	setData(map, "turf-names", collection(turfs.map(nameFeature)));
}

/** Adds the layers once, their sources being there; afterwards gives them the colours of the day or the night. */
export function paintTurfs(map: MapLibre, colours: MapColours): void {
	if (!map.getLayer(TURF_LAYER)) addLayers(map);
	map.setPaintProperty("turf-lines", "line-color", [
		"case",
		["get", "selected"],
		colours.ink,
		["get", "hue"],
	]);
	map.setPaintProperty("turf-names", "text-color", colours.ink);
	map.setPaintProperty("turf-names", "text-halo-color", colours.paper);
}

function addLayers(map: MapLibre): void {
	map.addLayer(
		{ id: TURF_LAYER, type: "fill", source: "turfs", paint: { "fill-pattern": ["image", ["get", "fill"]] } },
		ABOVE_TURFS,
	);
	map.addLayer(
		{
			id: "turf-lines",
			type: "line",
			source: "turfs",
			layout: { "line-join": "round" },
			paint: { "line-width": ["case", ["get", "selected"], 4, 2] },
		},
		ABOVE_TURFS,
	);
	map.addLayer({
		id: "turf-names",
		type: "symbol",
		source: "turf-names",
		layout: {
			"text-field": ["get", "name"],
			"text-font": LABEL_FONT_BOLD,
			"text-size": 15,
			"text-max-width": 8,
		},
		paint: { "text-halo-width": 2 },
	});
}

function turfFeature(turf: CutTurf, selected: boolean): Feature {
	const look = lookOf(turf.id);
	const properties = { id: turf.id, fill: fillName(look), hue: hueOf(look), selected };
	return { type: "Feature", geometry: turf.polygon, properties };
}

function nameFeature(turf: CutTurf): Feature {
	return pointFeature(turf.label_point, { name: turf.name });
}
