import type { CutTurf } from "../device/cutting";
import { whereabouts, whereaboutsName } from "./assignment_words";
import { goodForName } from "./good_for";
import { _ } from "./i18n";
import { doorsText } from "./places";
import type { Focus } from "./turf_draw";
import { TurfSwatch } from "./turf_swatch";

interface TurfButtonsProps {
	turfs: readonly CutTurf[];
	onFocus: (focus: Focus) => void;
}

/** The turfs by name, each a way to its panel. */
export function TurfButtons({ turfs, onFocus }: TurfButtonsProps) {
	if (turfs.length === 0) {
		return (
			<p class="soft">
				{_("Todavía no hay zonas. Toque «Trazar una zona» y marque sus esquinas en el mapa.")}
			</p>
		);
	}
	return (
		<ul class="record-list">
			{turfs.map((turf) => (
				<li key={turf.id}>
					<button type="button" class="record-link" onClick={() => onFocus({ on: "turf", id: turf.id })}>
						<span>
							<strong>{turf.name}</strong>
							<small>{aboutTurf(turf)}</small>
						</span>
						<TurfSwatch id={turf.id} />
					</button>
				</li>
			))}
		</ul>
	);
}

/** "48 puertas · Afuera · Subir escaleras" */
function aboutTurf({ doors, assignment, good_for }: CutTurf): string {
	return [doorsText(doors), whereaboutsName(whereabouts(assignment)), ...good_for.map(goodForName)].join(
		" · ",
	);
}
