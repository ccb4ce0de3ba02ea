import type { Channel, Interest, Need, Purpose, Source, TimeOfDay, Urgency } from "../device/types";
import { CHANNELS, INTERESTS, NEEDS, PURPOSES, TIMES_OF_DAY, URGENCIES } from "../device/types";
import { _, locale } from "./i18n";
import { organisation } from "./organisation";

/** The words of a contact's codes, for those who write one down and for those who review it. */
const CHANNEL_WORDS: Record<Channel, () => string> = {
	call: () => _("Llamada"),
	text: () => _("Mensaje de texto"),
	whatsapp: () => _("WhatsApp"),
	signal: () => _("Signal"),
	visit: () => _("Visita"),
};

const TIME_WORDS: Record<TimeOfDay, () => string> = {
	morning: () => _("Por la mañana"),
	afternoon: () => _("Por la tarde"),
	evening: () => _("Por la noche"),
	weekend: () => _("Fin de semana"),
};

const NEED_WORDS: Record<(typeof NEEDS)[number], () => string> = {
	housing: () => _("Vivienda"),
	financial_crisis: () => _("Apuro económico"),
	wage_theft: () => _("Robo de salario"),
	food: () => _("Comida"),
	health: () => _("Salud"),
	school: () => _("Escuela"),
	other: () => _("Otra necesidad"),
};

const SOURCE_WORDS: Record<Source["kind"], () => string> = {
	door: () => _("Puerta"),
	line: () => _("Llamó a la Línea"),
	office: () => _("Vino a la oficina"),
	table: () => _("Mesa informativa"),
	partner: () => _("La envía otra organización"),
};

const INTEREST_WORDS: Record<Interest, () => string> = {
	events: () => _("Eventos"),
	meetings: () => _("Reuniones"),
	volunteering: () => _("Ser parte del voluntariado"),
	rights_training: () => _("Taller de derechos"),
};

const URGENCY_WORDS: Record<Urgency, () => string> = {
	today: () => _("Hoy mismo"),
	week: () => _("Esta semana"),
	no_rush: () => _("Sin prisa"),
};

const PURPOSE_WORDS: Record<Purpose, () => string> = {
	consulta: () => _("Consulta: apoyo personal"),
	leadership: () => _("Eventos y liderazgo"),
	alerts: () => _("Alertas"),
};

export const channelName = (code: Channel): string => CHANNEL_WORDS[code]();
export const timeName = (code: TimeOfDay): string => TIME_WORDS[code]();
export const sourceName = (code: Source["kind"]): string => SOURCE_WORDS[code]();
/** A need by its word, or the organisation's own name for it; one that this phone has not heard of is another need. */
export function needName(code: Need): string {
	const own = organisation.value?.own_needs?.find((one) => one.code === code);
	return own ? own[locale.value] : (NEED_WORDS[code as (typeof NEEDS)[number]] ?? NEED_WORDS.other)();
}
export const interestName = (code: Interest): string => INTEREST_WORDS[code]();
export const urgencyName = (code: Urgency): string => URGENCY_WORDS[code]();
export const purposeName = (code: Purpose): string => PURPOSE_WORDS[code]();

/** What chips offer, in the order of the wire's lists. */
export const channelChoices = () => choices(CHANNELS, channelName);
export const timeChoices = () => choices(TIMES_OF_DAY, timeName);
/** With the organisation's own that are in use, and those that are `noted` here though they are retired. */
export function needChoices(noted: readonly Need[] = []) {
	const own = (organisation.value?.own_needs ?? []).filter((one) => !one.retired || noted.includes(one.code));
	return choices<Need>([...NEEDS.slice(0, -1), ...own.map(({ code }) => code), "other"], needName);
}
export const interestChoices = () => choices(INTERESTS, interestName);
export const urgencyChoices = () => choices(URGENCIES, urgencyName);
export const purposeChoices = () => choices(PURPOSES, purposeName);

function choices<V extends string>(codes: readonly V[], name: (code: V) => string) {
	return codes.map((value) => ({ value, label: name(value) }));
}
