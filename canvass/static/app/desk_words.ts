import type { CaseState } from "../device/cases";
import type { Vault } from "../device/framing";
import type { ContactState } from "../device/queue";
import type { Destination } from "../device/triage";
import type { Urgency } from "../device/types";
import { dayInZone } from "./days";
import { _, formatDate, ngettext } from "./i18n";
import { organisation } from "./organisation";

/** The words of the desk: vaults, tracks, states, steps, and how long somebody has waited. */
const VAULT_WORDS: Record<Vault, () => string> = {
	intake: () => _("Contactos nuevos"),
	consulta: () => _("Consulta"),
	leadership: () => _("Liderazgo"),
	field: () => _("Notas de las puertas"),
};

const VAULT_CONTENTS: Record<Vault, () => string> = {
	intake: () => _("Lo que una persona confió en la puerta, hasta que se revisa."),
	consulta: () => _("Los casos de apoyo personal y sus notas."),
	leadership: () => _("El camino de cada persona en la escalera, y las conversaciones uno a uno."),
	field: () => _("Las notas de las visitas y el idioma que se habló."),
};

const TRACK_WORDS: Record<Destination, () => string> = {
	consulta: () => _("Consulta"),
	leadership: () => _("Liderazgo"),
	events: () => _("Solo eventos"),
	line: () => _("Línea, de inmediato"),
};

const STATE_WORDS: Record<ContactState, () => string> = {
	new: () => _("Nuevo"),
	picked_up: () => _("Tomado"),
	routed: () => _("Encaminado"),
	closed: () => _("Cerrado"),
};

const CASE_WORDS: Record<CaseState, () => string> = {
	open: () => _("Abierto"),
	waiting: () => _("En espera"),
	resolved: () => _("Resuelto"),
	closed: () => _("Cerrado sin resolver"),
};

const WAIT_WORDS: Record<Urgency, () => string> = {
	today: () => _("Pidió respuesta hoy mismo"),
	week: () => _("Pidió respuesta esta semana"),
	no_rush: () => _("Sin prisa"),
};

export const vaultName = (code: Vault): string => VAULT_WORDS[code]();
export const vaultContents = (code: Vault): string => VAULT_CONTENTS[code]();
export const trackName = (code: Destination): string => TRACK_WORDS[code]();
export const contactState = (code: ContactState): string => STATE_WORDS[code]();
export const caseState = (code: CaseState): string => CASE_WORDS[code]();
export const waitWords = (code: Urgency): string => WAIT_WORDS[code]();

/** Today, in the organisation's time zone. */
export function today(): string {
	const [zone, minute] = [organisation.value?.time_zone, Math.floor(Date.now() / 60_000)];
	if (known.zone !== zone || known.minute !== minute) known = { zone, minute, day: dayInZone(zone) };
	return known.day;
}

/** Asked for by thousands of rows at each key of a search, and dear to work out. */
let known: { zone: string | undefined; minute: number; day: string } = { zone: "", minute: 0, day: "" };

/** How many days lie between today and a day; below zero, it has passed. */
export function daysUntil(day: string): number {
	return Math.round((Date.parse(day) - Date.parse(today())) / 86_400_000);
}

/** When the next step is due: "Se prometió para ayer", "Es para el jueves". */
export function dueWords(day: string | null): string {
	if (!day) return _("Sin fecha");
	const days = daysUntil(day);
	if (days < -1) return lateWords(day, -days);
	if (days === -1) return _("Se prometió para ayer");
	if (days === 0) return _("Es para hoy");
	if (days === 1) return _("Es para mañana");
	if (days < 7) return _("Es para el %(day)s", { day: formatDate(day, { weekday: "long" }) });
	return _("Es para el %(day)s", { day: formatDate(day, { day: "numeric", month: "long" }) });
}

function lateWords(day: string, days: number): string {
	if (days < 7) return _("Se prometió para el %(day)s pasado", { day: formatDate(day, { weekday: "long" }) });
	return _("Se prometió para el %(day)s", { day: formatDate(day, { day: "numeric", month: "long" }) });
}

export function isOverdue(day: string | null): boolean {
	return day !== null && day !== "" && daysUntil(day) < 0;
}

/** By when a person hopes to hear from us, from how soon they asked for it: "Espera respuesta desde ayer". */
export function expectedWords(day: string): string {
	const days = daysUntil(day);
	if (days < -1)
		return ngettext(
			"Espera respuesta desde hace %(n)s día",
			"Espera respuesta desde hace %(n)s días",
			-days,
			{ n: -days },
		);
	if (days === -1) return _("Espera respuesta desde ayer");
	if (days === 0) return _("Espera respuesta hoy");
	if (days === 1) return _("Espera respuesta a más tardar mañana");
	const shape = days < 7 ? ({ weekday: "long" } as const) : ({ day: "numeric", month: "long" } as const);
	return _("Espera respuesta a más tardar el %(day)s", { day: formatDate(day, shape) });
}

/** Names beside each other, as chips would stand. */
export function beside(names: readonly string[]): string {
	return names.join(" · ");
}

/** How long ago somebody was met: "Hoy", "Ayer", "Hace 3 días". */
export function metWords(day: string): string {
	if (!day) return _("No se sabe cuándo");
	const days = -daysUntil(day);
	if (days <= 0) return _("Se anotó hoy");
	if (days === 1) return _("Se anotó ayer");
	return ngettext("Se anotó hace %(n)s día", "Se anotó hace %(n)s días", days, { n: days });
}

/** A day as people write it: "23 de noviembre de 2026". */
export function dayWords(day: string): string {
	return day ? formatDate(day, { day: "numeric", month: "long", year: "numeric" }) : _("Sin fecha");
}

/** An ISO week by the day it begins: "semana del 23 de noviembre". */
export function weekWords(week: string): string {
	const day = weekBegins(week);
	return day === week ? week : _("semana del %(day)s", { day });
}

/** The day that an ISO week begins with: "23 de noviembre"; what is no week, as it stands. */
export function weekBegins(week: string): string {
	const [, year, number] = /^(\d{4})-W(\d\d)$/.exec(week) ?? [];
	if (!year || !number) return week;
	const january4 = new Date(`${year}-01-04T00:00:00Z`);
	const monday = january4.getTime() - ((january4.getUTCDay() + 6) % 7) * 86_400_000;
	const day = new Date(monday + (Number(number) - 1) * 604_800_000).toISOString().slice(0, 10);
	return formatDate(day, { day: "numeric", month: "long" });
}
