import { Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { correctVisit } from "../device/corrections";
import type { OwnVisit } from "../device/db";
import { addressOf, type DoorView } from "../device/doors";
import { RESULTS, type Result } from "../device/types";
import { ownVisits, voidVisit } from "../device/visits";
import { useDirty } from "./dirty";
import { doorInTurf } from "./doors";
import { tellFault } from "./faults";
import { mayKeep } from "./guard";
import { _, formatDateTime } from "./i18n";
import { ResultButton } from "./results";
import { useStore } from "./store";
import { NotHere } from "./turf";
import { ask, Button, CheckField, Notice, Page, showToast, TextField } from "./ui";
import { LanguageField } from "./visit_parts";

/** Corrects a visit of this phone: the first record stays a fact, a later one replaces it. */
export function Correction() {
	const { door: id, visit } = useRoute().params as { door: string; visit: string };
	const found = useStore(async () => {
		const place = await doorInTurf(id);
		const own = (await ownVisits(id)).find((one) => one.visit === visit);
		return place && own ? { ...place, own } : null;
	}, [id, visit]);
	if (found === undefined) return null;
	if (found === null) return <NotHere />;
	return (
		<CorrectionForm
			key={visit}
			door={found.door}
			own={found.own}
			languages={found.turf.campaign?.languages ?? []}
		/>
	);
}

interface CorrectionFormProps {
	door: DoorView;
	own: OwnVisit;
	languages: readonly string[];
}

/** Sealed parts can't be read here: each stays as it is, is replaced, or is removed. */
interface Draft {
	result: Result;
	literature: boolean;
	note: string;
	language: string;
	removeNote: boolean;
	removeLanguage: boolean;
}

function CorrectionForm({ door, own, languages }: CorrectionFormProps) {
	const { route } = useLocation();
	const { result, literature } = own;
	const [draft, setDraft] = useState<Draft>({
		...{ result, literature, note: "", language: "" },
		...{ removeNote: false, removeLanguage: false },
	});
	const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
	useDirty(draft.note !== "" || draft.result !== result || draft.literature !== literature);
	const up = `/doors/${door.door}`;
	const save = async () => {
		if (await saveCorrection(own, draft)) route(up, true);
	};
	const remove = async () => {
		if (await removeVisit(own)) route(up, true);
	};
	return (
		<Page
			title={_("Corregir visita")}
			back={up}
			under={`${addressOf(door)} · ${formatDateTime(own.at)}`}
			foot={
				<Button kind="main" onClick={save}>
					{_("Guardar cambios")}
				</Button>
			}
		>
			<div class="results results-list">
				{RESULTS.map((one) => (
					<ResultButton
						key={one}
						result={one}
						pressed={one === draft.result}
						onTap={(chosen) => change({ result: chosen })}
					/>
				))}
			</div>
			<CheckField
				label={_("Dejé volante")}
				checked={draft.literature}
				onChange={(on) => change({ literature: on })}
			/>
			<SealedParts own={own} draft={draft} change={change} languages={languages} />
			<Button kind="danger" icon={Trash2} wide onClick={remove}>
				{_("Anular esta visita")}
			</Button>
		</Page>
	);
}

interface SealedPartsProps {
	own: OwnVisit;
	draft: Draft;
	change: (part: Partial<Draft>) => void;
	languages: readonly string[];
}

function SealedParts({ own, draft, change, languages }: SealedPartsProps) {
	return (
		<>
			{(own.has_note || own.has_language) && (
				<Notice>{_("La nota o el idioma que selló siguen ahí, aunque aquí no se puedan leer.")}</Notice>
			)}
			<TextField
				label={own.has_note ? _("Nota nueva, en lugar de la sellada") : _("Nota para el equipo")}
				rows={2}
				autoCapitalize="sentences"
				value={draft.note}
				disabled={draft.removeNote}
				onInput={(note) => change({ note })}
			/>
			{own.has_note && (
				<CheckField
					label={_("Quitar la nota sellada")}
					checked={draft.removeNote}
					onChange={(removeNote) => change({ removeNote, note: "" })}
				/>
			)}
			<LanguageField value={draft.language} onChange={(language) => change({ language })} first={languages} />
			{own.has_language && (
				<CheckField
					label={_("Quitar el idioma sellado")}
					checked={draft.removeLanguage}
					onChange={(removeLanguage) => change({ removeLanguage, language: "" })}
				/>
			)}
		</>
	);
}

function sealedPart(text: string, remove: boolean): string | null | undefined {
	return remove ? null : text.trim() || undefined;
}

async function saveCorrection({ visit, door, turf }: OwnVisit, draft: Draft): Promise<boolean> {
	const note = sealedPart(draft.note, draft.removeNote);
	const language = sealedPart(draft.language, draft.removeLanguage);
	try {
		if (!(await mayKeep(draft.note))) return false;
		await correctVisit({
			...{ visit, door, turf, result: draft.result, literature: draft.literature },
			...(note === undefined ? {} : { note }),
			...(language === undefined ? {} : { language }),
		});
		showToast({ text: _("Corregido. Guardado en este teléfono.") });
		return true;
	} catch (error) {
		await tellFault(error);
		return false;
	}
}

async function removeVisit({ visit }: OwnVisit): Promise<boolean> {
	const yes = await ask({
		title: _("¿Anular esta visita?"),
		text: _("La puerta queda como si usted no hubiera pasado."),
		act: _("Anular"),
		danger: true,
	});
	if (!yes) return false;
	try {
		await voidVisit(visit);
		showToast({ text: _("Visita anulada") });
		return true;
	} catch (error) {
		await tellFault(error);
		return false;
	}
}
