import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Position } from "../device/cutting";
import { _ } from "./i18n";
import type { Spot } from "./map/plan_doors";
import { PlanMap } from "./map/plan_map";
import type { Drafting } from "./planning";

interface PlanCanvasProps {
	drafting: Drafting;
	selected: number | null;
	walk: readonly Position[];
	/** Ids of doors. */
	picked: readonly string[];
	onReady: (map: PlanMap) => void;
	onTurf: (n: number) => void;
	onSpot: (spot: Spot) => void;
}

/** The map of the draft, kept in step with what the screen knows. */
export function PlanCanvas({ drafting, selected, walk, picked, onReady, onTurf, onSpot }: PlanCanvasProps) {
	const { plan, spots, doors, colours } = drafting;
	const container = useRef<HTMLDivElement>(null);
	const [map, setMap] = useState<PlanMap | null>(null);
	const placed = useRef(false);
	useEffect(() => {
		if (!container.current) return;
		const made = new PlanMap(container.current, _("Mapa del borrador"), { onTurf, onSpot });
		setMap(made);
		onReady(made);
		return () => made.close();
	}, [onTurf, onSpot, onReady]);
	useEffect(
		() => map?.showTurfs(plan.turfs, colours, selected === null ? [] : [selected]),
		[map, plan.turfs, colours, selected],
	);
	useEffect(() => map?.showSpots(spots, colours), [map, spots, colours]);
	const rings = useMemo(() => spotsWith(picked, spots, doors.door), [picked, spots, doors]);
	useEffect(() => map?.showWalk(walk, rings), [map, walk, rings]);
	useEffect(() => {
		if (!map || placed.current || plan.turfs.length + spots.length === 0) return;
		placed.current = true;
		map.showAll(true);
	}, [map, plan.turfs, spots]);
	return <div ref={container} class="desk-map" />;
}

function spotsWith(picked: readonly string[], spots: readonly Spot[], ids: readonly string[]): Position[] {
	if (picked.length === 0) return [];
	const wanted = new Set(picked);
	return spots
		.filter(({ doors }) => doors.some((index) => wanted.has(ids[index] ?? "")))
		.map(({ lon, lat }): Position => [lon, lat]);
}
