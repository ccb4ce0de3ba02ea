import type { CampaignProgress } from "../device/campaigns";
import { RESULTS, type Result } from "../device/types";
import { share } from "./coverage_words";
import { Bar, Figure, Figures } from "./figures";
import { _, formatNumber } from "./i18n";
import { ResultMark, resultName } from "./results";
import { Notice, Progress } from "./ui";

/** So many conversations at the door are rare in the field: it usually means that other visits were not written down. */
const SUSPECT_RATE = 0.9;
const ENOUGH_ATTEMPTS = 30;

/** How far a campaign is, in numbers. */
export function CampaignFigures({ progress }: { progress: CampaignProgress }) {
	const { doors, visited, attempts, conversations, doors_per_hour } = progress;
	const rate = conversations / attempts;
	return (
		<>
			<Progress
				value={visited}
				max={Math.max(doors, 1)}
				label={_("Puertas visitadas")}
				text={_("%(visited)s de %(doors)s puertas", { visited, doors })}
			/>
			<Figures>
				<Figure value={share(visited, doors)}>{_("cobertura")}</Figure>
				<Figure value={formatNumber(attempts)}>{_("visitas")}</Figure>
				<Figure value={formatNumber(conversations)}>{_("conversaciones")}</Figure>
				<Figure value={share(conversations, attempts)}>{_("tasa de contacto")}</Figure>
				{doors_per_hour !== null && (
					<Figure value={formatNumber(doors_per_hour)}>{_("puertas por hora")}</Figure>
				)}
			</Figures>
			{attempts >= ENOUGH_ATTEMPTS && rate > SUSPECT_RATE && <TooGood />}
			<ResultBars results={progress.results} />
		</>
	);
}

function TooGood() {
	return (
		<Notice title={_("Casi todas las visitas son conversaciones")}>
			<p>
				{_(
					"Lo usual es entre 10 y 30 de cada 100. Quizá no se están anotando las puertas donde no hay nadie.",
				)}
			</p>
		</Notice>
	);
}

function ResultBars({ results }: Pick<CampaignProgress, "results">) {
	const shown = RESULTS.map((result): [Result, number] => [result, results[result] ?? 0]).filter(
		([, n]) => n,
	);
	const most = Math.max(1, ...shown.map(([, n]) => n));
	if (shown.length === 0) return <p class="soft">{_("Todavía no hay visitas.")}</p>;
	return (
		<ul class="bars">
			{shown.map(([result, n]) => (
				<Bar
					key={result}
					label={
						<>
							<ResultMark result={result} /> {resultName(result)}
						</>
					}
					text={formatNumber(n)}
					share={n / most}
				/>
			))}
		</ul>
	);
}
