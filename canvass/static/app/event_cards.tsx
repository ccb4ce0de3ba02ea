import type { OpenGathering } from "../device/gatherings";
import type { Invitation } from "../device/invitations";
import { codeWords, whenAndWhere } from "./event_words";
import { _ } from "./i18n";
import { QrCode } from "./qr_code";

interface PrintedCardsProps {
	event: OpenGathering;
	invitations: readonly Invitation[];
}

/** A card for each invitation, to be cut out: what and when, a code, and no name. Found on the street it says nothing of anybody. */
export function PrintedCards({ event, invitations }: PrintedCardsProps) {
	const codes = invitations.flatMap(({ codes: all }) => all.at(-1) ?? []).sort();
	return (
		<section class="printed event-cards">
			{codes.map((code) => (
				<article key={code}>
					<QrCode text={code} label={_("Código de la tarjeta %(code)s", { code: codeWords(code) })} />
					<div>
						<h3>{event.body?.name}</h3>
						<p>{whenAndWhere(event)}</p>
						<p class="event-code">{codeWords(code)}</p>
						<p>{_("Muestre esta tarjeta en la entrada. No lleva su nombre.")}</p>
					</div>
				</article>
			))}
		</section>
	);
}
