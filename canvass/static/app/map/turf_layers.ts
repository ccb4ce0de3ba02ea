import type { Feature, FeatureCollection, Geometry } from "geojson";
import type { CutTurf, Position, Shape } from "../../device/cutting";
import { LABEL_FONT_BOLD, type MapColours, type MapLibre, setData } from "./base";
import { fillName, hueOf, lookOf } from "./marks";

export const TURF_LAYER = "turf-fills";
const ABOVE_TURFS = "door-dots";

/** The turfs, and which one is selected. Needs the layers of the points, below which the fills lie. */
export function setTurfs(map: MapLibre, turfs: readonly CutTurf[], selected: string | null): void {
	setData(map, "turfs", collection(turfs.map((turf) => turfFeature(turf, turf.id === selected))));
	setData(map, "turf-names", collection(turfs.map(nameFeature)));
}

/** What is left of a drawn shape once other turfs are cut away, and the number that goes with it. */
export function setSketch(
	map: MapLibre,
	kept: Shape | null,
	count: { at: Position; text: string } | null,
): void {
	setData(map, "kept", collection(kept ? [{ type: "Feature", geometry: kept, properties: {} }] : []));
	setData(map, "count", collection(count ? [pointFeature(count.at, { text: count.text })] : []));
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
	map.setPaintProperty("kept-fill", "fill-color", colours.accent);
	map.setPaintProperty("kept-line", "line-color", colours.accent);
	for (const layer of ["turf-names", "count"]) {
		map.setPaintProperty(layer, "text-color", colours.ink);
		map.setPaintProperty(layer, "text-halo-color", colours.paper);
	}
}

/** Keeps the number above what the drawing library adds on top. */
export function raiseCount(map: MapLibre): void {
	if (map.getLayer("count")) map.moveLayer("count");
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
	map.addLayer(
		{ id: "kept-fill", type: "fill", source: "kept", paint: { "fill-opacity": 0.25 } },
		ABOVE_TURFS,
	);
	map.addLayer({ id: "kept-line", type: "line", source: "kept", paint: { "line-width": 3 } }, ABOVE_TURFS);
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

function turfFeature(turf: CutTurf, selected: boolean): Feature {
	const look = lookOf(turf.id);
	const properties = { id: turf.id, fill: fillName(look), hue: hueOf(look), selected };
	return { type: "Feature", geometry: turf.polygon, properties };
}

function nameFeature(turf: CutTurf): Feature {
	return pointFeature(turf.label_point, { name: turf.name });
}

function pointFeature(at: Position, properties: Record<string, string>): Feature {
	return { type: "Feature", geometry: { type: "Point", coordinates: at }, properties };
}

function collection(features: Feature<Geometry>[]): FeatureCollection {
	return { type: "FeatureCollection", features };
}
