import type { CutTurf } from "../device/cutting";
import { whereabouts } from "./assignment_words";
import { dayInZone } from "./days";
import { formatList, ngettext } from "./i18n";
import { organisation } from "./organisation";

/** What is out, due, late, back and waiting, in one sentence: what a lead asks first in the evening. */
export function AssignSummary({ turfs }: { turfs: readonly CutTurf[] }) {
	return <p role="status">{summaryWords(turfs, new Date())}</p>;
}

export function summaryWords(turfs: readonly CutTurf[], now: Date): string {
	const zone = organisation.value?.time_zone;
	const today = dayInZone(zone, 0, now);
	const state = ({ assignment }: CutTurf) => whereabouts(assignment);
	const count = (test: (turf: CutTurf) => boolean) => turfs.filter(test).length;
	const due = (turf: CutTurf) =>
		state(turf) === "out" &&
		turf.assignment !== null &&
		dayInZone(zone, 0, new Date(turf.assignment.until)) === today;
	const parts: [number, (n: number) => string][] = [
		[
			count((turf) => state(turf) === "overdue"),
			(n) => ngettext("%(n)s atrasada", "%(n)s atrasadas", n, { n }),
		],
		[
			count((turf) => state(turf) === "stranded"),
			(n) => ngettext("%(n)s sin quien la camine", "%(n)s sin quien las camine", n, { n }),
		],
		[count(due), (n) => ngettext("%(n)s vence hoy", "%(n)s vencen hoy", n, { n })],
		[
			count((turf) => state(turf) === "out" && !due(turf)),
			(n) => ngettext("%(n)s afuera hasta otro día", "%(n)s afuera hasta otro día", n, { n }),
		],
		[
			count((turf) => state(turf) === "returned"),
			(n) => ngettext("%(n)s devuelta", "%(n)s devueltas", n, { n }),
		],
		[
			count((turf) => state(turf) === "free"),
			(n) => ngettext("%(n)s sin repartir", "%(n)s sin repartir", n, { n }),
		],
	];
	const told = parts.flatMap(([n, words]) => (n > 0 ? [words(n)] : []));
	return `${formatList(told)}.`;
}
