import { useState } from "preact/hooks";
import type { OpenedContact } from "../device/queue";
import type { Suggestion } from "../device/triage";
import { trackName } from "./desk_words";
import { _, formatList } from "./i18n";
import { Rules } from "./triage_rules";
import { conditionWords } from "./triage_words";
import { Button, Sheet } from "./ui";

/** Where the campaign's rules lead with this contact, by which of them and why; the rules themselves a tap away. */
export function Suggested({ one: { suggestion, contact } }: { one: OpenedContact }) {
	const [open, setOpen] = useState(false);
	const { rule, reasons, blocked } = suggestion;
	return (
		<div class="suggested">
			<p>{suggestionText(suggestion)}</p>
			<ul>
				{reasons.map((reason) => (
					<li key={reason.code}>{conditionWords(reason.code, reason.items)}</li>
				))}
				{blocked.map((track) => (
					<li key={track}>
						{_("%(track)s no: la persona no dijo que sí a eso", { track: trackName(track) })}
					</li>
				))}
			</ul>
			<Button kind="quiet" onClick={() => setOpen(true)}>
				{rule === null ? _("Ver las reglas") : _("Por la regla %(n)s: ver las reglas", { n: rule })}
			</Button>
			<Sheet open={open} onClose={() => setOpen(false)} title={_("Reglas de la sugerencia")}>
				{open && <Rules campaign={contact.campaign} />}
			</Sheet>
		</div>
	);
}

function suggestionText({ tracks, close }: Suggestion): string {
	if (tracks.length > 0) return _("Sugerencia: %(tracks)s", { tracks: formatList(tracks.map(trackName)) });
	if (close) return _("Sugerencia: cerrar sin seguimiento");
	return _("No hay sugerencia: lo que dijo no apunta a ninguna vía que haya aceptado.");
}
