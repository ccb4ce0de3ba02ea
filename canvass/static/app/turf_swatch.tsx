import { useMemo } from "preact/hooks";
import { tokenColours } from "./map/base";
import { coverageUrl, type Step } from "./map/coverage";
import { fillUrl, hueOf, lookOf, lookOfColour, type TurfLook } from "./map/marks";
import { useDark } from "./map_legend";

/** A turf's pattern and hue as on the map; its name stands beside it. */
export function TurfSwatch({ id }: { id: string }) {
	return <Swatch look={lookOf(id)} />;
}

/** The same of a draft's turf, which is coloured beside its neighbours. */
export function DraftSwatch({ colour }: { colour: number }) {
	return <Swatch look={lookOfColour(colour)} />;
}

function Swatch({ look }: { look: TurfLook }) {
	const picture = useMemo(() => fillUrl(look), [look.hue, look.pattern]);
	return (
		<span
			class="swatch"
			aria-hidden="true"
			style={{ borderColor: hueOf(look), backgroundImage: `url(${picture})` }}
		/>
	);
}

/** How much has been walked, as on the map; the number stands beside it. */
export function CoverageSwatch({ step }: { step: Step }) {
	const dark = useDark();
	const picture = useMemo(() => coverageUrl(step, tokenColours({ accent: "--accent" }).accent), [step, dark]);
	return (
		<span class="swatch swatch-coverage" aria-hidden="true" style={{ backgroundImage: `url(${picture})` }} />
	);
}
