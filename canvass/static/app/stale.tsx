import { _ } from "./i18n";
import { Button, Notice } from "./ui";

export interface StaleProps {
	/** What differs, in words: what stands now and what was about to be saved. */
	differences: readonly { label: string; theirs: string; mine: string }[];
	onTheirs: () => void;
	onMine: () => void;
}

/** Someone else saved first: shows both, and lets the person choose. */
export function Stale({ differences, onTheirs, onMine }: StaleProps) {
	return (
		<Notice kind="attention" alert title={_("Otra persona guardó cambios mientras tanto")}>
			<dl class="differences">
				{differences.map(({ label, theirs, mine }) => (
					<div key={label}>
						<dt>{label}</dt>
						<dd>{_("Guardado: %(value)s", { value: theirs })}</dd>
						<dd>{_("Lo suyo: %(value)s", { value: mine })}</dd>
					</div>
				))}
			</dl>
			<div class="row">
				<Button onClick={onTheirs}>{_("Quedarme con lo guardado")}</Button>
				<Button onClick={onMine}>{_("Guardar lo mío")}</Button>
			</div>
		</Notice>
	);
}
