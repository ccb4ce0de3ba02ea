import type { OwnVisit } from "../device/db";
import type { DoorView } from "../device/doors";
import type { Result } from "../device/types";
import { stopsOf } from "../device/walk_sheet";

/** A visit of this phone's from before is another outing's: what is tapped then is a visit of its own. */
const SAME_OUTING_MS = 12 * 3_600_000;

/** A line of the sheet: `n` stands at a stop's first door, as on paper. */
export interface PaperRow {
	n: number | null;
	door: DoorView;
}

/** What was entered for a door: a visit that stands, or null once it was taken back. */
export type Entered = { visit: string; result: Result; literature: boolean } | null;

/** The doors with the numbers that they have on paper; those that this phone added are not on it. */
export function paperRows(doors: readonly DoorView[]): PaperRow[] {
	const printed = doors.filter(({ added }) => !added).sort((a, b) => a.position - b.position);
	return stopsOf(printed).flatMap((stop) =>
		stop.doors.map((door, unit) => ({ n: unit === 0 ? stop.n : null, door })),
	);
}

/** What this phone entered for the door on this outing already, before the screen was opened again. */
export function enteredBefore(own: OwnVisit | null, now: number): Entered {
	const recent = own !== null && Math.abs(now - Date.parse(own.at)) < SAME_OUTING_MS;
	return recent ? { visit: own.visit, result: own.result, literature: own.literature } : null;
}
