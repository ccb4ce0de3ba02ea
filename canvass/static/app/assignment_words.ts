import type { Assignment, Walker } from "../device/assignments";
import { dayInZone } from "./days";
import { _, formatDateTime, formatList, formatTime } from "./i18n";
import { organisation } from "./organisation";

/** Where a turf is: with somebody, late, with nobody who can still read it, back, or nowhere yet. */
export type Whereabouts = "out" | "overdue" | "stranded" | "returned" | "free";

/** A superseded assignment tells nothing any more: what took its place does. */
export function whereabouts(assignment: Assignment | null): Whereabouts {
	if (!assignment || assignment.state === "superseded") return "free";
	if (isOut(assignment.state) && !assignment.members.some(({ active }) => active)) return "stranded";
	return assignment.state;
}

/** Whether it can be taken back. */
export function isOut(state: Whereabouts | Assignment["state"]): boolean {
	return state === "out" || state === "overdue" || state === "stranded";
}

export function whereaboutsName(state: Whereabouts): string {
	switch (state) {
		case "out":
			return _("Afuera");
		case "overdue":
			return _("Atrasada");
		case "stranded":
			return _("Sin quien la camine");
		case "returned":
			return _("Devuelta");
		case "free":
			return _("Sin repartir");
	}
}

/** "Alma y Beto, hasta las 20:00" */
export function assignmentWords(assignment: Assignment | null): string {
	const state = whereabouts(assignment);
	if (!assignment || state === "free") return _("Nadie la tiene");
	const people = formatList(assignment.members.map(walkerName));
	if (state === "stranded") return _("La tenía %(people)s", { people });
	if (state === "out")
		return _("%(people)s, hasta %(when)s", { people, when: momentWords(assignment.until) });
	if (state === "overdue") {
		return _("%(people)s; debía volver %(when)s", { people, when: momentWords(assignment.until) });
	}
	const when = momentWords(assignment.returned_at ?? assignment.until);
	return _("De vuelta %(when)s; estuvo con %(people)s", { people, when });
}

/** "Alma", or "Alma (ya no participa)". */
function walkerName({ alias, active }: Walker): string {
	return active ? alias : _("%(name)s (ya no participa)", { name: alias });
}

/** A moment as people say it: the hour alone if it is today. */
export function momentWords(at: string): string {
	const zone = organisation.value?.time_zone;
	const today = dayInZone(zone) === dayInZone(zone, 0, new Date(at));
	return today ? _("hoy a las %(time)s", { time: formatTime(at) }) : formatDateTime(at);
}
