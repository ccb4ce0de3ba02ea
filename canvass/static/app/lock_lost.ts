import { shut } from "../device/pin";
import { sync } from "../device/sync";
import { counts } from "../device/truth";
import { tellFault } from "./faults";
import { _, ngettext } from "./i18n";
import { ask, showToast } from "./ui";

const READ_SECONDS = 12;

/** Whoever holds the phone could say so: the doors come back by a link of the lead's, and not by this session. */
export async function forgotten(): Promise<void> {
	const { waiting, needs_you } = await counts();
	const n = waiting + needs_you;
	const kept = n
		? ngettext(
				"%(n)s registro sin enviar se queda y sale con señal: no se pierde.",
				"%(n)s registros sin enviar se quedan y salen con señal: no se pierden.",
				n,
				{ n },
			)
		: _("Todo lo guardado ya está en el servidor: no se pierde nada.");
	const yes = await ask({
		title: _("¿Olvidó su PIN?"),
		text: `${_("Sin él nadie puede leer las zonas de este teléfono: se borran de aquí.")} ${kept} ${_(
			"Para recibirlas otra vez, con un PIN nuevo, pida un enlace a quien coordina.",
		)}`,
		act: _("Borrar las zonas"),
		danger: true,
	});
	if (!yes) return;
	try {
		await shut("pin");
		void sync({ tapped: true });
	} catch (fault) {
		await tellFault(fault);
	}
}

/** The screen that takes the lock's place says what to do now; this says what became of the doors. */
export function tellGone(): void {
	showToast({
		text: _("Las zonas se borraron de este teléfono. Lo que falta por enviar no se pierde."),
		seconds: READ_SECONDS,
	});
}
