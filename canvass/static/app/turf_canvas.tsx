import { useEffect, useRef, useState } from "preact/hooks";
import type { CutTurf, Position } from "../device/cutting";
import { _ } from "./i18n";
import type { DoorPoints } from "./map/door_points";
import type { TurfView } from "./map/turf_layers";
import { TurfMap } from "./map/turf_map";

interface TurfCanvasProps {
	points: DoorPoints;
	turfs: readonly CutTurf[];
	selected: string | null;
	view?: TurfView;
	/** The turf to begin at; without one, all doors are in sight at first. */
	first?: string;
	onReady: (map: TurfMap) => void;
	onTurf: (id: string) => void;
	onPlace: (id: string, at: Position) => void;
}

/** The map itself, kept in step with what the screen knows. The panel beside it tells the same in words. */
export function TurfCanvas({
	points,
	turfs,
	selected,
	view = "turfs",
	first,
	onReady,
	onTurf,
	onPlace,
}: TurfCanvasProps) {
	const container = useRef<HTMLDivElement>(null);
	const [map, setMap] = useState<TurfMap | null>(null);
	const placed = useRef(false);
	useEffect(() => {
		if (!container.current) return;
		const made = new TurfMap(container.current, _("Mapa de puertas y zonas"), { onTurf, onPlace });
		setMap(made);
		onReady(made);
		return () => made.close();
	}, [onTurf, onPlace, onReady]);
	useEffect(() => map?.showPoints(points), [map, points]);
	useEffect(() => map?.showTurfs(turfs, selected, view), [map, turfs, selected, view]);
	useEffect(() => {
		if (!map || placed.current || points.points.length === 0) return;
		placed.current = true;
		const turf = turfs.find(({ id }) => id === first);
		if (turf) map.showShape(turf.polygon, true);
		else map.showAll(true);
	}, [map, points, turfs, first]);
	return <div ref={container} class="desk-map" />;
}
