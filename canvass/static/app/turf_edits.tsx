import { Footprints, ListRestart, Merge, MoveRight, PenLine } from "lucide";
import { useMemo, useState } from "preact/hooks";
import type { CutTurf } from "../device/cutting";
import { DividingActs } from "./dividing";
import { _ } from "./i18n";
import { BESIDE_METRES, byNearness } from "./map/nearness";
import { Merging } from "./merging";
import { Fault } from "./server";
import type { Focus } from "./turf_draw";
import type { TurfEditing } from "./turf_editing";
import { Button, Notice } from "./ui";

/** So many neighbours are offered: more than that no turf has. */
const MOST = 8;

interface TurfEditsProps {
	turf: CutTurf;
	turfs: readonly CutTurf[];
	editing: TurfEditing;
	onFocus: (focus: Focus) => void;
}

/** What can be done with a live turf's ground: its shape, its doors, where its walk begins. */
export function TurfEdits({ turf, turfs, editing, onFocus }: TurfEditsProps) {
	const [merging, setMerging] = useState(false);
	const { act } = editing;
	const { visited } = turf.progress;
	return (
		<>
			<div class="plan-acts">
				<DividingActs
					doors={turf.doors}
					busy={act.busy}
					onSplit={() => void editing.split(turf, null)}
					onLine={() => onFocus({ on: "divide", id: turf.id })}
				/>
				<Button icon={Merge} expanded={merging} onClick={() => setMerging(!merging)}>
					{_("Unir con otra")}
				</Button>
				<Button
					icon={MoveRight}
					disabled={turfs.length < 2}
					onClick={() => onFocus({ on: "moving", id: turf.id })}
				>
					{_("Pasar puertas a otra")}
				</Button>
				<Button icon={PenLine} onClick={() => onFocus({ on: "sketch", turf, start: turf.polygon })}>
					{_("Cambiar la forma")}
				</Button>
				{visited > 0 && visited < turf.doors && (
					<Button icon={ListRestart} busy={act.busy} onClick={() => void editing.renew(turf)}>
						{_("Zona con lo que falta")}
					</Button>
				)}
				<Button icon={Footprints} onClick={() => onFocus({ on: "begin", id: turf.id })}>
					{_("Dónde empieza")}
				</Button>
			</div>
			{merging && (
				<Neighbours turf={turf} turfs={turfs} editing={editing} onMerged={() => setMerging(false)} />
			)}
		</>
	);
}

interface NeighboursProps extends Omit<TurfEditsProps, "onFocus"> {
	onMerged: () => void;
}

function Neighbours({ turf, turfs, editing, onMerged }: NeighboursProps) {
	const beside = useMemo(() => besideOf(turf, turfs), [turf, turfs]);
	if (beside.length === 0) return <p class="soft">{_("Ninguna zona está al lado de esta.")}</p>;
	const merge = async (id: string) => {
		const other = beside.find((each) => each.id === id);
		if (other && (await editing.merge(turf, other))) onMerged();
	};
	return <Merging doors={turf.doors} beside={beside} busy={editing.act.busy} onMerge={merge} />;
}

function besideOf(turf: CutTurf, turfs: readonly CutTurf[]): CutTurf[] {
	const near = byNearness(turf, turfs).filter(({ metres }) => metres <= BESIDE_METRES);
	return near.slice(0, MOST).map((each) => each.turf);
}

interface EditedProps {
	editing: TurfEditing;
	/** What the panel is about. */
	about: Focus;
	onFocus: (focus: Focus) => void;
}

/** What the last change did, where one of its turfs is shown; or why it was not done. */
export function Edited({ editing: { act, said: last, refresh }, about, onFocus }: EditedProps) {
	const said =
		last && (about.on === "all" || (about.on === "turf" && last.of.includes(about.id))) ? last : null;
	const made = said?.made;
	return (
		<>
			<Fault of={act.fault} again={() => void refresh()} />
			<div role="status">
				{said && (
					<Notice>
						<p>{said.text}</p>
						{(said.back || made) && (
							<div class="row">
								{made && (
									<Button onClick={() => onFocus({ on: "turf", id: made.id })}>
										{_("Ver «%(name)s»", { name: made.name })}
									</Button>
								)}
								{said.back && (
									<Button busy={act.busy} onClick={() => void said.back?.run()}>
										{said.back.label}
									</Button>
								)}
							</div>
						)}
					</Notice>
				)}
			</div>
		</>
	);
}
