import { FileUp } from "lucide";
import { useId, useState } from "preact/hooks";
import { _ } from "./i18n";
import { Icon } from "./ui";

interface ChooseFileProps {
	/** Whether one was chosen already: then this is for another. */
	again: boolean;
	busy: boolean;
	onChoose: (file: File) => void;
}

/** Takes a list of addresses, by choosing it or by dropping it here. */
export function ChooseFile({ again, busy, onChoose }: ChooseFileProps) {
	const [over, setOver] = useState(false);
	const id = useId();
	const take = (files: FileList | null | undefined) => {
		const file = files?.[0];
		if (file && !busy) onChoose(file);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the field inside does the same.
		<div
			class={`drop ${over ? "drop-over" : ""} ${again ? "drop-small" : ""}`}
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				event.preventDefault();
				setOver(false);
				take(event.dataTransfer?.files);
			}}
		>
			<Icon of={FileUp} size={32} />
			<label for={id}>{again ? _("Elegir otro archivo") : _("Elija un archivo de direcciones")}</label>
			<input
				id={id}
				type="file"
				accept=".csv,.tsv,.txt,.gz,text/csv,application/gzip"
				disabled={busy}
				onChange={(event) => take(event.currentTarget.files)}
			/>
			<p class="soft" role="status">
				{busy
					? _("Subiendo el archivo…")
					: _("CSV, también comprimido (.csv.gz). Las columnas pueden venir en cualquier orden.")}
			</p>
		</div>
	);
}
