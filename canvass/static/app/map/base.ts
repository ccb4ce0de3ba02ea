import type { Feature, FeatureCollection, GeoJSON, Geometry } from "geojson";
import {
	AttributionControl,
	type GeoJSONSource,
	Map as MapLibre,
	NavigationControl,
	setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import "./base.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { _ } from "../i18n";

setWorkerUrl(workerUrl);

export type { GeoJSONSource, MapLibre };
/** West, south, east, north in WGS84 degrees. */
export type Bounds = [number, number, number, number];
/** Longitude and latitude in WGS84 degrees. */
export type Point = [number, number];

/** The tokens of the stylesheet that maps are drawn in, by their names there. */
const TOKENS = {
	paper: "--paper",
	raised: "--paper-raised",
	ink: "--ink",
	soft: "--ink-soft",
	hairline: "--hairline",
	edge: "--edge",
	accent: "--accent",
	attention: "--attention",
} as const;

export type MapColours = Record<keyof typeof TOKENS, string>;

/** Fonts of the device draw the labels (the first name only tells the weight): there is no glyph server to ask. */
export const LABEL_FONT = ["system-ui"];
export const LABEL_FONT_BOLD = ["Bold", "system-ui"];

const DARK = "(prefers-color-scheme: dark)";

export interface MapChoices {
	/** What is in sight at first; without it the caller fits the map when it knows. */
	bounds?: Bounds | null;
	/** Space in pixels kept free round the bounds. */
	padding?: number;
	/** The accessible name of the map. */
	label: string;
}

/** A map on plain paper: everything on it is added by the caller from what the phone or the server holds. */
export function openMap(container: HTMLElement, { bounds, padding = 40, label }: MapChoices): MapLibre {
	const map = new MapLibre({
		container,
		style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: {} }] },
		attributionControl: false,
		dragRotate: false,
		pitchWithRotate: false,
		touchPitch: false,
		maxZoom: 21,
		fadeDuration: 0,
		locale: mapWords(label),
		...(bounds ? { bounds, fitBoundsOptions: { padding, maxZoom: 18 } } : {}),
	});
	map.touchZoomRotate.disableRotation();
	map.addControl(new NavigationControl({ showCompass: false }), "top-right");
	return map;
}

/** Says on the map whose data it draws, where its licence asks for it. */
export function showAttribution(map: MapLibre, text: string): void {
	map.addControl(new AttributionControl({ compact: true, customAttribution: text }));
}

/**
 * Calls `paint` with the colours of the day or of the night, once the map is ready and whenever they change.
 * Returns how to stop.
 */
export function onColours(map: MapLibre, paint: (colours: MapColours) => void): () => void {
	const scheme = matchMedia(DARK);
	const repaint = () => {
		const colours = tokenColours(TOKENS);
		map.setPaintProperty("paper", "background-color", colours.paper);
		paint(colours);
	};
	// Not isStyleLoaded: while some source loads that says no, and "load" comes only once.
	if (map.getLayer("paper")) repaint();
	else map.once("load", repaint);
	scheme.addEventListener("change", repaint);
	return () => {
		scheme.removeEventListener("change", repaint);
		map.off("load", repaint);
	};
}

/** Colours of the stylesheet as they are now, by day or by night: a canvas cannot use the tokens by their names. */
export function tokenColours<K extends string>(tokens: Record<K, string>): Record<K, string> {
	const probe = document.body.appendChild(document.createElement("span"));
	// Else a reader who wants less motion, whose transitions last a moment, gets the first colour every time.
	probe.style.transitionProperty = "none";
	const entries = Object.entries<string>(tokens).map(([name, token]) => {
		probe.style.color = `var(${token})`;
		return [name, getComputedStyle(probe).color];
	});
	probe.remove();
	return Object.fromEntries(entries);
}

/** Sets the data of a GeoJSON source, which is made at the first time. The map's style must be loaded. */
export function setData(map: MapLibre, source: string, data: GeoJSON): void {
	const existing = map.getSource<GeoJSONSource>(source);
	if (existing) existing.setData(data);
	else map.addSource(source, { type: "geojson", data });
}

export function pointFeature(at: Point, properties: Record<string, string | number>): Feature {
	return { type: "Feature", geometry: { type: "Point", coordinates: at }, properties };
}

export function collection(features: Feature<Geometry>[]): FeatureCollection {
	return { type: "FeatureCollection", features };
}

/** The smallest bounds around the points, or null around none. */
export function boundsOf(points: Iterable<Point>): Bounds | null {
	let bounds: Bounds | null = null;
	for (const [lon, lat] of points) {
		const [west, south, east, north]: Bounds = bounds ?? [lon, lat, lon, lat];
		bounds = [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)];
	}
	return bounds;
}

/** MapLibre's own words in the reader's language. */
function mapWords(label: string): Record<string, string> {
	return {
		"Map.Title": label,
		"NavigationControl.ZoomIn": _("Acercar"),
		"NavigationControl.ZoomOut": _("Alejar"),
		"AttributionControl.ToggleAttribution": _("Origen de los datos"),
	};
}
