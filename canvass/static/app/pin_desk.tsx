import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Position } from "../device/cutting";
import { neighboursOf, type PlacePoint, type UnsurePage } from "../device/pins";
import { _ } from "./i18n";
import { useKeys } from "./keys";
import { samePoint } from "./map/nearness";
import { type Arrow, PinMap } from "./map/pin_map";
import { PinPanel } from "./pin_panel";
import { current } from "./pin_queue";
import { addressOf, usePinning } from "./pinning";

interface PinDeskProps {
	first: UnsurePage;
	/** One place that somebody asked for, rather than all that are not sure. */
	single: boolean;
	back: string;
}

/** The map with the pin, and beside it what the place is and what can be said of its point. */
export function PinDesk({ first, single, back }: PinDeskProps) {
	const pinning = usePinning(first);
	const point = current(pinning.queue);
	const container = useRef<HTMLDivElement>(null);
	const [map, setMap] = useState<PinMap | null>(null);
	const [moved, setMoved] = useState<Position | null>(null);
	const panel = useRef<HTMLElement>(null);
	// The next place is read from the panel's top; the focus stays on the button that brought it.
	useEffect(() => panel.current?.scrollTo(0, 0), [point?.id]);
	useEffect(() => {
		if (!container.current) return;
		const made = new PinMap(container.current, _("Mapa del punto"), setMoved);
		setMap(made);
		return () => made.close();
	}, []);
	useEffect(() => {
		if (!map) return;
		setMoved(null);
		if (point) map.showPlace(point, _("Punto de %(address)s", { address: addressOf(point) }));
		else map.showNothing();
	}, [map, point?.id, point?.rev]);
	useNeighbours(map, point);
	const reset = useCallback(() => {
		map?.reset();
		setMoved(null);
	}, [map]);
	const nudge = (arrow: Arrow) => () => map?.nudge(arrow);
	useKeys({
		ArrowLeft: nudge("ArrowLeft"),
		ArrowRight: nudge("ArrowRight"),
		ArrowUp: nudge("ArrowUp"),
		ArrowDown: nudge("ArrowDown"),
	});
	const at = point && !samePoint(moved, [point.lon, point.lat]) ? moved : null;
	return (
		<div class="desk">
			<div ref={container} class="desk-map" />
			<aside ref={panel} class="desk-panel" tabIndex={-1} aria-label={_("El punto y su lugar")}>
				<PinPanel pinning={pinning} moved={at} single={single} back={back} onReset={reset} />
			</aside>
		</div>
	);
}

/** Those round the place, as soon as they are known. */
function useNeighbours(map: PinMap | null, point: PlacePoint | null): void {
	const id = point?.id;
	useEffect(() => {
		if (!map) return;
		map.showNeighbours([]);
		if (!id) return;
		let here = true;
		neighboursOf(id)
			.then((found) => here && map.showNeighbours(found))
			// The streets are there all the same, and so is the pin.
			.catch(() => undefined);
		return () => {
			here = false;
		};
	}, [map, id]);
}
