import { Download } from "lucide";
import { useState } from "preact/hooks";
import {
	EXPORTED,
	type Exported,
	FORMATS,
	type Format,
	type PlainExport,
	plainExport,
} from "../device/plain_export";
import { openVaults } from "../device/unlocked";
import { DeskFault } from "./desk_faults";
import { beside } from "./desk_words";
import { download } from "./download";
import { _, ngettext } from "./i18n";
import { withProof } from "./proof";
import { useAct } from "./server";
import { ask, Button, ChoiceChips, showToast } from "./ui";

const VAULT_OF = { contact: "intake", case: "consulta", ladder: "leadership" } as const;

const KIND_WORDS: Record<Exported, () => string> = {
	contact: () => _("Contactos"),
	case: () => _("Casos"),
	ladder: () => _("Escalera"),
};

const FORMAT_WORDS: Record<Format, () => string> = {
	csv: () => _("Tabla (CSV)"),
	json: () => "JSON",
	osdi: () => _("Para Action Network (OSDI)"),
};

/** A list in clear, for a keyholder: what it is is said before, and proved for. */
export function PlainExportChoice() {
	const kinds = EXPORTED.filter((kind) => openVaults().has(VAULT_OF[kind]));
	const [kind, setKind] = useState<Exported | null>(null);
	const [format, setFormat] = useState<Format>("csv");
	const act = useAct();
	// Whoever asks for help is on no list for events.
	const formats: readonly Format[] = kind === "case" ? FORMATS.filter((one) => one !== "osdi") : FORMATS;
	const chosen = formats.includes(format) ? format : "csv";
	const take = async () => {
		if (kind === null || !(await ask(openQuestion()))) return;
		await act.run(async () => {
			const made = await withProof(() => plainExport(kind, chosen));
			download(made.file);
			showToast({ text: madeWords(made), seconds: 8 });
		});
	};
	return (
		<details class="key-log">
			<summary>{_("Una lista en claro")}</summary>
			<p>
				{_(
					"Se arma en este navegador y queda en sus descargas, sin candado: quien abra el archivo lo lee. Queda anotado que usted la pidió. Bórrela en cuanto no la necesite.",
				)}
			</p>
			{kinds.length === 0 && <p>{_("Abra primero sus bóvedas, en «Revisión» o en «Mi día».")}</p>}
			{kinds.length > 0 && (
				<ChoiceChips
					legend={_("¿De qué?")}
					value={kind}
					onChange={setKind}
					options={kinds.map((value) => ({ value, label: KIND_WORDS[value]() }))}
				/>
			)}
			<ChoiceChips
				legend={_("¿Cómo?")}
				value={chosen}
				onChange={setFormat}
				options={formats.map((value) => ({ value, label: FORMAT_WORDS[value]() }))}
				hint={
					chosen === "osdi"
						? _("Solo quienes dijeron que sí a eventos y liderazgo, con nombre, teléfono e idioma.")
						: ""
				}
			/>
			<DeskFault of={act.fault} />
			<Button icon={Download} busy={act.busy} disabled={kind === null} onClick={take}>
				{_("Bajar la lista")}
			</Button>
		</details>
	);
}

function openQuestion() {
	return {
		title: _("¿Bajar la lista en claro?"),
		text: _(
			"El archivo dice quién es cada persona. En una computadora que se pierde o se revisa, cualquiera lo lee.",
		),
		act: _("Bajar la lista"),
		danger: true,
	};
}

function madeWords({ people, without_consent: without, sealed }: PlainExport): string {
	const parts = [
		ngettext("%(n)s persona en la lista", "%(n)s personas en la lista", people, { n: people }),
		without > 0 && ngettext("%(n)s no dijo que sí", "%(n)s no dijeron que sí", without, { n: without }),
		sealed > 0 && ngettext("%(n)s no se pudo abrir", "%(n)s no se pudieron abrir", sealed, { n: sealed }),
	];
	return beside(parts.filter((part) => part !== false));
}
