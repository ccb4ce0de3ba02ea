import type { ListedOrganisation, Referrals } from "../device/directory";
import { type Open, readHours } from "../device/open_hours";
import { RESULTS, type TaskResult } from "../device/tasks";
import { toLocalFields } from "./days";
import { beside } from "./desk_words";
import { spanWords } from "./hours_words";
import { _, formatDate, locale, ngettext } from "./i18n";
import { organisation } from "./organisation";

/** The words of the directory: how referrals end, when somebody is there. */
const RESULT_WORDS: Record<TaskResult, () => string> = {
	helped: () => _("Recibió ayuda"),
	refused: () => _("Le dijeron que no"),
	no_answer: () => _("No contestaron"),
	not_needed: () => _("Ya no hacía falta"),
};

export const resultName = (code: TaskResult): string => RESULT_WORDS[code]();
export const resultChoices = () => RESULTS.map((value) => ({ value, label: resultName(value) }));

/** "4 derivaciones · 1 abierta · Recibió ayuda 2" */
export function referralWords({ all, open, ended }: Referrals): string {
	const ends = RESULTS.filter((result) => ended[result] > 0).map(
		(result) => `${resultName(result)}: ${ended[result]}`,
	);
	const parts = [
		ngettext("%(n)s derivación", "%(n)s derivaciones", all, { n: all }),
		open > 0 ? ngettext("%(n)s abierta", "%(n)s abiertas", open, { n: open }) : "",
		...ends,
	];
	return beside(parts.filter(Boolean));
}

/** What an organisation does, in the reader's language where it is told in it. */
export function aboutWords({ about_es, about_en }: ListedOrganisation): string {
	return locale.value === "en" ? about_en || about_es : about_es || about_en;
}

/** The day of the week and the minute that it is for the organisation. */
export function now(at: Date = new Date()): { day: number; minute: number } {
	const local = toLocalFields(at, organisation.value?.time_zone);
	const day = new Date(`${local}Z`).getUTCDay();
	return { day, minute: Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16)) };
}

/** Hours in the reader's words where they can be read, else as they were written. */
export function hoursWords(text: string): string {
	const hours = readHours(text);
	if (hours === null) return text;
	return hours.map((one) => `${daysWords(one)} ${timesWords(one)}`).join("; ");
}

function daysWords({ days }: Open): string {
	if (days.length === 7) return _("todos los días");
	const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0];
	const inARow = days.every((day, index) => day === (first + index) % 7);
	if (days.length > 2 && inARow)
		return _("de %(first)s a %(last)s", { first: dayName(first), last: dayName(last) });
	return days.map(dayName).join(", ");
}

/** A Sunday, and so many days later. */
function dayName(day: number): string {
	return formatDate(`2026-11-${String(22 + day).padStart(2, "0")}`, { weekday: "short" });
}

function timesWords({ from, until }: Open): string {
	if (from === 0 && until === 24 * 60) return _("las 24 horas");
	return spanWords({ begins: clock(from), ends: clock(until) });
}

function clock(minutes: number): string {
	const parts = [Math.floor(minutes / 60) % 24, minutes % 60];
	return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
