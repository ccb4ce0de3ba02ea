import type { Counterparty } from "../device/bodies";
import { beside } from "./desk_words";
import { _, ngettext } from "./i18n";

/** The words of a case: who lives there, and who or what stands against them. */
const COUNTERPARTY_WORDS: Record<Counterparty["kind"], () => string> = {
	landlord: () => _("Quien le renta"),
	employer: () => _("Quien le da trabajo"),
	park: () => _("Parque de casas móviles"),
	agency: () => _("Oficina o agencia"),
	other: () => _("Otra parte"),
};

export const counterpartyKind = (kind: Counterparty["kind"]): string => COUNTERPARTY_WORDS[kind]();

export function counterpartyWords(of: Counterparty | null): string {
	return of ? beside([counterpartyKind(of.kind), of.name, of.place].filter(Boolean)) : "";
}

export function householdWords(people: number | null): string {
	return people === null ? "" : ngettext("%(n)s persona", "%(n)s personas", people, { n: people });
}

export function householdsWords(households: number): string {
	return ngettext("%(n)s hogar", "%(n)s hogares", households, { n: households });
}
