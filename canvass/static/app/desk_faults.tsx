import { ApiError, NetworkFault } from "../device/api";
import { KeysRefused } from "../device/identity";
import { KeyLogRefused } from "../device/keylog";
import { RoutingRefused } from "../device/review";
import { areWrongWords, Locked, NotKeyholder } from "../device/unlocked";
import { faultText } from "./faults";
import { _ } from "./i18n";
import { Fault } from "./server";
import { Notice } from "./ui";

const REFUSALS: Record<RoutingRefused["code"], () => string> = {
	no_track: () => _("Elija al menos una vía, o cierre sin seguimiento."),
	no_consent: () => _("La persona no dijo que sí a esa vía, así que no se puede encaminar."),
	reason_needed: () => _("Escriba por qué: quien lo lea después lo va a necesitar."),
};

/** What went wrong at the desk: what is safe, and what to do. */
export function deskFaultText(fault: unknown): string {
	if (areWrongWords(fault)) {
		return _("Esas palabras no abren sus bóvedas. Revise el orden y cada palabra, y pruebe otra vez.");
	}
	if (fault instanceof Locked) {
		return _("Las bóvedas se cerraron por la espera. Ábralas otra vez; no se guardó lo último.");
	}
	if (fault instanceof NotKeyholder) return _("Usted todavía no tiene llave de las bóvedas.");
	if (fault instanceof KeysRefused || fault instanceof KeyLogRefused) {
		return _(
			"Las llaves que muestra el servidor no son las que este navegador conoce. No escriba nada aquí y avise a quien administra.",
		);
	}
	if (fault instanceof RoutingRefused) return REFUSALS[fault.code]();
	return faultText(fault);
}

/** A failure of the desk, shown where its act is. */
export function DeskFault({ of, again }: { of: unknown; again?: () => void }) {
	const isGone = again !== undefined && of instanceof ApiError && of.status === 404;
	if (isGone) return <Fault of={of} words={_("Aquí ya no está: se borró, o ahora lo lleva otra persona.")} />;
	return <Fault of={of} again={again} words={deskFaultText(of)} />;
}

/** A failure of something that was to be saved: without an answer nobody knows whether it was, and the same again harms nothing. */
export function ActFault({ of }: { of: unknown }) {
	if (!(of instanceof NetworkFault) || of.kind === "not_ours") return <DeskFault of={of} />;
	return (
		<Notice kind="attention" alert title={_("No se sabe si llegó")}>
			<p>
				{_("Se cortó la conexión. Cuando la haya, hágalo otra vez sin cambiar nada: no queda dos veces.")}
			</p>
		</Notice>
	);
}
