import { Download } from "lucide";
import { type LeftOut, type RejectedRow, rejectedRows, rejectedRowsUrl } from "../device/imports";
import { _, formatNumber } from "./i18n";
import { Answered, useAnswer } from "./server";
import { ButtonLink } from "./ui";

const SHOWN_ROWS = 50;

interface RejectedProps {
	id: string;
	result: LeftOut;
	/** How much it is. */
	title: string;
	/** Shown at once, where nothing else is to be told. */
	open: boolean;
}

/** Which rows were left out, and why. */
export function Rejected({ id, result, title, open }: RejectedProps) {
	const rows = useAnswer(() => rejectedRows(id), [id, result]);
	return (
		<details class="rejected" open={open}>
			<summary>{title}</summary>
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
			<Answered answer={rows}>{(found) => <RejectedTable rows={found} title={title} />}</Answered>
		</details>
	);
}

function RejectedTable({ rows, title }: { rows: RejectedRow[]; title: string }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the screen is scrolled by the arrow keys.
		<section class="scrolls" tabIndex={0} aria-label={title}>
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
						<tr key={`${row} ${column}`}>
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
		</section>
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
		case "no_geometry":
			return _("Sin trazo");
		case "not_a_line":
			return _("No es una línea");
		case "no_house_number":
			return _("No es un número de casa; la calle sí se leyó");
		default:
			return reason;
	}
}
