import { useMemo } from "preact/hooks";
import { campaignProgress } from "../device/campaigns";
import type { CutTurf } from "../device/cutting";
import { rateWords, share, visitWords, walkedShare } from "./coverage_words";
import { _ } from "./i18n";
import { coverageOf, STEPS, type Step, stepOf } from "./map/coverage";
import { Fault, useAnswer } from "./server";
import type { Focus } from "./turf_draw";
import { CoverageSwatch } from "./turf_swatch";

interface TurfCoverageProps {
	campaign: string;
	turfs: readonly CutTurf[];
	onFocus: (focus: Focus) => void;
}

/** How far each turf is, in numbers: what has been walked least stands first. No person is in them. */
export function TurfCoverage({ campaign, turfs, onFocus }: TurfCoverageProps) {
	const progress = useAnswer(() => campaignProgress(campaign), [campaign]);
	const paces = new Map(progress.value?.turfs.map((row) => [row.turf, row]));
	const shown = useMemo(
		() => [...turfs].sort((a, b) => coverageOf(a.progress) - coverageOf(b.progress)),
		[turfs],
	);
	return (
		<>
			<Fault of={progress.fault} again={progress.again} />
			<Legend />
			<ul class="record-list">
				{shown.map((turf) => (
					<li key={turf.id}>
						<button type="button" class="record-link" onClick={() => onFocus({ on: "turf", id: turf.id })}>
							<span>
								<strong>
									{turf.name} · {walkedShare(turf.progress)}
								</strong>
								<small>{visitWords(turf)}</small>
								<small>{rateWords(turf, paces.get(turf.id)?.doors_per_hour ?? null)}</small>
							</span>
							<CoverageSwatch step={stepOf(turf.progress)} />
						</button>
					</li>
				))}
			</ul>
			<p class="soft">
				{_(
					"Las puertas por hora van de la primera a la última visita de cada día. De una sola salida no se dicen: sería medir a una persona.",
				)}
			</p>
		</>
	);
}

/** What the fills mean: told by how dense they are, so that no colour has to be seen. */
function Legend() {
	return (
		<ul class="coverage-legend" aria-label={_("Qué parte de las puertas se ha visitado")}>
			{STEPS.map((step) => (
				<li key={step}>
					<CoverageSwatch step={step} /> {stepName(step)}
				</li>
			))}
		</ul>
	);
}

function stepName(step: Step): string {
	switch (step) {
		case 0:
			return _("Nada");
		case 4:
			return _("Casi todo");
		case 5:
			return _("Todo");
		default:
			return _("Hasta %(share)s", { share: share(step, 4) });
	}
}
