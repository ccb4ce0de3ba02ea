import { Download } from "lucide";
import { exportOutbox } from "../device/truth";
import { _ } from "./i18n";
import { ask, Button } from "./ui";

/** The last resort, where sending fails for days: all that waits, as a file for a lead. */
export function OutboxCopy() {
	const save = async () => {
		const yes = await ask({
			title: _("¿Guardar una copia en un archivo?"),
			text: _(
				"Solo si el envío no funciona. Entréguela a quien coordina y bórrela después; los contactos van sellados.",
			),
			act: _("Guardar copia"),
		});
		if (yes) download(await exportOutbox());
	};
	return (
		<Button kind="quiet" icon={Download} onClick={save}>
			{_("Guardar una copia de lo que falta")}
		</Button>
	);
}

function download(text: string): void {
	const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
	const link = document.createElement("a");
	link.href = address;
	link.download = "canvass.json";
	link.click();
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
