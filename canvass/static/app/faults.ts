import { EventsWaiting } from "../device/identity";
import { NotLeased } from "../device/leases";
import { SaveFailed } from "../device/save";
import { SealingBlocked, TooLong } from "../device/sealing";
import { TooLateToUndo } from "../device/visits";
import { _ } from "./i18n";
import { faultWords } from "./server";

/** What went wrong with something on this phone or on its way to the server: what is safe, and what to do. */
export function faultText(fault: unknown): string {
	if (fault instanceof SaveFailed) return saveText(fault);
	if (fault instanceof SealingBlocked) return sealingText(fault);
	if (fault instanceof TooLong) return _("El texto es demasiado largo. Acórtelo y guarde otra vez.");
	if (fault instanceof NotLeased) return _("No se guardó: esta zona ya no está en este teléfono.");
	if (fault instanceof TooLateToUndo)
		return _("No se deshizo: esta zona ya no está en este teléfono. Dígaselo a quien coordina.");
	if (fault instanceof EventsWaiting) return _("Hay cosas sin enviar en este teléfono. Envíelas primero.");
	return faultWords(fault);
}

function saveText({ full }: SaveFailed): string {
	if (full) return _("No se guardó: el teléfono está lleno. Libere espacio e inténtelo otra vez.");
	return _("No se guardó en este teléfono. Inténtelo otra vez.");
}

function sealingText({ reason }: SealingBlocked): string {
	if (reason === "refused")
		return _("No se guardó: las llaves de la organización cambiaron. Avise a quien coordina.");
	return _("No se guardó: este teléfono aún no tiene las llaves para sellar. Búsquelas con señal.");
}
