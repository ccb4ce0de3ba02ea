import type { FeatureCollection, Point as PointGeometry } from "geojson";
import type { ExpressionSpecification, MapMouseEvent } from "maplibre-gl";
import type { Stop, TurfView } from "../../device/turfs";
import type { Result } from "../../device/types";
import { _ } from "../i18n";
import { doorResult } from "../results";
import {
	type Bounds,
	boundsOf,
	LABEL_FONT_BOLD,
	type MapColours,
	type MapLibre,
	onColours,
	openMap,
	type Point,
	setData,
	tokenColours,
} from "./base";
import { layBasemap } from "./basemap";
import { addStart, paintStart, setStart } from "./walk_layers";

type State = Result | "unvisited" | "several";

/** Fills as on the list, by the tokens of the stylesheet; states that share a fill are told apart by their letter. */
const FILLS: Partial<Record<State, string>> = {
	conversation: "--result-conversation",
	come_back: "--result-come-back",
	other_language: "--result-other-language",
	declined: "--result-declined",
	do_not_knock: "--result-do-not-knock",
	inaccessible: "--result-inaccessible",
	skipped_unsafe: "--result-inaccessible",
};

interface DrawTurf {
	label: string;
	/** Called with the address of the screen of what was tapped. */
	onOpen: (path: string) => void;
}

/** A drawn turf: `show` after each change of its doors, `remove` at the end. */
export interface DrawnTurf {
	show: (turf: TurfView) => void;
	remove: () => void;
}

/** Draws a turf's places in their order of walking, the next one ringed; a tap opens what is there. */
export function drawTurf(container: HTMLElement, turf: TurfView, { label, onOpen }: DrawTurf): DrawnTurf {
	const map = openMap(container, { bounds: boundsOfTurf(turf), label });
	let latest = turf;
	const show = (now: TurfView) => {
		latest = now;
		if (!map.getLayer("places")) return;
		setData(map, "places", placesOf(now));
		setStart(map, now.start, _("Empieza aquí"));
	};
	const stop = onColours(map, (colours) => {
		setData(map, "places", placesOf(latest));
		setStart(map, latest.start, _("Empieza aquí"));
		paint(map, colours);
	});
	const forgetBasemap = layBasemap(map, turf.turf);
	map.on("click", (event) => openAt(map, event, onOpen));
	return {
		show,
		remove() {
			stop();
			forgetBasemap();
			map.remove();
		},
	};
}

function boundsOfTurf({ stops }: TurfView): Bounds | null {
	return boundsOf(stops.flatMap(pointOf));
}

function pointOf({ lon, lat }: Stop): Point[] {
	return lon === null || lat === null ? [] : [[lon, lat]];
}

function placesOf(turf: TurfView): FeatureCollection<PointGeometry> {
	const features = turf.stops.flatMap((stop) =>
		pointOf(stop).map((coordinates) => ({
			type: "Feature" as const,
			geometry: { type: "Point" as const, coordinates },
			properties: {
				state: stateOf(stop),
				label: stop.doors.length > 1 ? `${stop.visited}/${stop.doors.length}` : stop.number,
				next: turf.next?.door.place === stop.place,
				path: pathOf(turf.turf, stop),
			},
		})),
	);
	return { type: "FeatureCollection", features };
}

function stateOf({ doors, visited }: Stop): State {
	const [door] = doors;
	if (doors.length > 1) return visited === doors.length ? "declined" : "several";
	return (door && doorResult(door)) ?? "unvisited";
}

function pathOf(turf: string, { doors, place }: Stop): string {
	return doors.length === 1 && doors[0] ? `/doors/${doors[0].door}` : `/turfs/${turf}/places/${place}`;
}

function paint(map: MapLibre, colours: MapColours): void {
	const fills = tokenColours(FILLS as Record<string, string>);
	if (!map.getLayer("places")) {
		addLayers(map);
		addStart(map);
	}
	paintStart(map, colours);
	const fill = ["match", ["get", "state"], ...Object.entries(fills).flat(), colours.raised];
	map.setPaintProperty("places", "circle-color", fill as unknown as ExpressionSpecification);
	map.setPaintProperty("places", "circle-stroke-color", colours.ink);
	map.setPaintProperty("next", "circle-stroke-color", colours.accent);
	map.setPaintProperty("numbers", "text-color", colours.ink);
	map.setPaintProperty("numbers", "text-halo-color", colours.paper);
}

function addLayers(map: MapLibre): void {
	const source = "places";
	map.addLayer({
		id: "next",
		type: "circle",
		source,
		filter: ["get", "next"],
		paint: { "circle-radius": 16, "circle-opacity": 0, "circle-stroke-width": 4 },
	});
	map.addLayer({
		id: "places",
		type: "circle",
		source,
		paint: {
			"circle-radius": ["interpolate", ["linear"], ["zoom"], 13, 4, 18, 10],
			"circle-stroke-width": ["match", ["get", "state"], ["unvisited", "several"], 2, 1],
		},
	});
	map.addLayer({
		id: "numbers",
		type: "symbol",
		source,
		minzoom: 13,
		layout: {
			"text-field": ["get", "label"],
			"text-font": LABEL_FONT_BOLD,
			"text-size": 14,
			"text-variable-anchor": ["top", "bottom", "left", "right"],
			"text-radial-offset": 0.9,
		},
		paint: { "text-halo-width": 1.5 },
	});
}

/** Pixels around a tap in which a place counts as tapped: a thumb is not a needle. */
const REACH = 22;

function openAt(map: MapLibre, { point }: MapMouseEvent, onOpen: (path: string) => void): void {
	const { x, y } = point;
	const near = map.queryRenderedFeatures(
		[
			[x - REACH, y - REACH],
			[x + REACH, y + REACH],
		],
		{ layers: ["places"] },
	);
	const distance = (feature: (typeof near)[number]) => {
		const at = map.project((feature.geometry as PointGeometry).coordinates as Point);
		return Math.hypot(at.x - x, at.y - y);
	};
	const [nearest] = near.sort((a, b) => distance(a) - distance(b));
	if (nearest) onOpen(String(nearest.properties.path));
}
