import { Marker } from "maplibre-gl";
import type { Position } from "../../device/cutting";
import type { PlacePoint } from "../../device/pins";
import type { MapColours } from "./base";
import { DeskMap } from "./desk_map";
import { inWorld } from "./nearness";
import { paintPins, setNeighbours, setWay } from "./pin_layers";

const FIRST_ZOOM = 17;
/** Pixels for each press of an arrow key: near by these are steps of metres, from afar of streets. */
const STEP = 6;
/** Pixels from the map's edge at which the map follows the pin. */
const EDGE = 40;

const ARROWS: Record<string, [number, number]> = {
	ArrowLeft: [-STEP, 0],
	ArrowRight: [STEP, 0],
	ArrowUp: [0, -STEP],
	ArrowDown: [0, STEP],
};
export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** A map with one place's pin to move, among its neighbours. */
export class PinMap extends DeskMap {
	private readonly marker: Marker;
	private readonly element: HTMLElement;
	private readonly onMove: (at: Position) => void;
	private neighbours: readonly PlacePoint[] = [];
	private from: Position | null = null;
	private zoomed = false;

	constructor(container: HTMLElement, label: string, onMove: (at: Position) => void) {
		super(container, label);
		this.onMove = onMove;
		this.element = pinElement((arrow) => this.nudge(arrow));
		this.marker = new Marker({ element: this.element, draggable: true, anchor: "bottom" });
		this.marker.on("drag", () => this.showWay());
		this.marker.on("dragend", () => this.moved());
		this.map.on("click", ({ lngLat }) => this.move([lngLat.lng, lngLat.lat]));
	}

	/** Puts the pin where the place is, in the middle of the map. */
	showPlace(point: PlacePoint, label: string): void {
		this.from = [point.lon, point.lat];
		this.element.setAttribute("aria-label", label);
		this.marker.setLngLat(this.from).addTo(this.map);
		this.map.jumpTo({ center: this.from, ...(this.zoomed ? {} : { zoom: FIRST_ZOOM }) });
		this.zoomed = true;
		this.showWay();
	}

	showNothing(): void {
		this.from = null;
		this.marker.remove();
		this.showWay();
	}

	showNeighbours(neighbours: readonly PlacePoint[]): void {
		this.neighbours = neighbours;
		if (this.colours) setNeighbours(this.map, neighbours);
	}

	/** Where the pin stands. */
	get at(): Position | null {
		if (!this.from) return null;
		const { lng, lat } = this.marker.getLngLat();
		return inWorld([lng, lat]);
	}

	/** Back to where the place was. */
	reset(): void {
		if (this.from) this.move(this.from);
	}

	nudge(arrow: Arrow): void {
		const at = this.at;
		const [across, down] = ARROWS[arrow] as [number, number];
		if (!at) return;
		const { x, y } = this.map.project(at);
		const { lng, lat } = this.map.unproject([x + across, y + down]);
		this.move([lng, lat]);
	}

	override showAll(): void {
		if (this.at) this.map.jumpTo({ center: this.at });
	}

	protected override paint(colours: MapColours, first: boolean): void {
		if (first) {
			setNeighbours(this.map, this.neighbours);
			setWay(this.map, this.from, this.at);
		}
		paintPins(this.map, colours);
	}

	private move(to: Position): void {
		if (!this.from) return;
		this.marker.setLngLat(to);
		this.moved();
	}

	private moved(): void {
		const at = this.at;
		if (!at) return;
		this.showWay();
		this.follow(at);
		this.onMove(at);
	}

	private showWay(): void {
		if (this.colours) setWay(this.map, this.from, this.at);
	}

	/** The pin never leaves the map under the keys. */
	private follow(at: Position): void {
		const { x, y } = this.map.project(at);
		const { clientWidth, clientHeight } = this.map.getContainer();
		const inside = x > EDGE && y > EDGE && x < clientWidth - EDGE && y < clientHeight - EDGE;
		if (!inside) this.map.panTo(at, { animate: false });
	}
}

/** The pin as a thing of its own: for a finger, a mouse, and the arrow keys. */
function pinElement(nudge: (arrow: Arrow) => void): HTMLElement {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "map-pin";
	const picture = drawn("svg", { viewBox: "0 0 32 44", width: "32", height: "44", "aria-hidden": "true" });
	picture.append(
		drawn("path", { d: "M16 43 C6 29 2 23 2 16 A14 14 0 0 1 30 16 C30 23 26 29 16 43 Z" }),
		drawn("circle", { cx: "16", cy: "16", r: "5" }),
	);
	button.append(picture);
	// The map would take a tap on the pin for a wish to move it there, and an arrow for one to look elsewhere.
	button.addEventListener("click", (event) => event.stopPropagation());
	button.addEventListener("keydown", (event) => {
		if (!(event.key in ARROWS)) return;
		event.preventDefault();
		event.stopPropagation();
		nudge(event.key as Arrow);
	});
	return button;
}

function drawn(name: string, attributes: Record<string, string>): SVGElement {
	const element = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
	return element;
}
