import { Download } from "lucide";
import { type ImportResult, type RejectedRow, rejectedRows, rejectedRowsUrl } from "../device/imports";
import { _, formatNumber, ngettext } from "./i18n";
import { Answered, useAnswer } from "./server";
import { Button, ButtonLink, Notice, useShown } from "./ui";
import { UnsurePoints } from "./unsure_points";

const SHOWN_ROWS = 50;

interface ImportReportProps {
	id: string;
	result: ImportResult;
	busy?: boolean;
	/** After a dry run: imports in earnest. */
	onImport?: () => void;
}

/** What an import did, or would do, in words; and the rows that it left out. */
export function ImportReport({ id, result, busy = false, onImport }: ImportReportProps) {
	const outcome = outcomeOf(result);
	const shown = useShown<HTMLElement>();
	return (
		<section aria-labelledby="report" ref={shown} tabIndex={-1}>
			<Summary result={result} outcome={outcome} />
			<h2 id="report" class="visually-hidden">
				{_("Resultado")}
			</h2>
			{outcome !== "nothing" && <Changes result={result} />}
			{outcome !== "nothing" && <Vanished result={result} />}
			{result.rejected_rows > 0 && <Rejected id={id} result={result} open={outcome === "nothing"} />}
			{outcome === "would" && onImport && (
				<Button kind="main" wide busy={busy} onClick={onImport}>
					{_("Importar de verdad")}
				</Button>
			)}
			{(outcome === "did" || outcome === "same") && <UnsurePoints />}
			{(outcome === "did" || outcome === "same") && (
				<ButtonLink kind="main" wide href="/campaigns">
					{_("Seguir con las campañas")}
				</ButtonLink>
			)}
		</section>
	);
}

/** `nothing`: no row can be used, and bringing such a list in would only mark everything as gone. `same`: it is all known. */
type Outcome = "nothing" | "same" | "would" | "did";

function outcomeOf(result: ImportResult): Outcome {
	const { places, doors, dry_run } = result;
	if (!dry_run) return "did";
	// What a map draws is taken anew each time.
	if (drawnBy(result) > 0) return "would";
	if (places.added + places.updated + places.unchanged === 0) return "nothing";
	const changes = [places, doors].some(({ added, updated, vanished }) => added + updated + vanished > 0);
	return changes ? "would" : "same";
}

/** How many streets, rivers, parks, outlines. */
function drawnBy({ features }: ImportResult): number {
	return Object.values(features).reduce((all, count) => all + count, 0);
}

function Summary({ result, outcome }: { result: ImportResult; outcome: Outcome }) {
	if (outcome === "nothing") {
		return (
			<Notice kind="attention" alert title={_("No hay nada que importar")}>
				<p>
					{result.rows === 0
						? _("El archivo tiene columnas, pero ninguna fila.")
						: _("Ninguna fila sirve así. Vea abajo por qué, o diga arriba otras columnas.")}
				</p>
			</Notice>
		);
	}
	if (outcome === "same") {
		return (
			<Notice kind="done" alert title={_("Todo está ya importado")}>
				<p>{_("Esta lista no cambia nada: cada lugar y cada puerta ya están como ella dice.")}</p>
			</Notice>
		);
	}
	return (
		<Notice
			kind={outcome === "did" ? "done" : "info"}
			alert
			title={outcome === "did" ? _("Importado") : _("Esto pasaría")}
		>
			<p>{summary(result)}</p>
		</Notice>
	);
}

function summary(result: ImportResult): string {
	const { rows, doors, places, without_doors, duplicates } = result;
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
	if (result.unsure) {
		said.push(
			ngettext(
				"De %(n)s lugar el punto es poco seguro: se calculó por su calle o sus vecinos.",
				"De %(n)s lugares el punto es poco seguro: se calculó por su calle o sus vecinos.",
				result.unsure,
				{ n: result.unsure },
			),
		);
	}
	const drawn = drawnBy(result);
	if (drawn) {
		said.push(
			ngettext(
				"El mapa trae %(n)s trazo: calles, ríos, vías, parques, edificios.",
				"El mapa trae %(n)s trazos: calles, ríos, vías, parques, edificios.",
				drawn,
				{ n: drawn },
			),
		);
	}
	return said.join(" ");
}

/** What is new and what is gone stands below each other: so the table fits a phone. */
function Changes({ result: { places, doors } }: { result: ImportResult }) {
	const rows = [
		{ name: _("Nuevos"), of: "added" },
		{ name: _("Cambiados"), of: "updated" },
		{ name: _("Iguales"), of: "unchanged" },
		{ name: _("Ya no están"), of: "vanished" },
	] as const;
	return (
		<table class="counts">
			<thead>
				<tr>
					<td />
					<th scope="col">{_("Lugares")}</th>
					<th scope="col">{_("Puertas")}</th>
				</tr>
			</thead>
			<tbody>
				{rows.map(({ name, of }) => (
					<tr key={of}>
						<th scope="row">{name}</th>
						<td>{formatNumber(places[of])}</td>
						<td>{formatNumber(doors[of])}</td>
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

interface RejectedProps {
	id: string;
	result: ImportResult;
	/** Shown at once, where nothing else is to be told. */
	open: boolean;
}

function Rejected({ id, result, open }: RejectedProps) {
	const rows = useAnswer(() => rejectedRows(id), [id, result]);
	const n = result.rejected_rows;
	return (
		<details class="rejected" open={open}>
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
