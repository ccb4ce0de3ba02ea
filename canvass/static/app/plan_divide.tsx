import { Undo2, X } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Position } from "../device/cutting";
import type { DraftTurf } from "../device/plans";
import { useDirty } from "./dirty";
import { _, ngettext } from "./i18n";
import type { PlanMap } from "./map/plan_map";
import type { PlanFocus } from "./plan_desk";
import type { Drafting } from "./planning";
import { Button } from "./ui";

interface PlanDivideProps {
	turf: DraftTurf;
	map: PlanMap;
	drafting: Drafting;
	onFocus: (focus: PlanFocus) => void;
}

/** Divides a turf along a line that is drawn with taps. */
export function PlanDivide({ turf, map, drafting, onFocus }: PlanDivideProps) {
	const { act, edit } = drafting;
	const [line, setLine] = useState<readonly Position[]>([]);
	useDirty(line.length > 0);
	useEffect(() => {
		map.startDividing(setLine);
		return () => map.stopDividing();
	}, [map]);
	const back = () => onFocus({ on: "turf", n: turf.n });
	const divide = async () => {
		const drawn = { type: "LineString" as const, coordinates: [...line] };
		if (await edit({ kind: "split", turf: turf.n, line: drawn })) back();
	};
	return (
		<div class="stack plan-body">
			<div class="panel-head">
				<h2>{_("Dividir «%(name)s»", { name: turf.name })}</h2>
				<Button kind="quiet" icon={X} label={_("Dejar de trazar")} onClick={back} />
			</div>
			<p role="status">
				{line.length === 0
					? _("Toque el mapa a un lado de la zona y después al otro: la línea la parte en dos.")
					: ngettext(
							"%(n)s punto. Toque el siguiente.",
							"%(n)s puntos. Puede dividir ya, o seguir la línea.",
							line.length,
							{ n: line.length },
						)}
			</p>
			<div class="row">
				<Button icon={Undo2} disabled={line.length === 0} onClick={() => map.undoDividing()}>
					{_("Quitar el último punto")}
				</Button>
			</div>
			<div class="panel-act">
				<Button kind="main" wide busy={act.busy} disabled={line.length < 2} onClick={divide}>
					{_("Dividir por esta línea")}
				</Button>
			</div>
		</div>
	);
}
