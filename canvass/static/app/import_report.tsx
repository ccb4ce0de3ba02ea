import type { ImportResult } from "../device/imports";
import { _, formatNumber, ngettext } from "./i18n";
import { Rejected } from "./import_rejected";
import { Button, ButtonLink, Notice, useShown } from "./ui";
import { UnsurePoints } from "./unsure_points";

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
			{result.rejected_rows > 0 && (
				<Rejected
					id={id}
					result={result}
					open={outcome === "nothing"}
					title={ngettext("%(n)s fila quedó fuera", "%(n)s filas quedaron fuera", result.rejected_rows, {
						n: result.rejected_rows,
					})}
				/>
			)}
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
