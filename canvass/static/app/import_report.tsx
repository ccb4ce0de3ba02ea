import { Download } from "lucide";
import { type ImportResult, type RejectedRow, rejectedRows, rejectedRowsUrl } from "../device/imports";
import { _, formatNumber, ngettext } from "./i18n";
import { Answered, useAnswer } from "./server";
import { Button, ButtonLink, Notice } from "./ui";

const SHOWN_ROWS = 50;

interface ImportReportProps {
	id: string;
	result: ImportResult;
	busy: boolean;
	onImport: () => void;
}

/** What an import did, or would do, in words; and the rows that it left out. */
export function ImportReport({ id, result, busy, onImport }: ImportReportProps) {
	const { dry_run: dryRun } = result;
	return (
		<section aria-labelledby="report">
			<Notice kind={dryRun ? "info" : "done"} alert title={dryRun ? _("Esto pasaría") : _("Importado")}>
				<p>{summary(result)}</p>
			</Notice>
			<h2 id="report" class="visually-hidden">
				{_("Resultado")}
			</h2>
			<Changes result={result} />
			<Vanished result={result} />
			{result.rejected_rows > 0 && <Rejected id={id} result={result} />}
			{dryRun ? (
				<Button kind="main" wide busy={busy} onClick={onImport}>
					{_("Importar de verdad")}
				</Button>
			) : (
				<ButtonLink kind="main" wide href="/campaigns">
					{_("Seguir con las campañas")}
				</ButtonLink>
			)}
		</section>
	);
}

function summary({ rows, doors, places, without_doors, duplicates }: ImportResult): string {
	const said = [
		ngettext("%(n)s fila leída.", "%(n)s filas leídas.", rows, { n: rows }),
		ngettext("%(n)s lugar nuevo,", "%(n)s lugares nuevos,", places.added, { n: places.added }),
		ngettext("con %(n)s puerta nueva.", "con %(n)s puertas nuevas.", doors.added, { n: doors.added }),
	];
	if (without_doors) {
		said.push(
			ngettext(
				"%(n)s lugar no es vivienda y queda sin puertas.",
				"%(n)s lugares no son vivienda y quedan sin puertas.",
				without_doors,
				{ n: without_doors },
			),
		);
	}
	if (duplicates) {
		said.push(
			ngettext("%(n)s fila estaba repetida.", "%(n)s filas estaban repetidas.", duplicates, {
				n: duplicates,
			}),
		);
	}
	return said.join(" ");
}

function Changes({ result: { places, doors } }: { result: ImportResult }) {
	const columns = ["added", "updated", "unchanged", "vanished"] as const;
	const names = {
		added: _("Nuevos"),
		updated: _("Cambiados"),
		unchanged: _("Iguales"),
		vanished: _("Ya no están"),
	};
	return (
		<table class="counts">
			<thead>
				<tr>
					<td />
					{columns.map((column) => (
						<th key={column} scope="col">
							{names[column]}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{[
					{ name: _("Lugares"), counts: places },
					{ name: _("Puertas"), counts: doors },
				].map(({ name, counts }) => (
					<tr key={name}>
						<th scope="row">{name}</th>
						{columns.map((column) => (
							<td key={column}>{formatNumber(counts[column])}</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
}

function Vanished({ result: { doors, dry_run } }: { result: ImportResult }) {
	if (doors.vanished === 0) return null;
	const n = doors.vanished;
	return (
		<Notice kind="attention">
			<p>
				{dry_run
					? ngettext(
							"%(n)s puerta ya no está en la lista. Se marcará; sus visitas, su zona y su «no tocar» se quedan.",
							"%(n)s puertas ya no están en la lista. Se marcarán; sus visitas, su zona y su «no tocar» se quedan.",
							n,
							{ n },
						)
					: ngettext(
							"%(n)s puerta ya no está en la lista y quedó marcada. No se borró nada.",
							"%(n)s puertas ya no están en la lista y quedaron marcadas. No se borró nada.",
							n,
							{ n },
						)}
			</p>
		</Notice>
	);
}

function Rejected({ id, result }: { id: string; result: ImportResult }) {
	const rows = useAnswer(() => rejectedRows(id), [id, result]);
	const n = result.rejected_rows;
	return (
		<details class="rejected">
			<summary>{ngettext("%(n)s fila quedó fuera", "%(n)s filas quedaron fuera", n, { n })}</summary>
			<ul>
				{Object.entries(result.rejected).map(([reason, count]) => (
					<li key={reason}>
						{reasonName(reason)}: {formatNumber(count)}
					</li>
				))}
			</ul>
			<ButtonLink icon={Download} href={rejectedRowsUrl(id)} download="rejected.csv">
				{_("Guardar estas filas")}
			</ButtonLink>
			<Answered answer={rows}>{(found) => <RejectedTable rows={found} />}</Answered>
		</details>
	);
}

function RejectedTable({ rows }: { rows: RejectedRow[] }) {
	return (
		<div class="scrolls">
			<table>
				<thead>
					<tr>
						<th scope="col">{_("Fila")}</th>
						<th scope="col">{_("Columna")}</th>
						<th scope="col">{_("Por qué")}</th>
						<th scope="col">{_("Lo que decía")}</th>
					</tr>
				</thead>
				<tbody>
					{rows.slice(0, SHOWN_ROWS).map(({ row, column, reason, value }) => (
						<tr key={row}>
							<td>{row}</td>
							<td>{column}</td>
							<td>{reason}</td>
							<td>{value}</td>
						</tr>
					))}
				</tbody>
			</table>
			{rows.length > SHOWN_ROWS && (
				<p class="soft">{_("Y %(n)s más: están en el archivo.", { n: rows.length - SHOWN_ROWS })}</p>
			)}
		</div>
	);
}

/** Why a row was left out; a reason that this version does not know stands as its code. */
function reasonName(reason: string): string {
	switch (reason) {
		case "no_coordinates":
			return _("Sin coordenadas");
		case "not_a_number":
			return _("No es un número");
		case "outside_the_world":
			return _("Fuera del mundo");
		case "no_street":
			return _("Sin calle");
		case "no_number":
			return _("Sin número ni nombre");
		case "unreadable":
			return _("Fila ilegible");
		default:
			return reason;
	}
}
