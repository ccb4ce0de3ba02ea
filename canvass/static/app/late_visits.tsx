import { lateVisits } from "../device/late_visits";
import { momentWords } from "./assignment_words";
import { _, ngettext } from "./i18n";
import { doorLine } from "./quarantine_words";
import { ResultMark, resultName } from "./results";
import { useAnswer } from "./server";

/** Visits that came after the turf was another's or its time was over: they count, and whoever leads knows of them. */
export function LateVisits({ turf }: { turf: string }) {
	const answer = useAnswer(() => lateVisits(turf), [turf]);
	const { count, items } = answer.value ?? { count: 0, items: [] };
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
				{items.map(({ visit, door, result, by, at }) => (
					<li key={visit} class="record">
						<span>
							<strong>{doorLine(door)}</strong>
							<br />
							<small>{[resultName(result), by, momentWords(at)].filter(Boolean).join(" · ")}</small>
						</span>
						<ResultMark result={result} />
					</li>
				))}
			</ul>
		</details>
	);
}
