import type { DoorView } from "../device/doors";
import { keepDraft, takeDraft } from "../device/drafts";
import { currentShift, startShift } from "../device/shifts";
import { turfView } from "../device/turfs";
import type { Result } from "../device/types";
import { recordVisit, voidVisit } from "../device/visits";
import { tellFault } from "./faults";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { asked } from "./locked";
import { doorName } from "./places";
import { resultName } from "./results";
import { showToast } from "./ui";

/** What goes with a result: given before it is tapped, as that saves at once. */
export interface VisitParts {
	literature: boolean;
	note: string;
	language: string;
}

export const NO_PARTS: VisitParts = { literature: false, note: "", language: "" };

export type Go = (path: string, replace?: boolean) => void;

/** A slip of the finger does not cost what was typed: parts of a visit that was undone, or of one not recorded yet. */
export function keepParts(door: string, parts: VisitParts): void {
	keepDraft(`visit ${door}`, parts);
}

/** What the door's screen begins with: nothing, or what stood there a moment ago. */
export function takeParts(door: string): VisitParts {
	return takeDraft<VisitParts>(`visit ${door}`) ?? NO_PARTS;
}

/**
 * Saves one visit, offers to undo it, and goes on: after a conversation to what was said, else to the next door.
 * Nothing happens where the writer takes a note back.
 */
export async function record(door: DoorView, result: Result, parts: VisitParts, go: Go): Promise<boolean> {
	try {
		if (!(await mayKeep(parts.note))) return false;
		await beginShift(door.turf);
		const visit = await recordVisit({ door: door.door, turf: door.turf, result, ...parts });
		// It was locked under the finger: its address is told nobody, and there is no way on.
		if (asked.value !== null) return true;
		announce(door, result, parts, visit, go);
		go(result === "conversation" ? `/doors/${door.door}/talk` : await pathAfter(door.turf), true);
		return true;
	} catch (error) {
		await tellFault(error);
		return false;
	}
}

/** The first visit of an outing begins the shift: one tap less to forget. */
export async function beginShift(turf: string): Promise<void> {
	if ((await currentShift()) === null) await startShift(turf);
}

/** The next door's screen, or the list where none is left. */
export async function pathAfter(turf: string): Promise<string> {
	const next = (await turfView(turf))?.next;
	return next ? `/doors/${next.door.door}` : `/turfs/${turf}`;
}

function announce(door: DoorView, result: Result, parts: VisitParts, visit: string, go: Go): void {
	const said = { address: doorName(door), result: resultName(result) };
	const undo = async () => {
		try {
			await voidVisit(visit);
			if (asked.value !== null) return;
			keepParts(door.door, parts);
			showToast({ text: _("Deshecho: %(address)s", said) });
			go(`/doors/${door.door}`, true);
		} catch (error) {
			await tellFault(error);
		}
	};
	showToast({ text: _("%(address)s: %(result)s. Guardado aquí.", said), undo });
}
