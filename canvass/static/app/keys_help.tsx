import { _ } from "./i18n";
import { Sheet } from "./ui";
import "./styles/keys.css";

/** A key, and what it does. */
export type KeyWords = readonly [string, string];

/** The keys of the review. */
export function reviewKeys(): KeyWords[] {
	return [
		["j", _("El siguiente contacto")],
		["k", _("El anterior")],
		["Enter", _("Abrir el contacto elegido")],
		["c", _("Marcar o quitar Consulta")],
		["l", _("Marcar o quitar Liderazgo")],
		["e", _("Marcar o quitar Solo eventos")],
		["a", _("Marcar o quitar la Línea, de inmediato")],
		...SEARCH(),
	];
}

/** The keys of a list of people. */
export function peopleKeys(): KeyWords[] {
	return [
		["j", _("La siguiente persona")],
		["k", _("La persona anterior")],
		["Enter", _("Abrir lo de esa persona")],
		...SEARCH(),
	];
}

const SEARCH = (): KeyWords[] => [
	["/", _("Buscar")],
	["?", _("Esta ayuda")],
];

interface KeysHelpProps {
	keys: readonly KeyWords[];
	open: boolean;
	onClose: () => void;
}

/** The keys of a screen, in a dialog that `?` opens. */
export function KeysHelp({ keys, open, onClose }: KeysHelpProps) {
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
