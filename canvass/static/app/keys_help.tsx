import { _ } from "./i18n";
import { Sheet } from "./ui";

interface KeysHelpProps {
	open: boolean;
	onClose: () => void;
}

/** The keys of the review, in a dialog that `?` opens. */
export function KeysHelp({ open, onClose }: KeysHelpProps) {
	const keys: readonly [string, string][] = [
		["j", _("El siguiente contacto")],
		["k", _("El anterior")],
		["Enter", _("Abrir el contacto elegido")],
		["c", _("Marcar o quitar Consulta")],
		["l", _("Marcar o quitar Liderazgo")],
		["e", _("Marcar o quitar Solo eventos")],
		["a", _("Marcar o quitar la Línea, de inmediato")],
		["/", _("Buscar")],
		["?", _("Esta ayuda")],
	];
	return (
		<Sheet open={open} onClose={onClose} title={_("Teclas")}>
			<dl class="keys">
				{keys.map(([key, does]) => (
					<div key={key}>
						<dt>
							<kbd>{key}</kbd>
						</dt>
						<dd>{does}</dd>
					</div>
				))}
			</dl>
		</Sheet>
	);
}
