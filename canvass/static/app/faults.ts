import { EventsWaiting } from "../device/identity";
import { NotLeased } from "../device/leases";
import { SaveFailed, type WhyNotSaved, whyOf } from "../device/save";
import { SealingBlocked, TooLong } from "../device/sealing";
import { sync } from "../device/sync";
import { TooLateToUndo } from "../device/visits";
import { _ } from "./i18n";
import { faultWords } from "./server";
import { ask, showToast } from "./ui";

/** What went wrong with something on this phone or on its way to the server: what is safe, and what to do. */
export function faultText(fault: unknown): string {
	if (fault instanceof SaveFailed) return saveText(fault.why);
	if (whyOf(fault) !== "other") return saveText(whyOf(fault));
	if (fault instanceof SealingBlocked) return sealingText(fault);
	if (fault instanceof TooLong) return _("El texto es demasiado largo. Acórtelo y guarde otra vez.");
	if (fault instanceof NotLeased) return _("No se guardó: esta zona ya no está en este teléfono.");
	if (fault instanceof TooLateToUndo)
		return _("No se deshizo: esta zona ya no está en este teléfono. Dígaselo a quien coordina.");
	if (fault instanceof EventsWaiting) return _("Hay cosas sin enviar en este teléfono. Envíelas primero.");
	return faultWords(fault);
}

function saveText(why: WhyNotSaved): string {
	if (why === "full")
		return _(
			"El teléfono está lleno. Borre fotos o videos y guarde otra vez: lo que escribió sigue aquí. Lo de antes está a salvo; envíelo ya, o saque una copia en «Mis registros».",
		);
	return _(
		"El navegador no dejó escribir en este teléfono. Guarde otra vez: lo que escribió sigue aquí. Si no se puede, envíe lo de antes; después, cierre y abra la aplicación.",
	);
}

/** Says it, and waits: what could not be saved stands in the way until it was read; all else passes by. */
export async function tellFault(fault: unknown): Promise<void> {
	const store = fault instanceof SaveFailed || whyOf(fault) !== "other";
	if (!store) return showToast({ text: faultText(fault), seconds: 10 });
	const send = await ask({
		title: _("No se guardó"),
		text: faultText(fault),
		act: _("Enviar lo de antes"),
		cancel: _("Volver"),
		alarm: true,
	});
	if (!send) return;
	const { ok } = await sync({ tapped: true });
	showToast({ text: ok ? _("Enviado: todo al día.") : _("Sale en cuanto haya señal") });
}

function sealingText({ reason }: SealingBlocked): string {
	if (reason === "refused")
		return _("No se guardó: las llaves de la organización cambiaron. Avise a quien coordina.");
	return _("No se guardó: este teléfono aún no tiene las llaves para sellar. Búsquelas con señal.");
}
