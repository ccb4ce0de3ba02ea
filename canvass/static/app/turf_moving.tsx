import { X } from "lucide";
import { useMemo } from "preact/hooks";
import type { CutTurf } from "../device/cutting";
import { DoorPicking, Handing } from "./door_picking";
import { _ } from "./i18n";
import { BESIDE_METRES, byNearness } from "./map/nearness";
import { type Answer, Answered } from "./server";
import { isHeld, type TurfEditing } from "./turf_editing";
import type { DoorsOf } from "./turf_ground";
import { streetsOf } from "./turf_streets";
import { Button } from "./ui";

interface TurfMovingProps {
	turf: CutTurf;
	turfs: readonly CutTurf[];
	/** The turf's, in walking order. */
	doors: Answer<DoorsOf>;
	editing: TurfEditing;
	/** Ids of doors. */
	picked: readonly string[];
	onPick: (picked: readonly string[]) => void;
	onBack: () => void;
}

/** A live turf's doors, street by street, to hand over to another: by the list, or by taps on the map. */
export function TurfMoving({ turf, turfs, doors, editing, picked, onPick, onBack }: TurfMovingProps) {
	const near = useMemo(() => byNearness(turf, turfs), [turf, turfs]);
	/** What was picked stays ringed on the map for as long as it is. */
	const leave = () => {
		onPick([]);
		onBack();
	};
	const move = async (id: string) => {
		const to = turfs.find((each) => each.id === id);
		if (to && (await editing.move(turf, picked, to))) leave();
	};
	return (
		<div class="stack plan-body">
			<div class="panel-head">
				<h2>{_("Pasar puertas de «%(name)s»", { name: turf.name })}</h2>
				<Button kind="quiet" icon={X} label={_("Dejar de pasar puertas")} onClick={leave} />
			</div>
			<p class="soft">
				{_("Elija puertas aquí o tóquelas en el mapa; un edificio pasa entero.")}{" "}
				{isHeld(turf) && _("Quien camina esta zona dejará de verlas; lo que ya anotó se queda.")}
			</p>
			<Answered answer={doors}>
				{({ doors: its }) => <DoorPicking streets={streetsOf(its)} open picked={picked} onPick={onPick} />}
			</Answered>
			{picked.length > 0 && (
				<Handing
					count={picked.length}
					others={near.map(({ turf: { id, name, doors: n }, metres }) => ({
						id,
						name,
						doors: n,
						beside: metres <= BESIDE_METRES,
					}))}
					busy={editing.act.busy}
					onMove={move}
				/>
			)}
		</div>
	);
}
