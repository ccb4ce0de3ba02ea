import { TriangleAlert } from "lucide";
import { useCallback } from "preact/hooks";
import type { DraftTurf } from "../device/plans";
import { _ } from "./i18n";
import { distanceText, doorsText } from "./places";
import type { PlanFocus } from "./plan_desk";
import { hoursText } from "./plan_words";
import type { Drafting } from "./planning";
import { DraftSwatch } from "./turf_swatch";
import { Button, Icon, WindowedList } from "./ui";

const ROW = 76;

interface DraftListProps {
	drafting: Drafting;
	/** Those that are to be accepted by themselves. */
	chosen: readonly number[];
	onChoose: (chosen: readonly number[]) => void;
	onFocus: (focus: PlanFocus) => void;
}

/** The draft's turfs, one a row: to look at, and to choose for being accepted. There may be thousands. */
export function DraftList({ drafting, chosen, onChoose, onFocus }: DraftListProps) {
	const { plan, colours } = drafting;
	const row = useCallback(
		(turf: DraftTurf) => (
			<DraftRow
				turf={turf}
				colour={colours.get(turf.n) ?? 0}
				chosen={chosen.includes(turf.n)}
				onChoose={
					plan.state === "draft" && turf.published === null
						? (on) => onChoose(on ? [...chosen, turf.n] : chosen.filter((n) => n !== turf.n))
						: null
				}
				onOpen={() => onFocus({ on: "turf", n: turf.n })}
			/>
		),
		[plan.state, colours, chosen, onChoose, onFocus],
	);
	if (plan.turfs.length === 0) return <p class="soft">{_("No hay zonas en este borrador.")}</p>;
	return (
		<section aria-labelledby="draft-turfs">
			<div class="draft-head">
				<h2 id="draft-turfs">{_("Zonas")}</h2>
				{chosen.length > 0 && (
					<Button kind="quiet" onClick={() => onChoose([])}>
						{_("No elegir ninguna")}
					</Button>
				)}
			</div>
			<p class="soft">{_("Marque algunas para aceptar solo esas. Toque una para verla y cambiarla.")}</p>
			<WindowedList items={plan.turfs} keyOf={keyOf} rowHeight={ROW} label={_("Zonas")}>
				{row}
			</WindowedList>
		</section>
	);
}

function keyOf({ n }: DraftTurf): string {
	return String(n);
}

interface DraftRowProps {
	turf: DraftTurf;
	colour: number;
	chosen: boolean;
	/** Null where there is nothing to choose any more. */
	onChoose: ((on: boolean) => void) | null;
	onOpen: () => void;
}

function DraftRow({ turf, colour, chosen, onChoose, onOpen }: DraftRowProps) {
	const { name, doors, metres, hours, notes, published } = turf;
	return (
		<div class="draft-row">
			{onChoose && (
				<label class="draft-choice">
					<span class="visually-hidden">{_("Elegir %(turf)s", { turf: name })}</span>
					<input
						type="checkbox"
						autocomplete="off"
						checked={chosen}
						onChange={(event) => onChoose(event.currentTarget.checked)}
					/>
				</label>
			)}
			<button type="button" class="record-link" onClick={onOpen}>
				<span>
					<strong>
						{name}
						{notes.length > 0 && (
							<>
								{" "}
								<Icon of={TriangleAlert} size={16} label={_("con aviso")} />
							</>
						)}
					</strong>
					<small>
						{published !== null && `${_("Aceptada")} · `}
						{doorsText(doors)} · {distanceText(Math.round(metres))} · {hoursText(hours)}
					</small>
				</span>
				<DraftSwatch colour={colour} />
			</button>
		</div>
	);
}
