import { addProtocol, type LayerSpecification } from "maplibre-gl";
import { type Basemap, openBasemap } from "../../device/basemap";
import { _ } from "../i18n";
import { LABEL_FONT, type MapLibre, onColours, showAttribution, tokenColours } from "./base";

const SOURCE = "basemap";
/** The names that the lead's map reads from addresses: where streets have their own, these would be said twice. */
export const NAMES_OF_ADDRESSES = "street-names";

const TOKENS = {
	paper: "--paper",
	soft: "--ink-soft",
	water: "--map-water",
	park: "--map-park",
	building: "--map-building",
	edge: "--map-edge",
	street: "--map-street",
	main: "--map-main",
	path: "--map-path",
} as const;
type Colours = Record<keyof typeof TOKENS, string>;

const opened = new Map<number, Basemap>();
let last = 0;

addProtocol(SOURCE, async ({ url }) => {
	const [id, z, x, y] = url.slice(`${SOURCE}://`.length).split("/").map(Number) as [
		number,
		number,
		number,
		number,
	];
	return { data: (await opened.get(id)?.tile(z, x, y)) ?? new ArrayBuffer(0) };
});

/** Lays the basemap under everything else, once it is known: from a turf's own piece, where it has one. Returns how to stop. */
export function layBasemap(map: MapLibre, turf: string | null): () => void {
	const id = ++last;
	let stop: (() => void) | null = () => {};
	// Offline, a tile beyond the piece that was kept is no fault: the coarser one stays in its place.
	map.on("error", (event) => {
		if ((event as { sourceId?: string }).sourceId !== SOURCE) console.error(event.error);
	});
	openBasemap(turf)
		.then((found) => {
			if (!found || !stop) return;
			opened.set(id, found);
			stop = onColours(map, () => paint(map, id, found));
		})
		// Without its ground the map still shows what it is about.
		.catch(() => undefined);
	return () => {
		stop?.();
		stop = null;
		opened.delete(id);
	};
}

export function hasBasemap(map: MapLibre): boolean {
	return map.getSource(SOURCE) !== undefined;
}

function paint(map: MapLibre, id: number, { info }: Basemap): void {
	const colours = tokenColours(TOKENS);
	if (!hasBasemap(map)) {
		map.addSource(SOURCE, {
			type: "vector",
			tiles: [`${SOURCE}://${id}/{z}/{x}/{y}`],
			bounds: info.bounds as [number, number, number, number],
			minzoom: info.min_zoom,
			maxzoom: info.max_zoom,
		});
		if (map.getLayer(NAMES_OF_ADDRESSES)) map.setLayoutProperty(NAMES_OF_ADDRESSES, "visibility", "none");
		if (info.attribution)
			showAttribution(map, _("© colaboradores de OpenStreetMap · openstreetmap.org/copyright"));
	}
	for (const layer of layersOf(colours)) if (map.getLayer(layer.id)) map.removeLayer(layer.id);
	const [, above] = map.getLayersOrder();
	for (const layer of layersOf(colours)) map.addLayer(layer, above);
}

/** How wide a street is by its class, in pixels at zooms 12 and 18; the edge stands out on both sides. */
const WIDE = [
	"match",
	["get", "class"],
	"highway",
	18,
	"main",
	16,
	"side",
	14,
	"street",
	12,
	"service",
	6,
	2,
];
const THIN = [
	"match",
	["get", "class"],
	"highway",
	2.5,
	"main",
	2,
	"side",
	1.5,
	"street",
	0.8,
	"service",
	0.4,
	0.3,
];
const IS_PATH = ["==", ["get", "class"], "path"];

function layersOf(colours: Colours): LayerSpecification[] {
	const width = (more: number) => [
		"interpolate",
		["exponential", 1.6],
		["zoom"],
		12,
		["+", THIN, more / 2],
		18,
		["+", WIDE, more],
	];
	const layer = (id: string, type: string, layer: string, paint: object, more: object = {}) =>
		({ id: `base-${id}`, type, source: SOURCE, "source-layer": layer, paint, ...more }) as LayerSpecification;
	const round = { layout: { "line-cap": "round", "line-join": "round" } };
	const streets = { filter: ["!", IS_PATH], ...round };
	return [
		layer("parks", "fill", "parks", { "fill-color": colours.park }),
		layer("water", "fill", "water", { "fill-color": colours.water }),
		layer("rivers", "line", "rivers", { "line-color": colours.water, "line-width": 3 }, round),
		layer("buildings", "fill", "buildings", {
			"fill-color": colours.building,
			"fill-outline-color": colours.edge,
		}),
		layer(
			"paths",
			"line",
			"streets",
			{ "line-color": colours.path, "line-width": 1.2, "line-dasharray": [3, 2] },
			{ filter: IS_PATH },
		),
		layer("edges", "line", "streets", { "line-color": colours.edge, "line-width": width(2) }, streets),
		layer(
			"streets",
			"line",
			"streets",
			{
				"line-color": ["match", ["get", "class"], ["highway", "main"], colours.main, colours.street],
				"line-width": width(0),
			},
			streets,
		),
		layer("rails", "line", "rails", {
			"line-color": colours.path,
			"line-width": 1.5,
			"line-dasharray": [4, 3],
		}),
		layer(
			"names",
			"symbol",
			"streets",
			{ "text-color": colours.soft, "text-halo-color": colours.paper, "text-halo-width": 1.5 },
			{
				minzoom: 13,
				filter: ["has", "name"],
				layout: {
					"symbol-placement": "line",
					"text-field": ["get", "name"],
					"text-font": LABEL_FONT,
					"text-size": ["interpolate", ["linear"], ["zoom"], 13, 11, 18, 14],
					"text-padding": 8,
					"text-max-angle": 35,
					"symbol-spacing": 320,
				},
			},
		),
	];
}
