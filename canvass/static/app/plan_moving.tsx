import { useMemo } from "preact/hooks";
import type { DraftTurf } from "../device/plans";
import { DoorPicking, Handing, type Receiver } from "./door_picking";
import { _ } from "./i18n";
import { streetsIn } from "./map/plan_doors";
import type { Drafting } from "./planning";

interface PlanMovingProps {
	/** The turf whose doors they are; 0 for those that are left over. */
	turf: number;
	/** Whether they can be moved. */
	open: boolean;
	drafting: Drafting;
	picked: readonly string[];
	onPick: (picked: readonly string[]) => void;
}

/** A turf's doors, street by street: to look at, to pick, and to hand over to a neighbour. */
export function PlanMoving({ turf, open, drafting, picked, onPick }: PlanMovingProps) {
	const { doors, addresses, act, edit } = drafting;
	const streets = useMemo(() => streetsIn(turf, doors, addresses), [turf, doors, addresses]);
	const move = async (to: string) => {
		if (await edit({ kind: "move", doors: [...picked], street: null, to: Number(to) })) onPick([]);
	};
	return (
		<section aria-labelledby="streets">
			<h3 id="streets">{_("Calles y puertas")}</h3>
			{open && (
				<p class="soft">{_("Elija puertas aquí o tóquelas en el mapa; después diga a qué zona pasan.")}</p>
			)}
			<DoorPicking streets={streets} open={open} picked={picked} onPick={onPick} />
			{open && picked.length > 0 && (
				<Handing
					key={turf}
					count={picked.length}
					others={receivers(turf, drafting)}
					busy={act.busy}
					onMove={move}
				/>
			)}
		</section>
	);
}

/** Neighbours stand first, the one with the fewest doors on top. */
function receivers(turf: number, { plan, neighbours }: Drafting): Receiver[] {
	const beside = ({ n }: DraftTurf) => neighbours.get(turf)?.has(n) ?? false;
	return plan.turfs
		.filter(({ n, published }) => n !== turf && published === null)
		.sort((a, b) => Number(beside(b)) - Number(beside(a)) || a.doors - b.doors)
		.map((other) => ({ id: String(other.n), name: other.name, doors: other.doors, beside: beside(other) }));
}
