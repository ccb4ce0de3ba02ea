import { useState } from "preact/hooks";
import { type LadderRecord, movePerson, type OpenPerson, openPerson } from "../device/ladder";
import type { Note } from "../device/notes";
import { type LadderStep, liveSteps, stepAfter } from "../device/steps";
import { today } from "./desk_words";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { useAct } from "./server";
import { StaleFault } from "./stale_fault";
import { stepName } from "./step_words";
import { Button, ChoiceChips, Sheet, showToast, TextField } from "./ui";

/** What fits under one seal, with all the accents there are. */
const NOTE_LETTERS = 800;

interface LadderMoveProps {
	open: OpenPerson;
	steps: readonly LadderStep[];
	onClose: () => void;
	onChange: (open: OpenPerson) => void;
	onMoved: (open: OpenPerson, note: Note) => void;
}

/** Moves a person to a step, up or down: when it happened, and a word about it. */
export function LadderMove({ open, steps, onClose, onChange, onMoved }: LadderMoveProps) {
	const [step, setStep] = useState<string | null>(stepAfter(steps, open.record.step));
	const [on, setOn] = useState(today());
	const [note, setNote] = useState("");
	const act = useAct();
	useDirty(note !== "");
	const move = async (event: Event) => {
		event.preventDefault();
		if (step === null || !(await mayKeep(note))) return;
		await act.run(async () => {
			const moved = await movePerson(open, { step, on, note });
			onMoved(moved.open, moved.note);
			showToast({ text: _("Ahora: %(step)s", { step: stepName(steps, step) }) });
		});
	};
	return (
		<Sheet open onClose={onClose} title={_("Mover de paso")}>
			<form onSubmit={move} noValidate>
				<ChoiceChips
					legend={_("¿A qué paso?")}
					value={step}
					onChange={setStep}
					options={liveSteps(steps)
						.filter(({ code }) => code !== open.record.step)
						.map(({ code }) => ({ value: code, label: stepName(steps, code) }))}
					hint={_(
						"Es lo que la persona hizo y quiso. También se puede volver atrás: a veces la vida aprieta.",
					)}
				/>
				<TextField label={_("¿Cuándo fue?")} type="date" max={today()} value={on} onInput={setOn} />
				<TextField
					label={_("Nota")}
					rows={3}
					value={note}
					maxLength={NOTE_LETTERS}
					autoCapitalize="sentences"
					onInput={setNote}
				/>
				<StaleFault
					of={act}
					onCurrent={async (current: LadderRecord) => onChange(await openPerson(current))}
				/>
				<Button kind="main" type="submit" wide busy={act.busy} disabled={step === null || !on}>
					{_("Mover")}
				</Button>
			</form>
		</Sheet>
	);
}
