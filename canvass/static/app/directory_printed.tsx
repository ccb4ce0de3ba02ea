import type { ListedOrganisation, ListedService } from "../device/directory";
import { needName } from "./contact_words";
import { beside, dayWords, today } from "./desk_words";
import { aboutWords, hoursWords } from "./directory_words";
import { _ } from "./i18n";
import { languageName } from "./languages";

/** What is shown, on paper: for a table at a gathering, or a wall. It holds nobody's data. */
export function PrintedDirectory({ organisations }: { organisations: readonly ListedOrganisation[] }) {
	return (
		<section class="printed">
			<h2>{_("Directorio")}</h2>
			<p>{dayWords(today())}</p>
			{organisations.map((one) => (
				<article key={one.id}>
					<h3>{one.name}</h3>
					<p>{beside([one.phone, one.place, one.web].filter(Boolean))}</p>
					{aboutWords(one) && <p>{aboutWords(one)}</p>}
					<ul>
						{one.services.map((service) => (
							<li key={service.id}>
								<strong>{service.name}</strong>
								{linesOf(service).map((line) => (
									<div key={line}>{line}</div>
								))}
							</li>
						))}
					</ul>
				</article>
			))}
		</section>
	);
}

function linesOf({ needs, languages, area, hours, eligibility, reach }: ListedService): string[] {
	const first = beside(
		[needs.map(needName).join(", "), languages.map(languageName).join(", "), area].filter(Boolean),
	);
	return [first, hoursWords(hours), eligibility, reach].filter(Boolean);
}
