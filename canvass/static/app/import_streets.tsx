import type { StreetsResult } from "../device/imports";
import { _, formatNumber, ngettext } from "./i18n";
import { Rejected } from "./import_rejected";
import { Button, ButtonLink, ChoiceChips, Notice, useShown } from "./ui";

export type Holds = "addresses" | "streets";

/** A file of shapes may hold either: its lines are streets, its points and outlines addresses. */
export function ChooseHolds({ holds, onChange }: { holds: Holds; onChange: (holds: Holds) => void }) {
	return (
		<>
			<ChoiceChips
				legend={_("Qué trae el archivo")}
				options={[
					{ value: "addresses", label: _("Direcciones") },
					{ value: "streets", label: _("Calles y caminos") },
				]}
				value={holds}
				onChange={onChange}
			/>
			{holds === "streets" && (
				<p class="soft">
					{_(
						"Por las calles se miden las caminatas y se buscan las direcciones sin punto. Nombres y números se reconocen solos.",
					)}
				</p>
			)}
		</>
	);
}

interface StreetsReportProps {
	id: string;
	result: StreetsResult;
	busy?: boolean;
	/** After a dry run: imports in earnest. */
	onImport?: () => void;
}

/** How many streets a file brought, or would bring, and what of it was not read. */
export function StreetsReport({ id, result, busy = false, onImport }: StreetsReportProps) {
	const shown = useShown<HTMLElement>();
	const none = result.streets === 0;
	const n = result.rejected_rows;
	return (
		<section aria-labelledby="report" ref={shown} tabIndex={-1}>
			<h2 id="report" class="visually-hidden">
				{_("Resultado")}
			</h2>
			{none ? (
				<Notice kind="attention" alert title={_("No hay nada que importar")}>
					<p>{_("El archivo no trae ninguna línea que sirva de calle.")}</p>
				</Notice>
			) : (
				<Notice
					kind={result.dry_run ? "info" : "done"}
					alert
					title={result.dry_run ? _("Esto pasaría") : _("Importado")}
				>
					<p>{summary(result)}</p>
				</Notice>
			)}
			{n > 0 && (
				<Rejected
					id={id}
					result={result}
					open={none}
					title={ngettext("%(n)s dato no se leyó", "%(n)s datos no se leyeron", n, { n })}
				/>
			)}
			{!none && result.dry_run && onImport && (
				<Button kind="main" wide busy={busy} onClick={onImport}>
					{_("Importar de verdad")}
				</Button>
			)}
			{!result.dry_run && (
				<ButtonLink kind="main" wide href="/campaigns">
					{_("Seguir con las campañas")}
				</ButtonLink>
			)}
		</section>
	);
}

function summary({ streets, named, numbered, before, dry_run }: StreetsResult): string {
	const said = [
		ngettext("%(n)s calle o camino.", "%(n)s calles y caminos.", streets, { n: streets }),
		_("Con nombre: %(named)s; con números de casa: %(numbered)s.", {
			named: formatNumber(named),
			numbered: formatNumber(numbered),
		}),
	];
	if (before > 0) {
		said.push(_("Ocupan el lugar de %(n)s que la misma fuente trajo antes.", { n: before }));
	}
	if (!dry_run) said.push(_("El mapa de fondo se está dibujando de nuevo."));
	return said.join(" ");
}
