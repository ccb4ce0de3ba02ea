import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { CutTurf, Position } from "../device/cutting";
import { type SheetDoor, type SheetStop, sheetDoors, stopsOf } from "../device/walk_sheet";
import { _ } from "./i18n";
import { nearestTo } from "./map/nearness";
import type { TurfMap } from "./map/turf_map";
import { type Answer, useAnswer } from "./server";

/** The ground of the turf that the panel is about: its doors as they are walked, and which of them are picked. */
export interface TurfGround {
	doors: Answer<DoorsOf>;
	/** The same once they are known, else none. */
	walk: readonly SheetDoor[];
	/** Ids of doors. */
	picked: readonly string[];
	pick: (picked: readonly string[]) => void;
	/** A tap picks what stands there, as far as it is in the turf, or lets it go: a building as a whole, one lot of a park. */
	tapPlace: (place: string, at: Position) => void;
}

/** A turf's doors in walking order. */
export interface DoorsOf {
	turf: string | undefined;
	doors: readonly SheetDoor[];
}

const NO_DOORS: readonly SheetDoor[] = [];

/** Shows the walk through the turf on the map, where it begins, and what is picked. */
export function useTurfGround(map: TurfMap | null, turf: CutTurf | undefined): TurfGround {
	const id = turf?.id;
	const doors = useAnswer<DoorsOf>(
		async () => ({ turf: id, doors: id ? await sheetDoors(id) : NO_DOORS }),
		[id, turf?.rev],
	);
	const [taken, pick] = useState<readonly string[]>([]);
	// While another turf's are asked for, those of the one before are still known.
	const mine = doors.value?.turf === id ? (doors.value?.doors ?? NO_DOORS) : NO_DOORS;
	const picked = useMemo(() => {
		const here = new Set(mine.map(({ door }) => door));
		return taken.filter((door) => here.has(door));
	}, [mine, taken]);
	useEffect(() => pick([]), [id]);
	useEffect(() => {
		const rings = new Set(picked);
		map?.showWalk(pointsOf(mine), pointsOf(mine.filter(({ door }) => rings.has(door))));
	}, [map, mine, picked]);
	useEffect(() => map?.showStart(turf?.start ?? null, _("Empieza aquí")), [map, turf]);
	const latest = useRef(mine);
	latest.current = mine;
	const tapPlace = useCallback((place: string, at: Position) => {
		const stops = stopsOf(latest.current.filter((door) => door.place === place));
		const its = nearestTo(at, stops.flatMap(placedStop))?.doors ?? [];
		pick((before) => {
			const others = before.filter((door) => !its.includes(door));
			return its.every((door) => before.includes(door)) ? others : [...others, ...its];
		});
	}, []);
	return { doors, walk: mine, picked, pick, tapPlace };
}

function placedStop({ doors }: SheetStop): { at: Position; doors: string[] }[] {
	return pointsOf(doors.slice(0, 1)).map((at) => ({ at, doors: doors.map(({ door }) => door) }));
}

function pointsOf(doors: readonly SheetDoor[]): Position[] {
	return doors.flatMap(({ lon, lat }): Position[] => (lon === null || lat === null ? [] : [[lon, lat]]));
}
