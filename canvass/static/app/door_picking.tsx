import { useState } from "preact/hooks";
import { _, ngettext } from "./i18n";
import type { StreetInPlan } from "./map/plan_doors";
import { doorsText } from "./places";
import { Button, CheckField, SelectField } from "./ui";

interface DoorPickingProps {
	/** What a turf holds, street by street. */
	streets: readonly StreetInPlan[];
	/** Whether its doors can be picked. */
	open: boolean;
	/** Ids of doors. */
	picked: readonly string[];
	onPick: (picked: readonly string[]) => void;
}

/** A turf's doors, street by street: to look at, and to pick. */
export function DoorPicking({ streets, ...props }: DoorPickingProps) {
	return (
		<>
			{streets.map((street) => (
				<Street key={street.name} street={street} {...props} unfolded={streets.length === 1} />
			))}
		</>
	);
}

interface StreetProps extends Omit<DoorPickingProps, "streets"> {
	street: StreetInPlan;
	unfolded: boolean;
}

function Street({ street, open, picked, onPick, unfolded }: StreetProps) {
	const [shown, setShown] = useState(unfolded);
	const all = street.places.flatMap(({ doors }) => doors);
	const mine = all.filter((door) => picked.includes(door)).length;
	const name = street.name || _("Sin calle");
	const pick = (doors: readonly string[], on: boolean) =>
		onPick([...picked.filter((door) => !doors.includes(door)), ...(on ? doors : [])]);
	return (
		<details
			class="plan-street"
			open={shown}
			onToggle={(event) => setShown((event.currentTarget as HTMLDetailsElement).open)}
		>
			<summary>
				<strong>{name}</strong>{" "}
				<span class="soft">
					{mine > 0
						? _("%(mine)s de %(doors)s elegidas", { mine, doors: doorsText(street.doors) })
						: doorsText(street.doors)}
				</span>
			</summary>
			{shown && open && (
				<CheckField
					label={_("Toda %(street)s", { street: name })}
					checked={mine === all.length}
					onChange={(on) => pick(all, on)}
				/>
			)}
			{shown &&
				street.places.map(({ place, address, doors }) =>
					open ? (
						<CheckField
							key={place}
							label={address || "—"}
							checked={doors.every((door) => picked.includes(door))}
							onChange={(on) => pick(doors, on)}
						>
							{doors.length > 1 ? doorsText(doors.length) : undefined}
						</CheckField>
					) : (
						<p key={place}>{address || "—"}</p>
					),
				)}
		</details>
	);
}

/** A turf that picked doors can go to. */
export interface Receiver {
	id: string;
	name: string;
	doors: number;
	/** Whether it lies beside the turf that they leave. */
	beside: boolean;
}

interface HandingProps {
	/** How many doors are picked. */
	count: number;
	/** The likeliest first. */
	others: readonly Receiver[];
	busy: boolean;
	onMove: (to: string) => void;
}

/** Where the picked doors go. */
export function Handing({ count, others, busy, onMove }: HandingProps) {
	const [to, setTo] = useState("");
	const chosen = others.find(({ id }) => id === to) ?? others[0];
	if (!chosen) return <p class="soft">{_("No hay otra zona a la que pasarlas.")}</p>;
	return (
		<div class="panel-act moving">
			<SelectField
				label={ngettext("Pasar %(n)s puerta a", "Pasar %(n)s puertas a", count, { n: count })}
				value={chosen.id}
				onChange={setTo}
				options={others.map(({ id, name, doors, beside }) => ({
					value: id,
					label: [name, doorsText(doors), beside && _("al lado")].filter(Boolean).join(" · "),
				}))}
			/>
			<Button kind="main" busy={busy} onClick={() => onMove(chosen.id)}>
				{_("Pasar")}
			</Button>
		</div>
	);
}
