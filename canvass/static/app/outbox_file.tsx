import { FileUp } from "lucide";
import { useId, useState } from "preact/hooks";
import { type BroughtIn, bringIn } from "../device/outbox_file";
import { _, ngettext } from "./i18n";
import { Fault, useAct } from "./server";
import { Icon, Notice } from "./ui";

/** As the server bounds it: no phone writes more. */
const MOST_BYTES = 5 * 1024 * 1024;

/** The last resort of a phone that cannot send: its file, brought in by somebody who leads. */
export function BringIn({ onChange }: { onChange: () => Promise<void> }) {
	const [result, setResult] = useState<BroughtIn | null>(null);
	const [tooLarge, setTooLarge] = useState(false);
	const act = useAct();
	const id = useId();
	const take = async (file: File | undefined) => {
		if (!file) return;
		setResult(null);
		setTooLarge(file.size > MOST_BYTES);
		act.forget();
		if (file.size > MOST_BYTES) return;
		const done = await act.run(async () => setResult(await bringIn(file)));
		if (done) await onChange();
	};
	return (
		<section aria-labelledby="file-title">
			<h2 id="file-title">{_("Traer un archivo de un teléfono")}</h2>
			<p>
				{_(
					"Si un teléfono no puede enviar, guarde allí una copia en «Mis registros» y elíjala aquí. Traer la misma dos veces no cuenta nada dos veces.",
				)}
			</p>
			<div class="drop drop-small">
				<input
					id={id}
					type="file"
					class="visually-hidden"
					accept=".json,application/json"
					disabled={act.busy}
					onChange={(event) => {
						take(event.currentTarget.files?.[0]);
						event.currentTarget.value = "";
					}}
				/>
				<label for={id} class="button" aria-disabled={act.busy || undefined}>
					<Icon of={FileUp} /> {act.busy ? _("Recibiéndolo…") : _("Elegir el archivo")}
				</label>
			</div>
			<Fault of={act.fault} />
			{tooLarge && (
				<Notice kind="attention" alert>
					{_("Es demasiado grande para ser la copia de un teléfono. Elija el que guardó la persona.")}
				</Notice>
			)}
			<div role="status">{result && <Brought result={result} />}</div>
		</section>
	);
}

function Brought({ result: { events, records } }: { result: BroughtIn }) {
	const apart = events.quarantined + events.conflict;
	const lines = [
		events.accepted > 0 &&
			ngettext("%(n)s registro nuevo ya cuenta", "%(n)s registros nuevos ya cuentan", events.accepted, {
				n: events.accepted,
			}),
		records.accepted > 0 &&
			ngettext(
				"%(n)s contacto o respuesta, sellado, ya está con el equipo",
				"%(n)s contactos o respuestas, sellados, ya están con el equipo",
				records.accepted,
				{ n: records.accepted },
			),
		events.duplicate + records.duplicate > 0 &&
			ngettext("%(n)s ya había llegado", "%(n)s ya habían llegado", events.duplicate + records.duplicate, {
				n: events.duplicate + records.duplicate,
			}),
		apart > 0 &&
			ngettext("%(n)s quedó apartado, arriba", "%(n)s quedaron apartados, arriba", apart, { n: apart }),
		events.retry > 0 &&
			ngettext(
				"%(n)s no cupo entre lo apartado: decida primero sobre lo de arriba y traiga el archivo otra vez",
				"%(n)s no cupieron entre lo apartado: decida primero sobre lo de arriba y traiga el archivo otra vez",
				events.retry,
				{ n: events.retry },
			),
		records.refused + records.conflict > 0 &&
			ngettext(
				"%(n)s contacto no se pudo recibir: sigue en el teléfono",
				"%(n)s contactos no se pudieron recibir: siguen en el teléfono",
				records.refused + records.conflict,
				{ n: records.refused + records.conflict },
			),
	].filter((line) => line !== false);
	return (
		<Notice kind="done" title={_("El archivo se recibió")}>
			{lines.length === 0 ? (
				<p>{_("No traía nada.")}</p>
			) : (
				<ul>
					{lines.map((line) => (
						<li key={line}>{line}</li>
					))}
				</ul>
			)}
		</Notice>
	);
}
