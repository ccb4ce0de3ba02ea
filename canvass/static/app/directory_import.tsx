import { FileUp } from "lucide";
import { useId, useState } from "preact/hooks";
import { type DirectoryReport, importDirectory, type ListChanges } from "../device/directory";
import { _, formatNumber, ngettext } from "./i18n";
import { Fault, useAct } from "./server";
import { Button, ButtonLink, Icon, Notice, Page, TextField } from "./ui";
import "./styles/desk.css";
import "./styles/directory.css";

/** Brings in a directory that others publish: first tried, with a report of what is wrong where; then in earnest. */
export function DirectoryImport() {
	const [source, setSource] = useState("");
	const [file, setFile] = useState<File | null>(null);
	const [report, setReport] = useState<DirectoryReport | null>(null);
	const act = useAct();
	const run = (list: File, dryRun: boolean) =>
		act.run(async () => setReport(await importDirectory(list, source.trim(), dryRun)));
	const choose = (chosen: File) => {
		setFile(chosen);
		setReport(null);
		void run(chosen, true);
	};
	return (
		<Page title={_("Traer una lista")} back="/directory">
			<div class="stack">
				<p>
					{_(
						"Un CSV con una fila por servicio, o un archivo Open Referral (HSDS): sus tablas en un .zip, o JSON. Las columnas pueden venir en cualquier orden, con nombres en español o en inglés. Las necesidades propias se reconocen por su nombre, en cualquiera de los dos.",
					)}
				</p>
				<TextField
					label={_("De quién es la lista")}
					hint={_("Con este nombre se reconoce la próxima vez: lo mismo otra vez no cambia nada.")}
					value={source}
					maxLength={60}
					onInput={(name) => {
						setSource(name);
						setReport(null);
					}}
				/>
				<ChooseList
					busy={act.busy}
					ready={source.trim() !== ""}
					name={file?.name ?? null}
					onChoose={choose}
				/>
				<Fault of={act.fault} />
				{file && !report && !act.busy && source.trim() && (
					<Button onClick={() => run(file, true)}>{_("Probar la lista")}</Button>
				)}
				{report && <Report report={report} />}
				{report?.dry_run && file && (
					<Button
						kind="main"
						wide
						busy={act.busy}
						disabled={!changes(report)}
						onClick={() => run(file, false)}
					>
						{changes(report) ? _("Traer lo que sirve") : _("No hay nada nuevo que traer")}
					</Button>
				)}
				{report && !report.dry_run && (
					<ButtonLink kind="main" wide href="/directory">
						{_("Ver el directorio")}
					</ButtonLink>
				)}
			</div>
		</Page>
	);
}

function changes({ organisations, services }: DirectoryReport): number {
	return organisations.added + organisations.updated + services.added + services.updated;
}

interface ChooseListProps {
	busy: boolean;
	ready: boolean;
	name: string | null;
	onChoose: (file: File) => void;
}

/** The browser's own field, behind its label: its words would be in the browser's language. */
function ChooseList({ busy, ready, name, onChoose }: ChooseListProps) {
	const id = useId();
	const off = busy || !ready;
	return (
		<div class="drop drop-small">
			<Icon of={FileUp} size={24} />
			{name && <strong>{name}</strong>}
			<input
				id={id}
				type="file"
				class="visually-hidden"
				accept=".csv,.tsv,.txt,.json,.zip,text/csv,application/json,application/zip"
				disabled={off}
				onChange={(event) => {
					const chosen = event.currentTarget.files?.[0];
					if (chosen) onChoose(chosen);
					// The same file can be chosen again, once it was mended.
					event.currentTarget.value = "";
				}}
			/>
			<label for={id} class="button" aria-disabled={off || undefined}>
				{name ? _("Elegir otro archivo") : _("Elegir el archivo")}
			</label>
			<p class="soft" role="status">
				{busy ? _("Leyendo la lista…") : ready ? "" : _("Diga primero de quién es la lista.")}
			</p>
		</div>
	);
}

function Report({ report }: { report: DirectoryReport }) {
	const { problem_count, missing, own_needs = 0 } = report;
	return (
		<section class="stack" aria-live="polite">
			<h2>{report.dry_run ? _("Así quedaría") : _("Listo: así quedó")}</h2>
			<dl class="facts directory-facts">
				<Counted label={_("Organizaciones")} of={report.organisations} />
				<Counted label={_("Servicios")} of={report.services} />
			</dl>
			{own_needs > 0 && (
				<p>
					{ngettext(
						"%(n)s servicio responde a una necesidad propia de la organización.",
						"%(n)s servicios responden a necesidades propias de la organización.",
						own_needs,
						{ n: own_needs },
					)}
				</p>
			)}
			{missing > 0 && (
				<p>
					{ngettext(
						"%(n)s servicio de antes ya no viene en la lista. Se queda como está: retírelo si ya no existe.",
						"%(n)s servicios de antes ya no vienen en la lista. Se quedan como están: retire los que ya no existan.",
						missing,
						{ n: missing },
					)}
				</p>
			)}
			{problem_count > 0 && <Problems report={report} />}
		</section>
	);
}

function Problems({ report: { problems, problem_count } }: { report: DirectoryReport }) {
	const title = ngettext("%(n)s cosa que revisar", "%(n)s cosas que revisar", problem_count, {
		n: problem_count,
	});
	return (
		<>
			<Notice kind="attention" title={title}>
				<p>{_("Esas filas no se traen. Corríjalas en la lista y tráigala otra vez.")}</p>
			</Notice>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the screen is scrolled by the arrow keys. */}
			<section class="scrolls rejected directory-problems" tabIndex={0} aria-label={title}>
				<table>
					<thead>
						<tr>
							<th scope="col">{_("Fila")}</th>
							<th scope="col">{_("Columna")}</th>
							<th scope="col">{_("Por qué")}</th>
						</tr>
					</thead>
					<tbody>
						{problems.map((one) => (
							<tr key={`${one.file} ${one.row} ${one.column} ${one.reason}`}>
								<td>
									{one.row}
									{one.file !== "CSV" && <small class="soft">{one.file}</small>}
								</td>
								<td>{one.column}</td>
								<td>
									{one.reason}
									{one.value && <small class="soft">«{one.value}»</small>}
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</section>
			{problem_count > problems.length && (
				<p>{_("Se muestran las primeras %(n)s.", { n: formatNumber(problems.length) })}</p>
			)}
		</>
	);
}

function Counted({ label, of }: { label: string; of: ListChanges }) {
	return (
		<div class="fact">
			<dt>{label}</dt>
			<dd>
				{_("Nuevo: %(added)s · con cambios: %(updated)s · sin cambios: %(unchanged)s", {
					added: formatNumber(of.added),
					updated: formatNumber(of.updated),
					unchanged: formatNumber(of.unchanged),
				})}
			</dd>
		</div>
	);
}
