import { _ } from "./i18n";
import { type Spread, spreadOf } from "./map/plan_doors";
import { doorsText } from "./places";

const HEIGHT = 32;
const BAR = 14;

/** How even the turfs are: in words, and as a row of bars from the smallest to the largest. */
export function PlanSpread({ sizes }: { sizes: readonly number[] }) {
	const spread = spreadOf(sizes);
	if (!spread || spread.all < 2) return null;
	return (
		<div class="spread">
			<Bars bars={spread.bars} />
			<p class="soft">{spreadWords(spread)}</p>
		</div>
	);
}

function Bars({ bars }: { bars: readonly number[] }) {
	const most = Math.max(...bars);
	return (
		<svg class="spread-bars" viewBox={`0 0 ${bars.length * BAR} ${HEIGHT}`} aria-hidden="true">
			{bars.map((n, index) => {
				const height = n === 0 ? 0 : Math.max(2, (n / most) * HEIGHT);
				return <rect key={index} x={index * BAR + 1} y={HEIGHT - height} width={BAR - 2} height={height} />;
			})}
		</svg>
	);
}

function spreadWords({ least, most, even, all }: Spread): string {
	if (least === most) return _("Todas tienen %(doors)s.", { doors: doorsText(least) });
	if (even === 0) return _("De %(least)s a %(most)s puertas por zona.", { least, most });
	return _("De %(least)s a %(most)s puertas por zona; %(even)s de %(all)s son casi parejas.", {
		least,
		most,
		even,
		all,
	});
}
