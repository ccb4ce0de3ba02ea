import { X } from "lucide";
import { useEffect, useMemo, useState } from "preact/hooks";
import { beginAt, type CutTurf, type Position } from "../device/cutting";
import { type SheetDoor, stopsOf } from "../device/walk_sheet";
import { beginWords, pointOf } from "./beginning";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { samePoint } from "./map/nearness";
import type { TurfMap } from "./map/turf_map";
import { Fault, staleRecord, useAct } from "./server";
import { Stale } from "./stale";
import { isHeld } from "./turf_editing";
import { stopName } from "./turf_streets";
import { Button, SelectField, showToast } from "./ui";

interface TurfBeginProps {
	turf: CutTurf;
	map: TurfMap;
	/** The turf's, in walking order; empty until they are known. */
	doors: readonly SheetDoor[];
	onChange: () => Promise<void>;
	onBack: () => void;
}

/** Where the walk begins: a tap on the map, or a door from the list. */
export function TurfBegin({ turf, map, doors, onChange, onBack }: TurfBeginProps) {
	const [at, setAt] = useState<Position | null>(turf.start);
	const act = useAct();
	const current = staleRecord<CutTurf>(act.fault);
	const changed = !samePoint(at, turf.start);
	useDirty(changed);
	useEffect(() => {
		map.startPlacing(setAt);
		return () => map.stopPlacing();
	}, [map]);
	useEffect(() => {
		map.showStart(at, _("Empieza aquí"));
		return () => map.showStart(turf.start, _("Empieza aquí"));
	}, [map, at, turf.start]);
	const save = (rev: number) =>
		act.run(async () => {
			await beginAt(turf.id, rev, at);
			showToast({ text: _("El orden de «%(turf)s» empieza ahí", { turf: turf.name }) });
			await onChange();
			onBack();
		});
	return (
		<div class="stack">
			<div class="panel-head">
				<h2>{_("Dónde empieza «%(name)s»", { name: turf.name })}</h2>
				<Button kind="quiet" icon={X} label={_("Dejar de elegir dónde empieza")} onClick={onBack} />
			</div>
			<p>{_("Toque el mapa donde empieza la caminata, o elija una puerta: el orden sale desde ahí.")}</p>
			<p role="status">
				<strong>{beginWords(at, doors)}</strong>
			</p>
			<BeginDoor doors={doors} at={at} onChange={setAt} />
			{at && <Button onClick={() => setAt(null)}>{_("Empezar donde el camino sea más corto")}</Button>}
			{isHeld(turf) && (
				<p class="soft">{_("El orden cambia también en el teléfono de quien la camina ahora.")}</p>
			)}
			{current ? (
				<Stale
					differences={[
						{
							label: _("Dónde empieza"),
							theirs: beginWords(current.start, doors),
							mine: beginWords(at, doors),
						},
					]}
					onTheirs={async () => {
						await onChange();
						onBack();
					}}
					onMine={() => save(current.rev)}
				/>
			) : (
				<Fault of={act.fault} />
			)}
			{!current && (
				<div class="panel-act">
					<Button kind="main" wide busy={act.busy} disabled={!changed} onClick={() => save(turf.rev)}>
						{_("Guardar dónde empieza")}
					</Button>
				</div>
			)}
		</div>
	);
}

interface BeginDoorProps {
	doors: readonly SheetDoor[];
	at: Position | null;
	onChange: (at: Position) => void;
}

/** The same without a pointer. */
function BeginDoor({ doors, at, onChange }: BeginDoorProps) {
	const stops = useMemo(
		() =>
			stopsOf(doors).map((stop) => ({
				id: String(stop.n),
				at: pointOf(stop.doors[0]),
				name: stopName(stop, doors),
			})),
		[doors],
	);
	const choose = (id: string) => {
		const point = stops.find((stop) => stop.id === id)?.at;
		if (point) onChange(point);
	};
	return (
		<SelectField
			label={_("En una puerta")}
			value={stops.find((stop) => at !== null && samePoint(stop.at, at))?.id ?? ""}
			onChange={choose}
			options={[
				{ value: "", label: _("Ninguna") },
				...stops.flatMap(({ id, at: point, name }) => (point ? [{ value: id, label: name || "—" }] : [])),
			]}
		/>
	);
}
