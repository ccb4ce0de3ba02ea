import { Check, Plus, RotateCcw, Undo2, X } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import {
	type CutTurf,
	changeTurf,
	cutTurf,
	previewTurf,
	type Shape,
	type TurfPreview,
} from "../device/cutting";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { type DoorPoints, type Held, held, NOTHING } from "./map/door_points";
import { EMPTY_SKETCH, type Sketch } from "./map/drawing";
import { middleOf, partsOf } from "./map/shapes";
import { Fault, staleRecord, useAct } from "./server";
import { SketchCounts } from "./sketch_counts";
import type { TurfCanvasHandle } from "./turf_canvas";
import { TurfFields } from "./turf_panel";
import { Button, Notice, showToast } from "./ui";

/** A drawing rests when it has not changed for so long: then the server is asked. */
const REST_MS = 350;

interface TurfSketchProps {
	campaign: string;
	turfs: readonly CutTurf[];
	/** The turf whose shape is changed, or null for a new one. */
	turf: CutTurf | null;
	start: Shape | null;
	points: DoorPoints;
	map: TurfCanvasHandle;
	onSaved: (turf: CutTurf) => Promise<void>;
	onLeave: () => void;
}

/** Drawing: the doors inside are counted with every move, and the server is asked when the hand rests. */
export function TurfSketch({ campaign, turfs, turf, start, points, map, onSaved, onLeave }: TurfSketchProps) {
	const sketch = useSketch(map, start);
	const own = turf?.polygon ?? null;
	const inside = useHeld(sketch, points, own);
	const preview = usePreview(campaign, sketch, turf?.id);
	const [name, setName] = useState(turf?.name ?? nextName(turfs));
	const [note, setNote] = useState(turf?.note ?? "");
	const act = useAct();
	useDirty(sketch.canUndo);
	useCountOnMap(map, sketch, inside, preview);
	useUndoKey(map);
	const { shape, phase, crossing } = sketch;
	const kept = preview?.polygon ?? null;
	const save = (event: Event) => {
		event.preventDefault();
		if (!kept) return;
		return act.run(async () => {
			const saved = turf
				? await changeTurf(turf.id, { polygon: kept, rev: staleRecord<CutTurf>(act.fault)?.rev ?? turf.rev })
				: await cutTurf(campaign, { name: name.trim(), note: note.trim(), polygon: kept });
			showToast({ text: _("«%(turf)s» guardada", { turf: saved.name }) });
			await onSaved(saved);
		});
	};
	return (
		<form class="stack" onSubmit={save} noValidate>
			<div class="panel-head">
				<h2>{turf ? _("Cambiar «%(name)s»", { name: turf.name }) : _("Zona nueva")}</h2>
				<Button kind="quiet" icon={X} label={_("Dejar de trazar")} onClick={onLeave} />
			</div>
			<SketchCounts sketch={sketch} inside={inside} preview={preview} />
			<SketchActs sketch={sketch} map={map} />
			{crossing && <Crossing />}
			{phase === "shaping" && shape && (
				<>
					{!turf && (
						<TurfFields name={name} note={note} fault={act.fault} onName={setName} onNote={setNote} />
					)}
					<Fault of={act.fault} />
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
				</>
			)}
		</form>
	);
}

function Crossing() {
	return (
		<Notice kind="attention" alert>
			<p>{_("Las líneas se cruzan. Mueva una esquina, o deshaga la última.")}</p>
		</Notice>
	);
}

function SketchActs({ sketch, map }: { sketch: Sketch; map: TurfCanvasHandle }) {
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

/** The drawing on the map for as long as this is shown. */
function useSketch(map: TurfCanvasHandle, start: Shape | null): Sketch {
	const [sketch, setSketch] = useState(EMPTY_SKETCH);
	useEffect(() => {
		if (start) map.showShape(start);
		map.startDrawing(start, setSketch);
		return () => map.stopDrawing();
	}, [map, start]);
	return sketch;
}

/** What the shape holds, counted at most once a frame. */
function useHeld({ shape }: Sketch, points: DoorPoints, own: Shape | null): Held {
	const [inside, setInside] = useState<Held>(NOTHING);
	useEffect(() => {
		const frame = requestAnimationFrame(() => setInside(shape ? held(points, shape, own) : NOTHING));
		return () => cancelAnimationFrame(frame);
	}, [shape, points, own]);
	return inside;
}

/** What the server says of a closed shape, asked when it rests; null while that is not known. */
function usePreview(campaign: string, { shape, phase, crossing }: Sketch, turf?: string): TurfPreview | null {
	const [preview, setPreview] = useState<TurfPreview | null>(null);
	const asked = useRef(0);
	const key = JSON.stringify(shape);
	useEffect(() => {
		setPreview(null);
		asked.current += 1;
		const mine = asked.current;
		if (!shape || phase !== "shaping" || crossing) return;
		const timer = setTimeout(async () => {
			const found = await previewTurf(campaign, shape, turf).catch(() => null);
			if (mine === asked.current) setPreview(found);
		}, REST_MS);
		return () => clearTimeout(timer);
	}, [campaign, key, phase, crossing, turf]);
	return preview;
}

function useCountOnMap(
	map: TurfCanvasHandle,
	sketch: Sketch,
	inside: Held,
	preview: TurfPreview | null,
): void {
	const { shape } = sketch;
	const n = preview?.doors ?? inside.free;
	useEffect(() => {
		const ring = shape && partsOf(shape)[0]?.[0];
		map.showSketch(
			preview?.overlapping.length ? preview.polygon : null,
			ring ? { at: middleOf(ring), text: String(n) } : null,
		);
	}, [map, shape, n, preview]);
}

/** Ctrl+Z undoes the drawing wherever the focus is, but in a field, which undoes its own typing. */
function useUndoKey(map: TurfCanvasHandle): void {
	useEffect(() => {
		const undo = (event: KeyboardEvent) => {
			const typing = (event.target as HTMLElement | null)?.closest("input, textarea");
			if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || typing) return;
			event.preventDefault();
			map.sketch?.undo();
		};
		window.addEventListener("keydown", undo);
		return () => window.removeEventListener("keydown", undo);
	}, [map]);
}

/** "Emma Norte 4" after "Emma Norte 3"; a first one is "Zona 1". */
function nextName(turfs: readonly CutTurf[]): string {
	const last = turfs.findLast(({ name }) => /\d+$/.test(name))?.name;
	const stem = last?.replace(/\d+$/, "") ?? `${_("Zona")} `;
	const numbers = turfs.map(({ name }) => (name.startsWith(stem) ? Number(name.slice(stem.length)) : 0));
	return stem + (Math.max(0, ...numbers.filter(Number.isInteger)) + 1);
}
