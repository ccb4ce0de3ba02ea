import { useLayoutEffect, useRef } from "preact/hooks";
import type { CutTurf } from "../device/cutting";
import { whereabouts, whereaboutsName } from "./assignment_words";
import { _ } from "./i18n";
import { doorsText } from "./places";

interface AssignTurfsProps {
	turfs: readonly CutTurf[];
	value: string | null;
	onChange: (turf: string) => void;
}

/** The turfs to pick from, in a row that scrolls: name, size, and where each is. */
export function AssignTurfs({ turfs, value, onChange }: AssignTurfsProps) {
	const row = useRef<HTMLFieldSetElement>(null);
	// The one that the screen is about is in sight, with something of the one before it; the page itself stays where it is.
	useLayoutEffect(() => {
		const picked = row.current?.querySelector<HTMLElement>("label:has(:checked)");
		if (picked) row.current?.scrollTo({ left: picked.offsetLeft - picked.offsetWidth / 2 });
	}, [value]);
	return (
		<fieldset ref={row} class="turf-picker">
			<legend class="visually-hidden">{_("Zona")}</legend>
			{turfs.map((turf) => {
				const state = whereabouts(turf.assignment);
				return (
					<label key={turf.id} class="turf-pick">
						<input
							type="radio"
							name="turf"
							autocomplete="off"
							checked={turf.id === value}
							onChange={() => onChange(turf.id)}
						/>
						<span>
							<strong>{turf.name}</strong>
							<small>{doorsText(turf.doors)}</small>
							<span class={`badge badge-${state}`}>{whereaboutsName(state)}</span>
						</span>
					</label>
				);
			})}
		</fieldset>
	);
}
