import { FileUp } from "lucide";
import { useId, useState } from "preact/hooks";
import { _ } from "./i18n";
import { Icon } from "./ui";

interface ChooseFileProps {
	/** The file that was chosen, once one was: then this is for another. */
	name: string | null;
	busy: boolean;
	onChoose: (file: File) => void;
}

/** Takes a list of addresses, by choosing it or by dropping it here. */
export function ChooseFile({ name, busy, onChoose }: ChooseFileProps) {
	const [over, setOver] = useState(false);
	const id = useId();
	const take = (files: FileList | null | undefined) => {
		const file = files?.[0];
		if (file && !busy) onChoose(file);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the field inside does the same.
		<div
			class={`drop ${over ? "drop-over" : ""} ${name ? "drop-small" : ""}`}
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
			<Icon of={FileUp} size={name ? 24 : 32} />
			{name && <strong>{name}</strong>}
			<FileField id={id} busy={busy} onTake={take} />
			<label for={id} class={`button ${name ? "" : "button-main"}`} aria-disabled={busy || undefined}>
				{name ? _("Elegir otro archivo") : _("Elija un archivo de direcciones")}
			</label>
			<p class="soft" role="status">
				{busy
					? _("Subiendo el archivo…")
					: _(
							"CSV, GeoJSON, GeoPackage, Shapefile (en .zip) o un mapa de OpenStreetMap (.osm.pbf); también líneas de calles. Las columnas pueden venir en cualquier orden.",
						)}
			</p>
		</div>
	);
}

interface FileFieldProps {
	id: string;
	busy: boolean;
	onTake: (files: FileList | null) => void;
}

/** The browser's own field, behind its label: its words would be in the browser's language. */
function FileField({ id, busy, onTake }: FileFieldProps) {
	return (
		<input
			id={id}
			type="file"
			class="visually-hidden"
			accept=".csv,.tsv,.txt,.gz,.json,.geojson,.gpkg,.zip,.pbf,text/csv,application/gzip,application/zip"
			disabled={busy}
			onChange={(event) => {
				onTake(event.currentTarget.files);
				// The same file can be chosen again, once it was mended.
				event.currentTarget.value = "";
			}}
		/>
	);
}
