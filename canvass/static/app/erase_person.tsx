import { type ErasedFrom, erasePerson } from "../device/erasing";
import { DeskFault } from "./desk_faults";
import { _ } from "./i18n";
import { useAct } from "./server";
import { ask, Button, showToast } from "./ui";

interface ErasePersonProps {
	from: ErasedFrom;
	id: string;
	name: string;
	onErased: () => void;
}

/** Erases somebody's record with its notes, because they ask for it. */
export function ErasePerson({ from, id, name, onErased }: ErasePersonProps) {
	const act = useAct();
	const erase = async () => {
		if (!(await ask(question(from, name)))) return;
		await act.run(async () => {
			await erasePerson(from, id);
			showToast({ text: _("Se borró para siempre") });
			onErased();
		});
	};
	return (
		<div class="stack erase-person">
			<DeskFault of={act.fault} />
			<div>
				<Button kind="quiet" busy={act.busy} onClick={erase}>
					{_("Borrar porque lo pide")}
				</Button>
			</div>
		</div>
	);
}

function question(from: ErasedFrom, name: string) {
	const elsewhere: Record<ErasedFrom, string> = {
		contacts: _("Se borra este contacto. Si ya tiene un caso o está en la escalera, bórrelo también allí."),
		cases: _("Se borra el caso con todas sus notas. Si también está en la escalera, bórrela allí."),
		ladder: _("Se borra de la escalera con todas sus notas. Si también tiene un caso, bórrelo allí."),
	};
	return {
		title: _("¿Borrar a %(name)s para siempre?", { name }),
		text: `${elsewhere[from]} ${_("Nadie puede deshacerlo, tampoco con una copia.")}`,
		act: _("Borrar para siempre"),
		danger: true,
	};
}
