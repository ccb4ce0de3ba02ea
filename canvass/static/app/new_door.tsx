import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { LONGEST } from "../device/envelope";
import { addDoor } from "../device/found_doors";
import { type Stop, type TurfView, turfView } from "../device/turfs";
import { PLACE_KINDS, type PlaceKind } from "../device/types";
import { useDirty } from "./dirty";
import { tellFault } from "./faults";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { kindName, placeName } from "./places";
import { useStore } from "./store";
import { NotHere } from "./turf";
import { Button, ChoiceChips, Page, SelectField, showToast, TextField } from "./ui";

/** A door that the list lacks: of a place on it (`?place=`), or of a new one. */
export function NewDoorScreen() {
	const { params, query } = useRoute();
	const { turf: id } = params as { turf: string };
	const turf = useStore(() => turfView(id), [id]);
	if (turf === undefined) return null;
	if (turf === null) return <NotHere />;
	const stop = turf.stops.find(({ place }) => place === query.place);
	return <NewDoorForm turf={turf} stop={stop ?? null} />;
}

interface Draft {
	kind: PlaceKind;
	number: string;
	street: string;
	label: string;
}

function NewDoorForm({ turf, stop }: { turf: TurfView; stop: Stop | null }) {
	const { route } = useLocation();
	const [draft, setDraft] = useState<Draft>(() => draftAt(turf, stop));
	const [asked, setAsked] = useState(false);
	const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
	useDirty(draft.label !== "" || (!stop && draft.number !== ""));
	const missing = stop ? draft.label.trim() === "" : draft.street.trim() === "";
	const save = async () => {
		setAsked(true);
		if (missing) return;
		const door = await saveDoor(turf, stop, draft);
		if (door) route(`/doors/${door}`, true);
	};
	return (
		<Page
			title={_("Añadir puerta")}
			back={stop ? `/turfs/${turf.turf}/places/${stop.place}` : `/turfs/${turf.turf}`}
			under={stop ? placeName(stop) : turf.name}
			foot={
				<Button kind="main" onClick={save}>
					{_("Añadir")}
				</Button>
			}
		>
			{!stop && <PlaceFields turf={turf} draft={draft} change={change} missing={asked && missing} />}
			<TextField
				label={stop ? _("Lote, apartamento o letrero") : _("Apartamento, lote o detalle")}
				hint={_("Por ejemplo: Lote 12, Apto. 3B, casita de atrás. Sin nombres de personas.")}
				error={stop && asked && missing ? _("Escriba cómo se reconoce esta puerta.") : undefined}
				value={draft.label}
				maxLength={LONGEST.label}
				onInput={(label) => change({ label })}
			/>
		</Page>
	);
}

interface PlaceFieldsProps {
	turf: TurfView;
	draft: Draft;
	change: (part: Partial<Draft>) => void;
	missing: boolean;
}

function PlaceFields({ turf, draft, change, missing }: PlaceFieldsProps) {
	const streets = [...new Set(turf.stops.map(({ street }) => street))].sort();
	const [other, setOther] = useState(streets.length === 0);
	return (
		<>
			<ChoiceChips
				legend={_("¿Qué es?")}
				value={draft.kind}
				onChange={(kind) => change({ kind })}
				options={PLACE_KINDS.map((value) => ({ value, label: kindName(value) }))}
			/>
			<SelectField
				label={_("Calle")}
				value={other ? OTHER : draft.street}
				onChange={(street) => {
					setOther(street === OTHER);
					change({ street: street === OTHER ? "" : street });
				}}
				options={[
					...streets.map((street) => ({ value: street, label: street })),
					{ value: OTHER, label: _("Otra calle…") },
				]}
				error={missing && !other ? _("Elija la calle.") : undefined}
			/>
			{other && (
				<TextField
					label={_("¿Qué calle?")}
					value={draft.street}
					maxLength={LONGEST.street}
					error={missing ? _("Escriba la calle o el camino.") : undefined}
					onInput={(street) => change({ street })}
				/>
			)}
			<TextField
				label={_("Número")}
				value={draft.number}
				maxLength={LONGEST.number}
				onInput={(number) => change({ number })}
			/>
		</>
	);
}

const OTHER = "…";

/** A new place begins on the street where the volunteer is now. */
function draftAt(turf: TurfView, stop: Stop | null): Draft {
	const near = stop ?? turf.next?.door ?? turf.stops[0];
	const { street = "", kind = "house" } = near ?? {};
	return { kind: stop ? kind : "house", number: stop?.number ?? "", street, label: "" };
}

async function saveDoor(turf: TurfView, stop: Stop | null, draft: Draft): Promise<string | null> {
	try {
		if (!(await mayKeep(draft.label, draft.number, draft.street))) return null;
		const door = await addDoor({
			turf: turf.turf,
			place: stop?.place ?? null,
			...draft,
			...{ lon: stop?.lon ?? null, lat: stop?.lat ?? null },
		});
		showToast({ text: _("Puerta añadida. Guardada en este teléfono.") });
		return door;
	} catch (error) {
		await tellFault(error);
		return null;
	}
}
