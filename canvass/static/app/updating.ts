import { counts } from "../device/truth";
import { _, ngettext, wholeCatalogue } from "./i18n";
import { ask, showToast } from "./ui";

const PATIENCE_MS = 5_000;

/** Lets the worker that waits in, unless events wait and the volunteer would rather send them first, or a form stands open. */
export async function takeOver(worker: ServiceWorker): Promise<boolean> {
	await wholeCatalogue();
	if (!(await mayUpdate())) return false;
	const taken = await asked(worker);
	if (!taken) {
		showToast({
			text: _("Otra ventana tiene algo sin guardar. Guárdelo ahí y toque «Actualizar» otra vez."),
			seconds: 10,
		});
	}
	return taken;
}

async function mayUpdate(): Promise<boolean> {
	const { waiting, needs_you } = await counts();
	const n = waiting + needs_you;
	if (n === 0) return true;
	return ask({
		title: _("¿Actualizar antes de enviar?"),
		text: ngettext(
			"Falta enviar %(n)s registro. Se queda en este teléfono, y la versión nueva lo envía.",
			"Faltan por enviar %(n)s registros. Se quedan en este teléfono, y la versión nueva los envía.",
			n,
			{ n },
		),
		act: _("Actualizar"),
		cancel: _("Primero enviar"),
	});
}

/** A worker of an older build says nothing: it has taken over. */
function asked(worker: ServiceWorker): Promise<boolean> {
	const { port1, port2 } = new MessageChannel();
	return new Promise((resolve) => {
		port1.onmessage = ({ data }) => resolve(data === true);
		setTimeout(() => resolve(true), PATIENCE_MS);
		worker.postMessage({ type: "take-over" }, [port2]);
	});
}
