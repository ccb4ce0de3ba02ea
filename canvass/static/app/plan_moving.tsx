import { useMemo, useState } from "preact/hooks";
import type { DraftTurf } from "../device/plans";
import { _, ngettext } from "./i18n";
import { type StreetInPlan, streetsIn } from "./map/plan_doors";
import { doorsText } from "./places";
import type { Drafting } from "./planning";
import { Button, CheckField, SelectField } from "./ui";

interface PlanMovingProps {
	/** The turf whose doors they are; 0 for those that are left over. */
	turf: number;
	/** Whether they can be moved. */
	open: boolean;
	drafting: Drafting;
	picked: readonly string[];
	onPick: (picked: readonly string[]) => void;
}

/** A turf's doors, street by street: to look at, to pick, and to hand over to a neighbour. */
export function PlanMoving({ turf, open, drafting, picked, onPick }: PlanMovingProps) {
	const { doors, addresses } = drafting;
	const streets = useMemo(() => streetsIn(turf, doors, addresses), [turf, doors, addresses]);
	return (
		<section aria-labelledby="streets">
			<h3 id="streets">{_("Calles y puertas")}</h3>
			{open && (
				<p class="soft">{_("Elija puertas aquí o tóquelas en el mapa; después diga a qué zona pasan.")}</p>
			)}
			{streets.map((street) => (
				<Street
					key={street.name}
					street={street}
					open={open}
					picked={picked}
					onPick={onPick}
					unfolded={streets.length === 1}
				/>
			))}
			{open && picked.length > 0 && (
				<Moving key={turf} turf={turf} drafting={drafting} picked={picked} onMoved={() => onPick([])} />
			)}
		</section>
	);
}

interface StreetProps {
	street: StreetInPlan;
	open: boolean;
	picked: readonly string[];
	onPick: (picked: readonly string[]) => void;
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

interface MovingProps {
	turf: number;
	drafting: Drafting;
	picked: readonly string[];
	onMoved: () => void;
}

/** Where the picked doors go: neighbours stand first, the one with the fewest doors on top. */
function Moving({ turf, drafting, picked, onMoved }: MovingProps) {
	const { plan, neighbours, act, edit } = drafting;
	const beside = (other: DraftTurf) => Number(!neighbours.get(turf)?.has(other.n));
	const others = plan.turfs
		.filter(({ n, published }) => n !== turf && published === null)
		.sort((a, b) => beside(a) - beside(b) || a.doors - b.doors);
	const [to, setTo] = useState("");
	const chosen = others.find(({ n }) => String(n) === to) ?? others[0];
	if (!chosen) return <p class="soft">{_("No hay otra zona a la que pasarlas.")}</p>;
	const move = async () => {
		if (await edit({ kind: "move", doors: [...picked], street: null, to: chosen.n })) onMoved();
	};
	return (
		<div class="panel-act moving">
			<SelectField
				label={ngettext("Pasar %(n)s puerta a", "Pasar %(n)s puertas a", picked.length, { n: picked.length })}
				value={String(chosen.n)}
				onChange={setTo}
				options={others.map((other) => ({
					value: String(other.n),
					label: beside(other)
						? `${other.name} · ${doorsText(other.doors)}`
						: `${other.name} · ${doorsText(other.doors)} · ${_("al lado")}`,
				}))}
			/>
			<Button kind="main" busy={act.busy} onClick={move}>
				{_("Pasar")}
			</Button>
		</div>
	);
}
