import { Building, DoorOpen } from "lucide";
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { type DoorView, isToVisit } from "../device/doors";
import { type Stop, turfView } from "../device/turfs";
import { recordVisits, voidVisits } from "../device/visits";
import { tellFault } from "./faults";
import { _, ngettext } from "./i18n";
import { placeName, unitName, unitsText } from "./places";
import { beginShift } from "./recording";
import { doorResult, ResultMark } from "./results";
import { useStore } from "./store";
import { doorAbout, NotHere } from "./turf";
import { Button, ButtonLink, CheckField, Empty, Page, Progress, showToast, WindowedList } from "./ui";
import "./building.css";

export { PaperEntry } from "./paper_entry";

const ROW = 64;

/** A place with several doors: each of them, and "nobody home" for several at once. */
export function BuildingScreen() {
	const { turf: id, place } = useRoute().params as { turf: string; place: string };
	const turf = useStore(() => turfView(id), [id]);
	if (turf === undefined) return null;
	if (turf === null) return <NotHere />;
	const stop = turf.stops.find((one) => one.place === place);
	return stop ? <Units key={place} turf={id} stop={stop} /> : <NoPlace turf={id} />;
}

function NoPlace({ turf }: { turf: string }) {
	return (
		<Page title={_("No está aquí")} back={`/turfs/${turf}`}>
			<Empty
				icon={Building}
				title={_("Este lugar ya no está en su zona")}
				act={
					<ButtonLink kind="main" href={`/turfs/${turf}`}>
						{_("Ver la lista")}
					</ButtonLink>
				}
			>
				{_("Vuelva a la lista para ver los que siguen.")}
			</Empty>
		</Page>
	);
}

function Units({ turf, stop }: { turf: string; stop: Stop }) {
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const [literature, setLiterature] = useState(false);
	const left = stop.doors.filter(isToVisit).map(({ door }) => door);
	const choose = (door: string) =>
		setChosen(chosen.includes(door) ? chosen.filter((one) => one !== door) : [...chosen, door]);
	const all = left.every((door) => chosen.includes(door));
	const save = async () => {
		if (await recordNobodyHome(turf, chosen, literature)) setChosen([]);
	};
	return (
		<Page
			title={placeName(stop)}
			back={`/turfs/${turf}`}
			under={<Head stop={stop} />}
			foot={
				chosen.length > 0 && (
					<div class="several">
						<CheckField label={_("Dejé volante")} checked={literature} onChange={setLiterature} />
						<Button kind="main" wide onClick={save}>
							{ngettext("No hay nadie en %(n)s puerta", "No hay nadie en %(n)s puertas", chosen.length, {
								n: chosen.length,
							})}
						</Button>
					</div>
				)
			}
		>
			<div class="row building-acts">
				{left.length > 1 && (
					<Button onClick={() => setChosen(all ? [] : left)}>
						{all ? _("No marcar ninguna") : _("Marcar las que faltan")}
					</Button>
				)}
				<ButtonLink icon={DoorOpen} href={`/turfs/${turf}/doors/new?place=${stop.place}`}>
					{_("Añadir puerta")}
				</ButtonLink>
			</div>
			<WindowedList
				items={stop.doors}
				keyOf={({ door }) => door}
				rowHeight={ROW}
				label={_("Puertas, en el orden del camino")}
			>
				{(door) => <UnitRow door={door} chosen={chosen.includes(door.door)} onChoose={choose} />}
			</WindowedList>
		</Page>
	);
}

function Head({ stop }: { stop: Stop }) {
	const { visited, doors } = stop;
	return (
		<Progress
			value={visited}
			max={doors.length}
			label={_("Puertas visitadas")}
			text={`${unitsText(stop.kind, doors.length)} · ${visited}/${doors.length}`}
		/>
	);
}

interface UnitRowProps {
	door: DoorView;
	chosen: boolean;
	onChoose: (door: string) => void;
}

function UnitRow({ door, chosen, onChoose }: UnitRowProps) {
	return (
		<div class="unit">
			<a class="stop" href={`/doors/${door.door}`}>
				<ResultMark result={doorResult(door)} />
				<span class="stop-words">
					<span class="stop-name number">{unitName(door)}</span>
					<small>{doorAbout(door)}</small>
				</span>
			</a>
			{!door.do_not_knock && (
				<label class="unit-choose">
					<input
						type="checkbox"
						autocomplete="off"
						checked={chosen}
						aria-label={_("Marcar %(unit)s", { unit: unitName(door) })}
						onChange={() => onChoose(door.door)}
					/>
				</label>
			)}
		</div>
	);
}

/** Saves the same result at all of them, or at none, and offers to undo it; true when it is saved. */
async function recordNobodyHome(
	turf: string,
	doors: readonly string[],
	literature: boolean,
): Promise<boolean> {
	try {
		await beginShift(turf);
		const visits = await recordVisits({ doors: [...doors], turf, result: "not_home", literature });
		showToast({
			text: ngettext(
				"No hay nadie en %(n)s puerta. Guardado aquí.",
				"No hay nadie en %(n)s puertas. Guardado aquí.",
				doors.length,
				{ n: doors.length },
			),
			undo: () => undo(visits),
		});
		return true;
	} catch (error) {
		await tellFault(error);
		return false;
	}
}

async function undo(visits: readonly string[]): Promise<void> {
	try {
		await voidVisits(visits);
		showToast({ text: _("Deshecho") });
	} catch (error) {
		await tellFault(error);
	}
}
