import { TriangleAlert } from "lucide";
import { useState } from "preact/hooks";
import type { Result } from "../device/types";
import { _ } from "./i18n";
import { ResultButton } from "./results";
import { Button, Notice, Sheet } from "./ui";
import { LanguageField } from "./visit_parts";

const SELDOM: readonly Result[] = ["inaccessible", "vacant", "not_found", "do_not_knock", "skipped_unsafe"];

interface OtherResultsProps {
	open: boolean;
	onClose: () => void;
	onTap: (result: Result) => void;
	onReport: () => void;
}

/** The results that come seldom, one tap behind the others. */
export function OtherResults({ open, onClose, onTap, onReport }: OtherResultsProps) {
	return (
		<Sheet open={open} onClose={onClose} title={_("¿Qué pasó?")}>
			<div class="results results-list">
				{SELDOM.map((result) => (
					<ResultButton key={result} result={result} onTap={onTap} />
				))}
			</div>
			<p class="soft">
				{_("«No tocar más» es para cuando lo piden o hay un letrero: ninguna campaña vuelve a esa puerta.")}
			</p>
			<Button kind="quiet" icon={TriangleAlert} onClick={onReport}>
				{_("Avisar de un problema con la dirección")}
			</Button>
		</Sheet>
	);
}

interface OtherLanguageProps {
	open: boolean;
	onClose: () => void;
	languages: readonly string[];
	sealable: boolean;
	onSave: (language: string) => void;
}

/** Which language it was, so that someone who speaks it can come; it is sealed, and may stay unknown. */
export function OtherLanguage({ open, onClose, languages, sealable, onSave }: OtherLanguageProps) {
	const [language, setLanguage] = useState("");
	return (
		<Sheet
			open={open}
			onClose={onClose}
			title={_("¿Qué idioma hablan?")}
			foot={
				<Button kind="main" onClick={() => onSave(language)}>
					{language ? _("Guardar") : _("Guardar sin el idioma")}
				</Button>
			}
		>
			{sealable ? (
				<>
					<LanguageField value={language} onChange={setLanguage} first={languages} label={_("Idioma")} />
					<p class="soft">{_("Se sella al guardar. Sirve para que vuelva alguien que lo hable.")}</p>
				</>
			) : (
				<Notice>{_("Sin llaves en este teléfono, el idioma no se puede anotar: solo que fue otro.")}</Notice>
			)}
		</Sheet>
	);
}
