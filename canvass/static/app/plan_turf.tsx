import { ChevronLeft, Merge, PenLine, Scissors } from "lucide";
import { useState } from "preact/hooks";
import type { DraftTurf } from "../device/plans";
import { useDirty } from "./dirty";
import { DividingActs } from "./dividing";
import { _, ngettext } from "./i18n";
import { Merging } from "./merging";
import { distanceText, doorsText } from "./places";
import type { PlanFocus } from "./plan_desk";
import { PlanMoving } from "./plan_moving";
import { NoteList } from "./plan_notes";
import { hoursText } from "./plan_words";
import type { Drafting } from "./planning";
import { fieldError } from "./server";
import { DraftSwatch } from "./turf_swatch";
import { Button, Notice, TextField } from "./ui";

interface PlanTurfProps {
	turf: DraftTurf;
	drafting: Drafting;
	/** Ids of doors. */
	picked: readonly string[];
	onPick: (picked: readonly string[]) => void;
	onFocus: (focus: PlanFocus) => void;
}

/** One turf of a draft: what it holds, and what can be done with it. */
export function PlanTurf({ turf, drafting, picked, onPick, onFocus }: PlanTurfProps) {
	const { plan, colours } = drafting;
	const open = plan.state === "draft" && turf.published === null;
	return (
		<div class="stack plan-body">
			<div class="panel-head">
				<Button
					kind="quiet"
					icon={ChevronLeft}
					label={_("Todas las zonas")}
					onClick={() => onFocus({ on: "all" })}
				/>
				<h2>{turf.name}</h2>
				<DraftSwatch colour={colours.get(turf.n) ?? 0} />
			</div>
			<Facts turf={turf} />
			{turf.notes.length > 0 && (
				<Notice>
					<NoteList notes={turf.notes} />
				</Notice>
			)}
			{open && <Acts turf={turf} drafting={drafting} onFocus={onFocus} />}
			<PlanMoving turf={turf.n} open={open} drafting={drafting} picked={picked} onPick={onPick} />
			{open && <Naming key={turf.name} turf={turf} drafting={drafting} />}
		</div>
	);
}

function Facts({ turf: { doors, places, metres, hours, published } }: { turf: DraftTurf }) {
	return (
		<>
			<p>
				<span class="large">{doorsText(doors)}</span>
				<br />
				{ngettext("%(n)s lugar", "%(n)s lugares", places, { n: places })}
				{" · "}
				{_("%(distance)s a pie", { distance: distanceText(Math.round(metres)) })}
				{" · "}
				{_("unas %(hours)s", { hours: hoursText(hours) })}
			</p>
			{published !== null && <p>{_("Ya está aceptada: se cambia en el mapa de la campaña.")}</p>}
		</>
	);
}

function Acts({ turf, drafting, onFocus }: Pick<PlanTurfProps, "turf" | "drafting" | "onFocus">) {
	const { act, edit } = drafting;
	const [merging, setMerging] = useState(false);
	const dissolve = async () => {
		if (await edit({ kind: "dissolve", turf: turf.n })) onFocus({ on: "all" });
	};
	return (
		<>
			<div class="plan-acts">
				<DividingActs
					doors={turf.doors}
					busy={act.busy}
					onSplit={() => void edit({ kind: "split", turf: turf.n, line: null })}
					onLine={() => onFocus({ on: "divide", n: turf.n })}
				/>
				<Button icon={Merge} expanded={merging} onClick={() => setMerging(!merging)}>
					{_("Unir con otra")}
				</Button>
				<Button icon={PenLine} onClick={() => onFocus({ on: "redraw", n: turf.n })}>
					{_("Cambiar la forma")}
				</Button>
				<Button icon={Scissors} busy={act.busy} onClick={dissolve}>
					{_("Disolver")}
				</Button>
			</div>
			{merging && <Neighbours turf={turf} drafting={drafting} onMerged={() => setMerging(false)} />}
		</>
	);
}

interface NeighboursProps {
	turf: DraftTurf;
	drafting: Drafting;
	onMerged: () => void;
}

function Neighbours({ turf, drafting, onMerged }: NeighboursProps) {
	const { plan, neighbours, act, edit } = drafting;
	const beside = plan.turfs.filter(
		({ n, published }) => published === null && neighbours.get(turf.n)?.has(n),
	);
	if (beside.length === 0) return <p class="soft">{_("Ninguna zona de este borrador está al lado.")}</p>;
	return (
		<Merging
			doors={turf.doors}
			beside={beside.map((other) => ({ ...other, id: String(other.n) }))}
			busy={act.busy}
			onMerge={async (id) => {
				if (await edit({ kind: "merge", turfs: [turf.n, Number(id)] })) onMerged();
			}}
		/>
	);
}

function Naming({ turf, drafting }: { turf: DraftTurf; drafting: Drafting }) {
	const { act, edit } = drafting;
	const [name, setName] = useState(turf.name);
	/** What the server was asked for; what it says of an edit is about that name only. */
	const [tried, setTried] = useState<string | null>(null);
	const changed = name.trim() !== turf.name;
	useDirty(changed);
	const save = (event: Event) => {
		event.preventDefault();
		setTried(name);
		return edit({ kind: "rename", turf: turf.n, name: name.trim() });
	};
	return (
		<form onSubmit={save} noValidate>
			<TextField
				label={_("Nombre de la zona")}
				value={name}
				maxLength={80}
				error={tried === name ? fieldError(act.fault, "edit") : undefined}
				onInput={setName}
			/>
			{changed && (
				<Button type="submit" busy={act.busy} disabled={!name.trim()}>
					{_("Guardar el nombre")}
				</Button>
			)}
		</form>
	);
}
