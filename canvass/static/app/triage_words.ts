import { areAnyNeed } from "../device/needs";
import type { Conditions, RuleEnd } from "../device/triage";
import { INTERESTS, type Interest, type Source, URGENCIES, type Urgency } from "../device/types";
import { interestName, needChoices, needName, sourceName, urgencyName } from "./contact_words";
import { trackName } from "./desk_words";
import { _, formatList } from "./i18n";
import { languageName } from "./languages";

/** The words of triage rules: what they ask for, and where they lead. */
export const SOURCES: readonly Source["kind"][] = ["door", "line", "office", "table", "partner"];

const ASKED: Record<keyof Conditions, () => string> = {
	needs: () => _("Necesidades"),
	interests: () => _("Le interesa"),
	urgencies: () => _("Qué tan pronto"),
	languages: () => _("Idioma"),
	sources: () => _("Cómo llegó"),
};

const NAMED: Record<keyof Conditions, (item: string) => string> = {
	needs: needName,
	interests: (item) => interestName(item as Interest),
	urgencies: (item) => urgencyName(item as Urgency),
	languages: languageName,
	sources: (item) => sourceName(item as Source["kind"]),
};

const KNOWN: Partial<Record<keyof Conditions, readonly string[]>> = {
	interests: INTERESTS,
	urgencies: URGENCIES,
	sources: SOURCES,
};

/** The codes that have a word here; of needs also the organisation's own, retired ones where a rule still names them. */
function knownOf(code: keyof Conditions, named: readonly string[] = []): readonly string[] | undefined {
	return code === "needs" ? needChoices(named).map(({ value }) => value) : KNOWN[code];
}

const ENDS: Record<RuleEnd, () => string> = {
	consulta: () => trackName("consulta"),
	leadership: () => trackName("leadership"),
	both: () => _("Consulta y Liderazgo"),
	line: () => _("Línea, de inmediato, y Consulta"),
	events: () => trackName("events"),
	close: () => _("Cerrar sin seguimiento"),
};

export const endName = (to: RuleEnd): string => ENDS[to]();
export const askedName = (code: keyof Conditions): string => ASKED[code]();

/** "Necesidades: Vivienda o Comida"; where all that there are would do: "Necesidades: cualquiera". */
export function conditionWords(code: keyof Conditions, items: readonly string[]): string {
	if (code === "needs" && areAnyNeed(items)) return _("%(what)s: cualquiera", { what: askedName(code) });
	const known = knownOf(code, items);
	// An item of a newer build has no word here, and is left out.
	const shown = known ? items.filter((item) => known.includes(item)) : items;
	if (known && shown.length === known.length) return _("%(what)s: cualquiera", { what: askedName(code) });
	return _("%(what)s: %(items)s", {
		what: askedName(code),
		items: formatList(shown.map(NAMED[code])),
	});
}

/** What can be chosen in a rule, with its word. */
export function choicesOf(code: keyof Conditions, languages: readonly string[]) {
	return (knownOf(code) ?? languages).map((value) => ({ value, label: NAMED[code](value) }));
}
