import { Check, Plus, RotateCcw, Undo2, X } from "lucide";
import { useState } from "preact/hooks";
import { type CutTurf, changeTurf, cutTurf, type Shape } from "../device/cutting";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import type { DeskMap } from "./map/desk_map";
import type { DoorPoints } from "./map/door_points";
import type { Sketch } from "./map/drawing";
import type { TurfMap } from "./map/turf_map";
import { doorsText } from "./places";
import { Fault, staleRecord, useAct } from "./server";
import { SketchCounts } from "./sketch_counts";
import { useCountOnMap, useHeld, usePreview, useSketch, useUndoKeys } from "./sketching";
import { Stale } from "./stale";
import { TurfFields, type TurfText } from "./turf_words";
import { Button, Notice, showToast } from "./ui";

interface TurfSketchProps {
	campaign: string;
	turfs: readonly CutTurf[];
	/** The turf whose shape is changed, or null for a new one. */
	turf: CutTurf | null;
	start: Shape | null;
	/** Null until all are known. */
	points: DoorPoints | null;
	map: TurfMap;
	onSaved: (turf: CutTurf) => Promise<void>;
	onLeave: () => void;
}

/** Drawing: the doors inside are counted with every move, and the server is asked when the hand rests. */
export function TurfSketch({ campaign, turfs, turf, start, points, map, onSaved, onLeave }: TurfSketchProps) {
	const sketch = useSketch(map, start);
	const own = turf?.polygon ?? null;
	const inside = useHeld(sketch, points, own);
	const { preview, fault, again } = usePreview(campaign, sketch, turf?.id);
	const [text, setText] = useState<TurfText>(() => turf ?? { name: nextName(turfs), note: "", good_for: [] });
	const { name, note, good_for } = text;
	const act = useAct();
	useDirty(sketch.canUndo);
	useCountOnMap(map, sketch, inside, preview);
	useUndoKeys(() => map.sketch?.undo());
	const { shape, phase, crossing } = sketch;
	const kept = preview?.polygon ?? null;
	const current = staleRecord<CutTurf>(act.fault);
	const save = (rev = turf?.rev) => {
		if (!kept) return;
		return act.run(async () => {
			if (!turf && !(await mayKeep(name, note))) return;
			const saved =
				turf && rev !== undefined
					? await reshape(turf, kept, rev)
					: await cutTurf(campaign, { name: name.trim(), note: note.trim(), good_for, polygon: kept });
			showToast({ text: _("«%(turf)s» guardada", { turf: saved.name }) });
			await onSaved(saved);
		});
	};
	const submit = (event: Event) => {
		event.preventDefault();
		return save();
	};
	return (
		<form class="stack" onSubmit={submit} noValidate>
			<div class="panel-head">
				<h2>{turf ? _("Cambiar «%(name)s»", { name: turf.name }) : _("Zona nueva")}</h2>
				<Button kind="quiet" icon={X} label={_("Dejar de trazar")} onClick={onLeave} />
			</div>
			<SketchCounts sketch={sketch} inside={inside} preview={preview} />
			<Fault of={fault} again={again} />
			<SketchActs sketch={sketch} map={map} />
			{crossing && <Crossing />}
			{phase === "shaping" && shape && (
				<>
					{!turf && <TurfFields text={text} fault={act.fault} onChange={setText} />}
					{current ? (
						<Stale
							differences={[
								{ label: _("Forma"), theirs: doorsText(current.doors), mine: doorsText(preview?.doors ?? 0) },
							]}
							onTheirs={() => void onSaved(current)}
							onMine={() => save(current.rev)}
						/>
					) : (
						<Fault of={act.fault} />
					)}
					{!current && (
						<div class="panel-act">
							<Button
								kind="main"
								type="submit"
								wide
								busy={act.busy}
								disabled={crossing || !name.trim() || !kept || preview?.doors === 0}
							>
								{turf ? _("Guardar la forma") : _("Guardar la zona")}
							</Button>
						</div>
					)}
				</>
			)}
		</form>
	);
}

/** Saves another shape. A name or a note that somebody else has changed meanwhile is no reason to ask. */
async function reshape(turf: CutTurf, polygon: Shape, rev: number): Promise<CutTurf> {
	try {
		return await changeTurf(turf.id, { polygon, rev });
	} catch (fault) {
		const current = staleRecord<CutTurf>(fault);
		if (!current || JSON.stringify(current.polygon) !== JSON.stringify(turf.polygon)) throw fault;
		return await changeTurf(turf.id, { polygon, rev: current.rev });
	}
}

export function Crossing() {
	return (
		<Notice kind="attention" alert>
			<p>{_("Las líneas se cruzan. Mueva una esquina, o deshaga la última.")}</p>
		</Notice>
	);
}

/** What can be done with a drawing, beside moving its corners. */
export function SketchActs({ sketch, map }: { sketch: Sketch; map: DeskMap }) {
	const placing = sketch.phase === "placing";
	return (
		<div class="row">
			<Button icon={Undo2} disabled={!sketch.canUndo} onClick={() => map.sketch?.undo()}>
				{_("Deshacer")}
			</Button>
			<Button
				icon={RotateCcw}
				disabled={!sketch.shape && sketch.corners === 0}
				onClick={() => map.sketch?.clear()}
			>
				{_("Borrar")}
			</Button>
			{placing && (
				<Button kind="main" icon={Check} disabled={sketch.corners < 3} onClick={() => map.sketch?.finish()}>
					{_("Cerrar la forma")}
				</Button>
			)}
			{!placing && (
				<Button icon={Plus} onClick={() => map.sketch?.addPart()}>
					{_("Añadir otra parte")}
				</Button>
			)}
		</div>
	);
}

/** "Emma Norte 4" after "Emma Norte 3"; a first one is "Zona 1". */
function nextName(turfs: readonly CutTurf[]): string {
	const last = turfs.findLast(({ name }) => /\d+$/.test(name))?.name;
	const stem = last?.replace(/\d+$/, "") ?? `${_("Zona")} `;
	const numbers = turfs.map(({ name }) => (name.startsWith(stem) ? Number(name.slice(stem.length)) : 0));
	return stem + (Math.max(0, ...numbers.filter(Number.isInteger)) + 1);
}
