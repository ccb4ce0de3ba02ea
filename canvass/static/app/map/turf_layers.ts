import type { Feature } from "geojson";
import type { CutTurf } from "../../device/cutting";
import { walkedShare } from "../coverage_words";
import { collection, LABEL_FONT_BOLD, type MapColours, type MapLibre, pointFeature, setData } from "./base";
import { coverageFill, stepOf } from "./coverage";
import { fillName, hueOf, lookOf } from "./marks";

export const TURF_LAYER = "turf-fills";
/** Turfs lie below the doors. */
export const ABOVE_TURFS = "door-dots";

/** What the fills tell: one turf from another, or how much of each has been walked. */
export type TurfView = "turfs" | "progress";

/** The turfs, and which one is selected. Needs the layers of the points, below which the fills lie. */
export function setTurfs(
	map: MapLibre,
	turfs: readonly CutTurf[],
	selected: string | null,
	view: TurfView,
): void {
	setData(map, "turfs", collection(turfs.map((turf) => turfFeature(turf, turf.id === selected, view))));
	setData(map, "turf-names", collection(turfs.map((turf) => nameFeature(turf, view))));
}

/** Adds the layers once, their sources being there; afterwards gives them the colours of the day or the night. */
export function paintTurfs(map: MapLibre, colours: MapColours): void {
	if (!map.getLayer(TURF_LAYER)) addLayers(map);
	map.setPaintProperty("turf-lines", "line-color", [
		"case",
		["get", "selected"],
		colours.ink,
		["==", ["get", "hue"], ""],
		colours.accent,
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

function turfFeature(turf: CutTurf, selected: boolean, view: TurfView): Feature {
	const look = lookOf(turf.id);
	const shown =
		view === "turfs"
			? { fill: fillName(look), hue: hueOf(look) }
			: { fill: coverageFill(stepOf(turf.progress)), hue: "" };
	return { type: "Feature", geometry: turf.polygon, properties: { id: turf.id, selected, ...shown } };
}

function nameFeature({ name, label_point, progress }: CutTurf, view: TurfView): Feature {
	const words = view === "progress" ? [name, walkedShare(progress)] : [name];
	return pointFeature(label_point, { name: words.join("\n") });
}
