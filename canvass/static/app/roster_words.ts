import {
	DAY_PARTS,
	type DayPart,
	type FreeTime,
	type RosterRole,
	type Training,
	WEEK,
	type Weekday,
} from "../device/roster";
import { beside, dayWords } from "./desk_words";
import { weekdayName } from "./hours_words";
import { _, formatList } from "./i18n";

/** The words of the roster: roles, parts of a day, when somebody can be called. */
const ROLE_WORDS: Record<RosterRole, () => string> = {
	canvasser: () => _("Toca puertas"),
	verifier: () => _("Verifica (Verifier)"),
	a_team: () => _("Equipo A (A-Team)"),
	sanctuary: () => _("Santuario (Sanctuary)"),
};

const PART_WORDS: Record<DayPart, () => string> = {
	morning: () => _("Por la mañana"),
	afternoon: () => _("Por la tarde"),
	evening: () => _("Por la noche"),
	night: () => _("De madrugada"),
};

export const roleInNetwork = (code: RosterRole): string => ROLE_WORDS[code]();
export const partName = (code: DayPart): string => PART_WORDS[code]();

/** "Primeros auxilios (3 de noviembre de 2026)" */
export function trainingWords({ name, on }: Training): string {
	return on ? _("%(name)s (%(day)s)", { name, day: dayWords(on) }) : name;
}

/** "lunes y martes: por la mañana · sábado: todo el día"; days with the same parts stand together. */
export function timesWords(times: readonly FreeTime[]): string {
	if (times.length === WEEK.length * DAY_PARTS.length) return _("A cualquier hora");
	const together = new Map<string, Weekday[]>();
	for (const weekday of WEEK) {
		const parts = DAY_PARTS.filter((part) => times.includes(`${weekday} ${part}`));
		if (parts.length === 0) continue;
		const words = parts.length === DAY_PARTS.length ? _("todo el día") : formatList(parts.map(partName));
		together.set(words, [...(together.get(words) ?? []), weekday]);
	}
	return beside([...together].map(([parts, days]) => `${daysWords(days)}: ${parts.toLowerCase()}`));
}

/** "lunes a viernes" where more than two follow each other, else each by its name. */
function daysWords(days: readonly Weekday[]): string {
	const [first = 1, last = first] = [days[0], days.at(-1)];
	if (days.length > 2 && last - first + 1 === days.length)
		return _("%(from)s a %(to)s", { from: weekdayName(first), to: weekdayName(last) });
	return formatList(days.map(weekdayName));
}
