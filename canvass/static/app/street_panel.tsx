import { ChevronLeft } from "lucide";
import { useMemo, useState } from "preact/hooks";
import type { Position } from "../device/cutting";
import { plain } from "../device/plain";
import { _, ngettext } from "./i18n";
import { type DoorPoints, type Street, streetsOf } from "./map/door_points";
import { hullAround } from "./map/shapes";
import type { Focus } from "./turf_draw";
import { Button, CheckField, TextField } from "./ui";

/** Room around the outermost doors, in metres: a door's point lies on its house, not in the street. */
const SPARE_METRES = 20;
const SHOWN = 60;

interface StreetPanelProps {
	points: DoorPoints;
	onFocus: (focus: Focus) => void;
	onBack: () => void;
}

/** Drawing without a pointer: chosen streets make the shape, which is then counted and saved as any other. */
export function StreetPanel({ points, onFocus, onBack }: StreetPanelProps) {
	const streets = useMemo(() => streetsOf(points), [points]);
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const [search, setSearch] = useState("");
	const found = streets.filter(({ name }) => plain(name).includes(plain(search)));
	const picked = streets.filter(({ name }) => chosen.includes(name));
	const doors = picked.reduce((sum, { free }) => sum + free, 0);
	const toggle = (name: string, on: boolean) =>
		setChosen(on ? [...chosen, name] : chosen.filter((other) => other !== name));
	const go = () => {
		const ring = hullAround(picked.flatMap(spots), SPARE_METRES);
		if (ring) onFocus({ on: "sketch", turf: null, start: { type: "Polygon", coordinates: [ring] } });
	};
	return (
		<div class="stack">
			<div class="panel-head">
				<Button kind="quiet" icon={ChevronLeft} label={_("Todas las zonas")} onClick={onBack} />
				<h2>{_("Elegir calles")}</h2>
			</div>
			<p>
				{_("La zona abarca las calles que elija y lo que quede entre ellas. Después puede cambiar su forma.")}
			</p>
			<TextField type="search" label={_("Buscar una calle")} value={search} onInput={setSearch} />
			<div class="streets">
				{found.slice(0, SHOWN).map(({ name, free }) => (
					<CheckField
						key={name}
						label={name}
						checked={chosen.includes(name)}
						onChange={(on) => toggle(name, on)}
					>
						{ngettext("%(n)s puerta libre", "%(n)s puertas libres", free, { n: free })}
					</CheckField>
				))}
				{found.length > SHOWN && (
					<p class="soft">{_("Y %(n)s más: busque por nombre.", { n: found.length - SHOWN })}</p>
				)}
			</div>
			<div class="panel-act">
				<Button kind="main" wide disabled={picked.length === 0} onClick={go}>
					{picked.length === 0
						? _("Elija por lo menos una calle")
						: ngettext("Seguir con %(n)s puerta libre", "Seguir con %(n)s puertas libres", doors, {
								n: doors,
							})}
				</Button>
			</div>
		</div>
	);
}

function spots({ points }: Street): Position[] {
	return points.map(({ lon, lat }) => [lon, lat]);
}
