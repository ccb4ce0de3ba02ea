import { Download } from "lucide";
import { doorsFile, peopleFile } from "../device/outbox_file";
import { counts } from "../device/truth";
import { download } from "./download";
import { _ } from "./i18n";
import { useStore } from "./store";
import { ask, Button, showToast } from "./ui";

/** The last resort, where sending fails for days: what waits, as files for a lead; doors and people never in one. */
export function OutboxCopy() {
	const waiting = useStore(counts, []);
	if (!waiting) return null;
	return (
		<>
			{waiting.doors_unsent > 0 && (
				<Button kind="quiet" icon={Download} onClick={() => copy(doorsFile, "canvass-1.json")}>
					{_("Copia de las visitas que faltan")}
				</Button>
			)}
			{waiting.people_unsent > 0 && (
				<Button kind="quiet" icon={Download} onClick={() => copy(peopleFile, "canvass-2.json")}>
					{_("Copia de los contactos que faltan, sellados")}
				</Button>
			)}
		</>
	);
}

async function copy(read: () => Promise<string | null>, name: string): Promise<void> {
	const yes = await ask({
		title: _("¿Guardar una copia en un archivo?"),
		text: _(
			"Solo si el envío no funciona. Entréguela a quien coordina y bórrela después. Los registros se quedan en este teléfono; los nombres van sellados.",
		),
		act: _("Guardar copia"),
	});
	const text = yes ? await read() : null;
	if (text === null) return;
	await hand(new File([text], name, { type: "application/json" }));
}

/** To another app where the phone offers that, else among the downloads. */
async function hand(file: File): Promise<void> {
	const shared = { files: [file] };
	if (navigator.canShare?.(shared)) {
		const done = await navigator.share(shared).then(
			() => true,
			() => false,
		);
		if (done) return;
	}
	download(file);
	showToast({ text: _("La copia está en las descargas: %(name)s", { name: file.name }), seconds: 8 });
}
