import { NotebookPen } from "lucide";
import { useState } from "preact/hooks";
import { bytesOf } from "../device/sealing";
import { NOTE_BYTES } from "../device/visits";
import { _ } from "./i18n";
import { languageOptions } from "./languages";
import type { VisitParts } from "./recording";
import { Button, CheckField, Notice, SelectField, TextField } from "./ui";

interface VisitPartsFieldsProps {
	parts: VisitParts;
	onChange: (parts: VisitParts) => void;
	languages: readonly string[];
	/** Whether the fields to write in are shown; until then one button stands for them. */
	open: boolean;
	onOpen: () => void;
	/** What can be sealed now; without keys neither a note nor a language can be kept. */
	sealable: boolean;
}

/** What belongs to a visit beside its result: literature left, a note, the language spoken. */
export function VisitPartsFields({
	parts,
	onChange,
	languages,
	open,
	onOpen,
	sealable,
}: VisitPartsFieldsProps) {
	return (
		<div class="visit-parts">
			<CheckField
				label={_("Dejé volante")}
				checked={parts.literature}
				onChange={(literature) => onChange({ ...parts, literature })}
			/>
			{!open && (
				<Button kind="quiet" icon={NotebookPen} onClick={onOpen}>
					{_("Nota o idioma")}
				</Button>
			)}
			{open && (sealable ? <Sealed {...{ parts, onChange, languages }} /> : <NoKeys />)}
		</div>
	);
}

function Sealed({
	parts,
	onChange,
	languages,
}: Pick<VisitPartsFieldsProps, "parts" | "onChange" | "languages">) {
	const room = NOTE_BYTES - bytesOf(parts.note);
	return (
		<div class="visit-sealed">
			<TextField
				label={_("Nota para el equipo")}
				hint={_("Sin nombres ni teléfonos. Se sella al guardar: aquí ya no se podrá leer.")}
				error={room < 0 ? _("Sobran letras: acórtela un poco.") : undefined}
				rows={2}
				autoFocus
				autoCapitalize="sentences"
				value={parts.note}
				onInput={(note) => onChange({ ...parts, note })}
			/>
			<LanguageField
				value={parts.language}
				onChange={(language) => onChange({ ...parts, language })}
				first={languages}
			/>
		</div>
	);
}

interface LanguageFieldProps {
	value: string;
	onChange: (language: string) => void;
	first: readonly string[];
	label?: string;
}

/** A language by its own name, or written as people call it. */
export function LanguageField({
	value,
	onChange,
	first,
	label = _("Idioma que se habló"),
}: LanguageFieldProps) {
	const options = languageOptions(first);
	const [other, setOther] = useState(value !== "" && !options.some((option) => option.value === value));
	const choose = (chosen: string) => {
		setOther(chosen === OTHER);
		onChange(chosen === OTHER ? "" : chosen);
	};
	return (
		<>
			<SelectField
				label={label}
				value={other ? OTHER : value}
				placeholder={_("Sin anotar")}
				options={[...options, { value: OTHER, label: _("Otro…") }]}
				onChange={choose}
			/>
			{other && (
				<TextField label={_("¿Cómo se llama el idioma?")} value={value} maxLength={40} onInput={onChange} />
			)}
		</>
	);
}

const OTHER = "other";

function NoKeys() {
	return (
		<Notice>
			{_("Todavía no se pueden sellar notas en este teléfono: faltan las llaves, que llegan con señal.")}
		</Notice>
	);
}
