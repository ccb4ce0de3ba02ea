import { ChevronLeft, ClipboardCheck, Printer, Trash2, Undo2 } from "lucide";
import { takeBack } from "../device/assignments";
import { type CutTurf, retireTurf } from "../device/cutting";
import { assignmentWords, isOut, whereabouts } from "./assignment_words";
import { attemptsText, rateWords } from "./coverage_words";
import { goodForText } from "./good_for";
import { _, ngettext } from "./i18n";
import { LateVisits } from "./late_visits";
import { distanceText, doorsText } from "./places";
import { Fault, staleRecord, useAct } from "./server";
import type { Focus } from "./turf_draw";
import type { TurfEditing } from "./turf_editing";
import { TurfEdits } from "./turf_edits";
import { takingQuestion } from "./turf_list";
import { TurfSwatch } from "./turf_swatch";
import { TurfWords } from "./turf_words";
import { ask, Button, ButtonLink, Progress, showToast } from "./ui";

interface TurfPanelProps {
	turf: CutTurf;
	turfs: readonly CutTurf[];
	editing: TurfEditing;
	/** Where its walk begins, in words. */
	begins: string;
	/** Whether its campaign is: a closed one's turfs are only looked at and taken back. */
	open: boolean;
	onFocus: (focus: Focus) => void;
	onBack: () => void;
	onChange: () => Promise<void>;
}

/** One turf: what it holds, who has it, and what can be done with it. */
export function TurfPanel({ turf, turfs, editing, begins, open, onFocus, onBack, onChange }: TurfPanelProps) {
	return (
		<div class="stack">
			<div class="panel-head">
				<Button kind="quiet" icon={ChevronLeft} label={_("Todas las zonas")} onClick={onBack} />
				<h2>{turf.name}</h2>
				<TurfSwatch id={turf.id} />
			</div>
			<TurfFacts turf={turf} begins={begins} />
			<LateVisits turf={turf.id} />
			<TurfActs turf={turf} open={open} onBack={onBack} onChange={onChange} />
			{open && <TurfEdits turf={turf} turfs={turfs} editing={editing} onFocus={onFocus} />}
			{open && <TurfWords key={turf.rev} turf={turf} onChange={onChange} />}
		</div>
	);
}

function TurfFacts({ turf, begins }: Pick<TurfPanelProps, "turf" | "begins">) {
	const { doors, places, walk_metres, progress } = turf;
	return (
		<>
			<p>
				<span class="large">{doorsText(doors)}</span>
				<br />
				{ngettext("%(n)s lugar", "%(n)s lugares", places, { n: places })}
				{" · "}
				{_("%(distance)s a pie", { distance: distanceText(walk_metres) })}
				<br />
				{begins}
			</p>
			{turf.good_for.length > 0 && <p>{goodForText(turf.good_for)}</p>}
			{turf.note && <p class="turf-said">{turf.note}</p>}
			<p>{assignmentWords(turf.assignment)}</p>
			<Progress
				value={progress.visited}
				max={Math.max(progress.doors, 1)}
				label={_("Puertas visitadas")}
				text={_("%(visited)s de %(doors)s", { visited: progress.visited, doors: progress.doors })}
			/>
			{progress.attempts > 0 && (
				<p class="soft">{[attemptsText(progress.attempts), rateWords(turf)].join(" · ")}</p>
			)}
		</>
	);
}

function TurfActs({
	turf,
	open,
	onBack,
	onChange,
}: Pick<TurfPanelProps, "turf" | "open" | "onBack" | "onChange">) {
	const act = useAct();
	const out = isOut(whereabouts(turf.assignment));
	const take = async () => {
		if (!turf.assignment || !(await ask(takingQuestion(turf.name)))) return;
		const { id } = turf.assignment;
		await act.run(async () => {
			await takeBack(id);
			await onChange();
		});
	};
	const retire = async () => {
		if (!(await ask(retiringQuestion(turf.name, out)))) return;
		await act.run(async () => {
			await retireTurf(turf.id, turf.rev);
			showToast({ text: _("«%(turf)s» se retiró", { turf: turf.name }) });
			onBack();
			await onChange();
		});
	};
	return (
		<>
			<Fault of={act.fault} {...(staleRecord(act.fault) ? { again: () => void onChange() } : {})} />
			<div class="row">
				{open && (
					<ButtonLink icon={ClipboardCheck} href={`/campaigns/${turf.campaign}/assign?turf=${turf.id}`}>
						{out ? _("Dar a otra persona") : _("Repartir")}
					</ButtonLink>
				)}
				<ButtonLink icon={Printer} href={`/campaigns/${turf.campaign}/turfs/${turf.id}/sheet`}>
					{_("Hoja de papel")}
				</ButtonLink>
				{out && (
					<Button icon={Undo2} busy={act.busy} onClick={take}>
						{_("Recuperar")}
					</Button>
				)}
				{open && (
					<Button icon={Trash2} busy={act.busy} onClick={retire}>
						{_("Retirar")}
					</Button>
				)}
			</div>
		</>
	);
}

function retiringQuestion(name: string, out: boolean) {
	return {
		title: _("¿Retirar «%(name)s»?", { name }),
		text: out
			? _(
					"La zona termina y sus puertas quedan libres para otras. Quien la camina dejará de verla en su teléfono; lo que ya anotó se sigue enviando.",
				)
			: _("La zona termina y sus puertas quedan libres para otras. Las visitas hechas se quedan."),
		act: _("Retirar"),
		danger: true,
	};
}
