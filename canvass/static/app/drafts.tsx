import { ChevronRight } from "lucide";
import type { PlanCard } from "../device/plans";
import { momentWords } from "./assignment_words";
import { _, formatDate } from "./i18n";
import { doorsText } from "./places";
import { wishWords, zonesText } from "./plan_words";
import { Icon } from "./ui";

/** The drafts that wait to be accepted or discarded. */
export function Drafts({ plans }: { plans: readonly PlanCard[] }) {
	const waiting = plans.filter(({ state }) => state === "draft" || state === "cutting");
	if (waiting.length === 0) return null;
	return (
		<section aria-labelledby="drafts">
			<h2 id="drafts">{_("Borradores")}</h2>
			<ul class="record-list">
				{waiting.map((plan) => (
					<li key={plan.id}>
						<a class="record-link" href={`/campaigns/${plan.campaign}/plans/${plan.id}`}>
							<span>
								<strong>
									{plan.figures
										? `${zonesText(plan.figures.turfs)} · ${doorsText(plan.figures.doors)}`
										: _("Cortando…")}
								</strong>
								<small>
									{wishWords(plan.wish)} · {momentWords(plan.created_at)}
								</small>
								{plan.discards_at && <small>{discardWords(plan.discards_at)}</small>}
							</span>
							<Icon of={ChevronRight} />
						</a>
					</li>
				))}
			</ul>
		</section>
	);
}

/** A draft that everybody has forgotten goes by itself, and says so. */
function discardWords(at: string): string {
	return _("Se borra el %(day)s si nadie lo cambia.", {
		day: formatDate(at, { day: "numeric", month: "long", year: "numeric" }),
	});
}
