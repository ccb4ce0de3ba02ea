import { Printer, QrCode as QrIcon } from "lucide";
import { useState } from "preact/hooks";
import type { CutTurf } from "../device/cutting";
import { isOut, whereabouts } from "./assignment_words";
import { _ } from "./i18n";
import { TurfQrCode } from "./qr_code";
import { Button, ButtonLink, Sheet } from "./ui";

/** Handing over from hand to hand: a code that the walker's camera reads, or paper. */
export function TurfCode({ turf }: { turf: CutTurf }) {
	const [shown, setShown] = useState(false);
	return (
		<div class="row turf-code">
			{isOut(whereabouts(turf.assignment)) && (
				<Button icon={QrIcon} onClick={() => setShown(true)}>
					{_("Mostrar código QR")}
				</Button>
			)}
			<ButtonLink icon={Printer} href={`/campaigns/${turf.campaign}/turfs/${turf.id}/sheet`}>
				{_("Hoja de papel")}
			</ButtonLink>
			<Sheet open={shown} onClose={() => setShown(false)} title={turf.name}>
				<div class="stack">
					<p>{_("Quien la tiene la abre en su teléfono con la cámara. A otra persona no le abre nada.")}</p>
					<TurfQrCode turf={turf.id} />
				</div>
			</Sheet>
		</div>
	);
}
