import { ChevronLeft, ClipboardCheck, PenLine, Printer, Trash2, Undo2 } from "lucide";
import { useState } from "preact/hooks";
import { takeBack } from "../device/assignments";
import { type CutTurf, changeTurf, retireTurf } from "../device/cutting";
import { assignmentWords, isOut, whereabouts } from "./assignment_words";
import { useDirty } from "./dirty";
import { _, ngettext } from "./i18n";
import { LateVisits } from "./late_visits";
import { distanceText, doorsText } from "./places";
import { Fault, fieldError, staleRecord, useAct } from "./server";
import { Stale } from "./stale";
import type { Focus } from "./turf_draw";
import { takingQuestion } from "./turf_list";
import { TurfSwatch } from "./turf_swatch";
import { ask, Button, ButtonLink, Progress, showToast, TextField } from "./ui";

interface TurfPanelProps {
	turf: CutTurf;
	/** Whether its campaign is: a closed one's turfs are only looked at and taken back. */
	open: boolean;
	onFocus: (focus: Focus) => void;
	onBack: () => void;
	onChange: () => Promise<void>;
}

/** One turf: what it holds, who has it, and what can be done with it. */
export function TurfPanel({ turf, open, onFocus, onBack, onChange }: TurfPanelProps) {
	return (
		<div class="stack">
			<div class="panel-head">
				<Button kind="quiet" icon={ChevronLeft} label={_("Todas las zonas")} onClick={onBack} />
				<h2>{turf.name}</h2>
				<TurfSwatch id={turf.id} />
			</div>
			<TurfFacts turf={turf} />
			<LateVisits turf={turf.id} />
			<TurfActs turf={turf} open={open} onFocus={onFocus} onBack={onBack} onChange={onChange} />
			{open && <TurfWords key={turf.rev} turf={turf} onChange={onChange} />}
		</div>
	);
}

function TurfFacts({ turf }: { turf: CutTurf }) {
	const { doors, places, walk_metres, progress } = turf;
	return (
		<>
			<p>
				<span class="large">{doorsText(doors)}</span>
				<br />
				{ngettext("%(n)s lugar", "%(n)s lugares", places, { n: places })}
				{" · "}
				{_("%(distance)s a pie", { distance: distanceText(walk_metres) })}
			</p>
			{turf.note && <p>{turf.note}</p>}
			<p>{assignmentWords(turf.assignment)}</p>
			<Progress
				value={progress.visited}
				max={Math.max(progress.doors, 1)}
				label={_("Puertas visitadas")}
				text={_("%(visited)s de %(doors)s", { visited: progress.visited, doors: progress.doors })}
			/>
		</>
	);
}

function TurfActs({ turf, open, onFocus, onBack, onChange }: TurfPanelProps) {
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
					<>
						<ButtonLink icon={ClipboardCheck} href={`/campaigns/${turf.campaign}/assign?turf=${turf.id}`}>
							{out ? _("Dar a otra persona") : _("Repartir")}
						</ButtonLink>
						<Button icon={PenLine} onClick={() => onFocus({ on: "sketch", turf, start: turf.polygon })}>
							{_("Cambiar la forma")}
						</Button>
					</>
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

interface TurfWordsProps {
	turf: CutTurf;
	onChange: () => Promise<void>;
}

/** A turf's name, and the note for who walks it. */
function TurfWords({ turf, onChange }: TurfWordsProps) {
	const [name, setName] = useState(turf.name);
	const [note, setNote] = useState(turf.note);
	const act = useAct();
	const changed = name.trim() !== turf.name || note.trim() !== turf.note;
	const current = staleRecord<CutTurf>(act.fault);
	useDirty(changed);
	const save = (rev: number) =>
		act.run(async () => {
			await changeTurf(turf.id, { name: name.trim(), note: note.trim(), rev });
			showToast({ text: _("Guardado") });
			await onChange();
		});
	const submit = (event: Event) => {
		event.preventDefault();
		return save(turf.rev);
	};
	return (
		<form onSubmit={submit} noValidate>
			{current && (
				<Stale
					differences={[
						{ label: _("Nombre de la zona"), theirs: current.name, mine: name },
						{ label: _("Nota para quien camina"), theirs: current.note, mine: note },
					].filter(({ theirs, mine }) => theirs !== mine)}
					onTheirs={() => void onChange()}
					onMine={() => save(current.rev)}
				/>
			)}
			<TurfFields name={name} note={note} fault={act.fault} onName={setName} onNote={setNote} />
			{!current && <Fault of={act.fault} />}
			{changed && (
				<Button type="submit" busy={act.busy} disabled={!name.trim()}>
					{_("Guardar")}
				</Button>
			)}
		</form>
	);
}

interface TurfFieldsProps {
	name: string;
	note: string;
	fault: unknown;
	onName: (name: string) => void;
	onNote: (note: string) => void;
}

/** The two fields of a turf, also for a new one. */
export function TurfFields({ name, note, fault, onName, onNote }: TurfFieldsProps) {
	return (
		<>
			<TextField
				label={_("Nombre de la zona")}
				value={name}
				maxLength={80}
				error={fieldError(fault, "name")}
				onInput={onName}
			/>
			<TextField
				label={_("Nota para quien camina")}
				hint={_("Por ejemplo: el portón se abre por atrás. Nunca escriba nombres.")}
				value={note}
				maxLength={500}
				rows={2}
				error={fieldError(fault, "note")}
				onInput={onNote}
			/>
		</>
	);
}
