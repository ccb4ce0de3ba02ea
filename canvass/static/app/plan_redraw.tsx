import { X } from "lucide";
import { useMemo } from "preact/hooks";
import type { DraftTurf } from "../device/plans";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { countInside } from "./map/plan_doors";
import type { PlanMap } from "./map/plan_map";
import { doorsText } from "./places";
import type { PlanFocus } from "./plan_desk";
import type { Drafting } from "./planning";
import { useSketch } from "./sketching";
import { Crossing, SketchActs } from "./turf_sketch";
import { Button } from "./ui";

interface PlanDrawingProps {
	turf: DraftTurf;
	map: PlanMap;
	drafting: Drafting;
	onFocus: (focus: PlanFocus) => void;
}

/** Another shape for a draft turf, by hand: the doors inside become its own, those outside are left over. */
export function PlanRedraw({ turf, map, drafting, onFocus }: PlanDrawingProps) {
	const { doors, act, edit } = drafting;
	// The shape that it starts with stays the same while it is drawn.
	const start = useMemo(() => turf.polygon, []);
	const sketch = useSketch(map, start);
	const { shape, phase, crossing } = sketch;
	const inside = useMemo(() => (shape ? countInside(doors, shape) : 0), [doors, shape]);
	useDirty(sketch.canUndo);
	const back = () => onFocus({ on: "turf", n: turf.n });
	const save = async () => {
		if (shape && (await edit({ kind: "redraw", turf: turf.n, polygon: shape }))) back();
	};
	return (
		<div class="stack plan-body">
			<div class="panel-head">
				<h2>{_("Cambiar «%(name)s»", { name: turf.name })}</h2>
				<Button kind="quiet" icon={X} label={_("Dejar de trazar")} onClick={back} />
			</div>
			<p role="status" class="sketch-counts">
				<span class="large">{doorsText(inside)}</span>
				<br />
				<span class="soft">
					{_(
						"Arrastre las esquinas. Las puertas de dentro pasan a esta zona, también las de otras; las de fuera quedan sin zona.",
					)}
				</span>
			</p>
			<SketchActs sketch={sketch} map={map} />
			{crossing && <Crossing />}
			<div class="panel-act">
				<Button
					kind="main"
					wide
					busy={act.busy}
					disabled={!shape || phase !== "shaping" || crossing || inside === 0}
					onClick={save}
				>
					{_("Guardar la forma")}
				</Button>
			</div>
		</div>
	);
}
