import type { CutTurf } from "../device/cutting";
import { whereabouts, whereaboutsName } from "./assignment_words";
import { goodForName } from "./good_for";
import { _, ngettext } from "./i18n";
import { doorsText } from "./places";
import { Button, CheckField } from "./ui";

interface TurfChoiceProps {
	turfs: readonly CutTurf[];
	chosen: readonly string[];
	onChange: (chosen: readonly string[]) => void;
}

/** Turfs to do the same with: one by one, or all that nobody has. */
export function TurfChoice({ turfs, chosen, onChange }: TurfChoiceProps) {
	const free = turfs.filter(({ assignment }) => whereabouts(assignment) === "free").map(({ id }) => id);
	const toggle = (id: string, on: boolean) =>
		onChange(on ? [...chosen, id] : chosen.filter((other) => other !== id));
	return (
		<fieldset class="chips">
			<legend>{_("Qué zonas")}</legend>
			{free.length > 0 && (
				<Button onClick={() => onChange(free)}>
					{ngettext("Elegir la que está sin repartir", "Elegir las %(n)s sin repartir", free.length, {
						n: free.length,
					})}
				</Button>
			)}
			<div class="many-turfs">
				{turfs.map(({ id, name, doors, assignment, good_for }) => (
					<CheckField key={id} label={name} checked={chosen.includes(id)} onChange={(on) => toggle(id, on)}>
						{[doorsText(doors), whereaboutsName(whereabouts(assignment)), ...good_for.map(goodForName)].join(
							" · ",
						)}
					</CheckField>
				))}
			</div>
		</fieldset>
	);
}
