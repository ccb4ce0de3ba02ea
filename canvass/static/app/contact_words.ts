import type { Channel, Interest, Need, Purpose, Source, TimeOfDay, Urgency } from "../device/types";
import { CHANNELS, INTERESTS, NEEDS, PURPOSES, TIMES_OF_DAY, URGENCIES } from "../device/types";
import { _ } from "./i18n";

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

const NEED_WORDS: Record<Need, () => string> = {
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
export const needName = (code: Need): string => NEED_WORDS[code]();
export const interestName = (code: Interest): string => INTEREST_WORDS[code]();
export const urgencyName = (code: Urgency): string => URGENCY_WORDS[code]();
export const purposeName = (code: Purpose): string => PURPOSE_WORDS[code]();

/** What chips offer, in the order of the wire's lists. */
export const channelChoices = () => choices(CHANNELS, channelName);
export const timeChoices = () => choices(TIMES_OF_DAY, timeName);
export const needChoices = () => choices(NEEDS, needName);
export const interestChoices = () => choices(INTERESTS, interestName);
export const urgencyChoices = () => choices(URGENCIES, urgencyName);
export const purposeChoices = () => choices(PURPOSES, purposeName);

function choices<V extends string>(codes: readonly V[], name: (code: V) => string) {
	return codes.map((value) => ({ value, label: name(value) }));
}
