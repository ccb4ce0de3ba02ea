import { MapPinned, Undo2 } from "lucide";
import { useState } from "preact/hooks";
import { takeBack } from "../device/assignments";
import type { Campaign, TurfProgress } from "../device/campaigns";
import type { CutTurf } from "../device/cutting";
import { assignmentWords, isOut, type Whereabouts, whereabouts, whereaboutsName } from "./assignment_words";
import { goodForText } from "./good_for";
import { _, formatDate } from "./i18n";
import { Fault, useAct } from "./server";
import { ask, Button, ButtonLink, ChoiceChips, Empty, Progress, showToast } from "./ui";

const ORDER: readonly Whereabouts[] = ["overdue", "stranded", "out", "free", "returned"];

interface TurfListProps {
	campaign: Campaign;
	turfs: CutTurf[];
	progress: readonly TurfProgress[];
	/** After a turf was taken back. */
	onChange: () => void;
}

/** A campaign's turfs and where each is: what is late stands first. */
export function TurfList({ campaign, turfs, progress, onChange }: TurfListProps) {
	const [shown, setShown] = useState<Whereabouts | "all">("all");
	if (turfs.length === 0) return <NoTurfs campaign={campaign.id} />;
	const present = ORDER.filter((state) => turfs.some((turf) => stateOf(turf) === state));
	const visible = turfs.filter((turf) => shown === "all" || stateOf(turf) === shown).sort(byUrgency);
	return (
		<>
			{present.length > 1 && (
				<ChoiceChips
					legend={_("Mostrar")}
					legendHidden
					options={[
						{ value: "all", label: `${_("Todas")} · ${turfs.length}` },
						...present.map((state) => ({ value: state, label: countLabel(state, turfs) })),
					]}
					value={shown}
					onChange={setShown}
				/>
			)}
			<ul class="record-list">
				{visible.map((turf) => (
					<TurfRow
						key={turf.id}
						turf={turf}
						open={campaign.state === "open"}
						lastVisit={progress.find((row) => row.turf === turf.id)?.last_visit_on ?? null}
						onChange={onChange}
					/>
				))}
			</ul>
		</>
	);
}

function NoTurfs({ campaign }: { campaign: string }) {
	return (
		<Empty
			icon={MapPinned}
			title={_("Todavía no hay zonas")}
			act={<ButtonLink href={`/campaigns/${campaign}/map`}>{_("Trazar la primera zona")}</ButtonLink>}
		>
			{_("Trace en el mapa las puertas que una pareja camina en un turno; después, repártalas.")}
		</Empty>
	);
}

interface TurfRowProps {
	turf: CutTurf;
	/** Whether its campaign is: in a closed one nothing is handed out any more. */
	open: boolean;
	lastVisit: string | null;
	onChange: () => void;
}

function TurfRow({ turf, open, lastVisit, onChange }: TurfRowProps) {
	const state = stateOf(turf);
	const { doors, visited } = turf.progress;
	return (
		<li class="turf-row">
			<div class="turf-head">
				<a href={`/campaigns/${turf.campaign}/map?turf=${turf.id}`}>
					<strong>{turf.name}</strong>
				</a>
				<span class={`badge badge-${state}`}>{whereaboutsName(state)}</span>
			</div>
			<p>{assignmentWords(turf.assignment)}</p>
			{turf.good_for.length > 0 && <p class="soft">{goodForText(turf.good_for)}</p>}
			<Progress
				value={visited}
				max={Math.max(doors, 1)}
				label={_("Puertas visitadas en %(turf)s", { turf: turf.name })}
				text={_("%(visited)s de %(doors)s", { visited, doors })}
			/>
			<p class="soft">
				{lastVisit
					? _("Última visita: %(day)s", { day: formatDate(lastVisit, { day: "numeric", month: "long" }) })
					: _("Sin visitas todavía")}
			</p>
			<TurfActs turf={turf} state={state} open={open} onChange={onChange} />
		</li>
	);
}

interface TurfActsProps {
	turf: CutTurf;
	state: Whereabouts;
	open: boolean;
	onChange: () => void;
}

function TurfActs({ turf, state, open, onChange }: TurfActsProps) {
	const act = useAct();
	const { assignment } = turf;
	const out = isOut(state);
	const take = async () => {
		if (!assignment || !(await ask(takingQuestion(turf.name)))) return;
		await act.run(async () => {
			await takeBack(assignment.id);
			showToast({ text: _("«%(turf)s» está de vuelta", { turf: turf.name }) });
			onChange();
		});
	};
	return (
		<>
			<Fault of={act.fault} />
			<div class="row">
				{open && (
					<ButtonLink href={`/campaigns/${turf.campaign}/assign?turf=${turf.id}`}>
						{out ? _("Dar a otra persona") : _("Repartir")}
					</ButtonLink>
				)}
				{out && (
					<Button icon={Undo2} busy={act.busy} onClick={take}>
						{_("Recuperar")}
					</Button>
				)}
			</div>
		</>
	);
}

/** Asked wherever a turf is taken back. */
export function takingQuestion(name: string) {
	return {
		title: _("¿Recuperar «%(name)s»?", { name }),
		text: _(
			"Quien la camina dejará de verla en su teléfono. Lo que ya anotó se sigue enviando; nada se pierde.",
		),
		act: _("Recuperar"),
	};
}

function stateOf(turf: CutTurf): Whereabouts {
	return whereabouts(turf.assignment);
}

function countLabel(state: Whereabouts, turfs: readonly CutTurf[]): string {
	return `${whereaboutsName(state)} · ${turfs.filter((turf) => stateOf(turf) === state).length}`;
}

function byUrgency(a: CutTurf, b: CutTurf): number {
	return ORDER.indexOf(stateOf(a)) - ORDER.indexOf(stateOf(b)) || byName(a, b);
}

/** "Emma Norte 2" before "Emma Norte 10". */
export function byName(a: Pick<CutTurf, "name">, b: Pick<CutTurf, "name">): number {
	return a.name.localeCompare(b.name, undefined, { numeric: true });
}
