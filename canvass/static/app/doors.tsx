import { useLocation } from "preact-iso";
import { type DoorView, doorView, reportDoor } from "../device/doors";
import { type TurfView, turfView } from "../device/turfs";
import type { Problem } from "../device/types";
import { tellFault } from "./faults";
import { _ } from "./i18n";
import { pathAfter } from "./recording";
import { Button, Sheet, showToast } from "./ui";

/** Back goes to the building or park where the door is one of several, else to the walk list. */
export function upFrom({ turf, place, label }: DoorView): string {
	return label ? `/turfs/${turf}/places/${place}` : `/turfs/${turf}`;
}

export interface DoorInTurf {
	door: DoorView;
	turf: TurfView;
}

/** A door together with its turf, or null if this phone holds no lease on it now. */
export async function doorInTurf(id: string): Promise<DoorInTurf | null> {
	const door = await doorView(id);
	const turf = door && (await turfView(door.turf));
	return turf ? { door, turf } : null;
}

const PROBLEMS: Record<Problem, () => string> = {
	missing: () => _("Esta puerta no existe"),
	wrong: () => _("La dirección está mal"),
	unsafe: () => _("No es seguro acercarse"),
};

export function problemName(problem: Problem): string {
	return PROBLEMS[problem]();
}

interface ReportDoorProps {
	door: DoorView;
	open: boolean;
	onClose: () => void;
}

/** Tells the leads that something is wrong with a door; it is no visit. */
export function ReportDoor({ door, open, onClose }: ReportDoorProps) {
	const { route } = useLocation();
	const report = async (problem: Problem) => {
		onClose();
		try {
			await reportDoor({ door: door.door, turf: door.turf, problem });
			showToast({ text: _("Aviso guardado. Quien coordina lo verá.") });
			if (problem !== "wrong") route(await pathAfter(door.turf), true);
		} catch (error) {
			await tellFault(error);
		}
	};
	return (
		<Sheet open={open} onClose={onClose} title={_("¿Qué pasa con esta puerta?")}>
			<div class="stack">
				{(Object.keys(PROBLEMS) as Problem[]).map((problem) => (
					<Button key={problem} wide onClick={() => report(problem)}>
						{problemName(problem)}
					</Button>
				))}
			</div>
		</Sheet>
	);
}
