import { useMemo } from "preact/hooks";
import { fillUrl, hueOf, lookOf } from "./map/marks";

/** A turf's pattern and hue as on the map; its name stands beside it. */
export function TurfSwatch({ id }: { id: string }) {
	const look = lookOf(id);
	const picture = useMemo(() => fillUrl(look), [look.hue, look.pattern]);
	return (
		<span
			class="swatch"
			aria-hidden="true"
			style={{ borderColor: hueOf(look), backgroundImage: `url(${picture})` }}
		/>
	);
}
