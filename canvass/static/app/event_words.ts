import type { GatheringState, Offer, OpenGathering } from "../device/gatherings";
import type { Invitation, Reply } from "../device/invitations";
import { beside, dayWords } from "./desk_words";
import { clockWords } from "./hours_words";
import { _, ngettext } from "./i18n";
import { languageName } from "./languages";

/** The words of events: states, what there is at them, answers, needs. */
const STATE_WORDS: Record<GatheringState, () => string> = {
	planned: () => _("Por venir"),
	held: () => _("Ya fue"),
	dropped: () => _("No se hizo"),
};

const OFFER_WORDS: Record<Offer, () => string> = {
	childcare: () => _("Cuidado de niños"),
	ride: () => _("Transporte"),
	interpreter: () => _("Intérprete"),
	food: () => _("Comida"),
};

const ANSWER_WORDS: Record<Reply, () => string> = {
	unknown: () => _("Falta su respuesta"),
	coming: () => _("Viene"),
	not_coming: () => _("No viene"),
};

export const eventState = (code: GatheringState): string => STATE_WORDS[code]();
export const offerName = (code: Offer): string => OFFER_WORDS[code]();
export const answerName = (code: Reply): string => ANSWER_WORDS[code]();

/** "5 de diciembre de 2026 · 6:00 p. m. · Salón de la iglesia" */
export function whenAndWhere({ record, body }: OpenGathering): string {
	const day = record.next_on ? dayWords(record.next_on) : "";
	return beside([day, clockWords(body?.time ?? ""), body?.place ?? ""].filter(Boolean));
}

/** What somebody needs, in a line; nothing where they need nothing. */
export function needsWords({ needs }: Invitation): string {
	const { party, children, ride, interpreter, food } = needs;
	return beside(
		[
			party > 1 ? ngettext("Viene con %(n)s más", "Viene con %(n)s más", party - 1, { n: party - 1 }) : "",
			children ? ngettext("%(n)s niño a cuidar", "%(n)s niños a cuidar", children, { n: children }) : "",
			ride ? _("Transporte") : "",
			interpreter ? _("Intérprete: %(language)s", { language: languageName(interpreter) }) : "",
			food ? _("No come: %(food)s", { food }) : "",
		].filter(Boolean),
	);
}

/** A card's code as it is read: "K7Q-F2M". */
export function codeWords(code: string): string {
	return `${code.slice(0, 3)}-${code.slice(3)}`;
}
