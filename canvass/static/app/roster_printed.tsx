import type { RosterEntry } from "../device/roster";
import { beside, dayWords, today } from "./desk_words";
import { _ } from "./i18n";
import { languageName } from "./languages";
import { phoneWords } from "./person_card";
import { roleInNetwork, timesWords } from "./roster_words";

/** Who is shown, on paper, for a night without signal: it says what it is, and what becomes of it. */
export function PrintedRoster({ entries }: { entries: readonly RosterEntry[] }) {
	return (
		<section class="printed">
			<h2>{_("Red de respuesta")}</h2>
			<p>
				{_(
					"%(day)s. Lleva nombres y teléfonos: no la deje a la vista, no la fotografíe y destrúyala después.",
					{
						day: dayWords(today()),
					},
				)}
			</p>
			{entries.map(({ person, roster }) => (
				<article key={person.record.id}>
					<h3>
						{beside([person.body?.card.name || _("Sin nombre"), phoneWords(person.body?.card.phone ?? "")])}
					</h3>
					<p>{beside(roster.roles.map(roleInNetwork))}</p>
					<p>
						{beside(
							[roster.languages.map(languageName).join(", "), roster.area, timesWords(roster.times)].filter(
								Boolean,
							),
						)}
					</p>
				</article>
			))}
		</section>
	);
}
