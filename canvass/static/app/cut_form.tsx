import { Scissors } from "lucide";
import { useState } from "preact/hooks";
import { orderCut } from "../device/plans";
import { type Area, CutArea } from "./cut_area";
import { CutSize, readWish, START } from "./cut_size";
import { _ } from "./i18n";
import type { DoorPoints } from "./map/door_points";
import { EMPTY_SKETCH } from "./map/drawing";
import type { TurfMap } from "./map/turf_map";
import { Fault, useAct } from "./server";
import { useHeld } from "./sketching";
import { Button, CheckField, TextField } from "./ui";

interface CutFormProps {
	campaign: string;
	/** Null until the server has told them all. */
	points: DoorPoints | null;
	map: TurfMap | null;
	area: Area;
	onArea: (area: Area) => void;
	onStreets: () => void;
	/** With the id of the plan that is being cut. */
	onBegun: (plan: string) => void;
}

/** What is asked of a cut: how large the turfs, where, and which doors. */
export function CutForm({ campaign, points, map, area, onArea, onStreets, onBegun }: CutFormProps) {
	const [size, setSize] = useState(START);
	const [neverHome, setNeverHome] = useState(false);
	const [since, setSince] = useState("");
	const [drawn, setSketch] = useState(EMPTY_SKETCH);
	const act = useAct();
	const sketch = area ? drawn : EMPTY_SKETCH;
	const free = useHeld(sketch, points, null)?.free ?? null;
	const all = points ? points.doors - points.taken : null;
	const wish = readWish(size);
	const shaped = sketch.shape !== null && sketch.phase === "shaping" && !sketch.crossing;
	const ready = wish !== null && (area === null || shaped);
	const begin = (event: Event) => {
		event.preventDefault();
		if (!ready) return;
		const filter = { not_visited_since: since || null, never_home: neverHome };
		const order = { wish, area: sketch.shape, filter, start: null, seed: null };
		return act.run(async () => onBegun((await orderCut(campaign, order)).plan));
	};
	return (
		<form class="stack" onSubmit={begin} noValidate>
			<CutSize fields={size} doors={shaped ? free : all} fault={act.fault} onChange={setSize} />
			<CutArea
				map={map}
				area={area}
				known={points !== null}
				free={free}
				onArea={onArea}
				onSketch={setSketch}
				onStreets={onStreets}
			/>
			<fieldset class="chips">
				<legend>{_("¿Qué puertas?")}</legend>
				<CheckField
					label={_("Solo donde se tocó y nadie abrió")}
					checked={neverHome}
					onChange={setNeverHome}
				/>
				<TextField
					type="date"
					label={_("Solo las no visitadas desde")}
					hint={_("Vacío: da igual cuándo fue la última visita.")}
					value={since}
					onInput={setSince}
				/>
				<p class="soft">{_("Quedan fuera las que pidieron no tocar y las que ya están en una zona.")}</p>
			</fieldset>
			<div class="panel-act">
				<Fault of={act.fault} />
				<Button kind="main" type="submit" icon={Scissors} wide busy={act.busy} disabled={!ready}>
					{_("Cortar")}
				</Button>
			</div>
		</form>
	);
}
