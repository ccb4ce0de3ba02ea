import { type LateVisit, lateVisits } from "../device/late_visits";
import { momentWords } from "./assignment_words";
import { _, ngettext } from "./i18n";
import { doorLine } from "./quarantine_words";
import { ResultMark, resultName } from "./results";
import { Fault, useAnswer } from "./server";

/** Visits that came after the turf was another's or its time was over: they count, and whoever leads knows of them. */
export function LateVisits({ turf }: { turf: string }) {
	const answer = useAnswer(() => lateVisits(turf), [turf]);
	const { count, items } = answer.value ?? { count: 0, items: [] };
	if (answer.fault) return <Fault of={answer.fault} again={answer.again} />;
	if (count === 0) return null;
	return (
		<details>
			<summary>
				{ngettext(
					"%(n)s visita llegó tarde, de una asignación que ya había terminado",
					"%(n)s visitas llegaron tarde, de asignaciones que ya habían terminado",
					count,
					{ n: count },
				)}
			</summary>
			<p class="soft">
				{_("Cuentan como las demás. En su puerta, quien camina ahora lee que llegaron tarde.")}
			</p>
			<ul class="record-list">
				{items.map((visit) => (
					<Late key={visit.visit} {...visit} />
				))}
			</ul>
			{count > items.length && <p class="soft">{_("Aquí están las últimas %(n)s.", { n: items.length })}</p>}
		</details>
	);
}

function Late({ door, result, by, at, received_at }: LateVisit) {
	return (
		<li class="record">
			<span>
				<strong>{doorLine(door)}</strong>
				<br />
				<small>{[resultName(result), by].filter(Boolean).join(" · ")}</small>
				<br />
				<small>{_("Visita: %(when)s", { when: momentWords(at) })}</small>
				{received_at && (
					<>
						<br />
						<small>{_("Llegó: %(when)s", { when: momentWords(received_at) })}</small>
					</>
				)}
			</span>
			<ResultMark result={result} />
		</li>
	);
}
