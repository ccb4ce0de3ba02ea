import { forgetWaitingLists } from "../device/imports";
import { _ } from "./i18n";
import { Fault, useAct } from "./server";
import { ask, Button } from "./ui";

/** Where uploaded lists that nobody imported take all the room: lets go of them, and goes on with the new one. */
export function MakeRoom({ onRoom }: { onRoom: () => void }) {
	const act = useAct();
	const forget = () =>
		act.run(async () => {
			const meant = await ask({
				title: _("¿Borrar las listas que esperan?"),
				text: _(
					"Se borran los archivos que alguien subió y todavía no importó. Lo ya importado, y lo que se está importando, queda igual.",
				),
				act: _("Borrarlas"),
				danger: true,
			});
			if (!meant) return;
			await forgetWaitingLists();
			onRoom();
		});
	return (
		<div class="row">
			<Fault of={act.fault} />
			<Button busy={act.busy} onClick={forget}>
				{_("Borrar las que esperan y subir esta")}
			</Button>
		</div>
	);
}
