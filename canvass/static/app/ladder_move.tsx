import { useState } from "preact/hooks";
import {
	type LadderRecord,
	movePerson,
	type OpenPerson,
	openPerson,
	STEPS,
	type Step,
} from "../device/ladder";
import { ActFault } from "./desk_faults";
import { stepName, today } from "./desk_words";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { staleRecord, useAct } from "./server";
import { Button, ChoiceChips, Notice, Sheet, showToast, TextField } from "./ui";

const NOTE_LETTERS = 120;

interface LadderMoveProps {
	open: OpenPerson;
	onClose: () => void;
	onChange: (open: OpenPerson) => void;
}

/** Moves a person to a step, up or down: when it happened, and a word about it. */
export function LadderMove({ open, onClose, onChange }: LadderMoveProps) {
	const [step, setStep] = useState<Step | null>(stepAfter(open.record.step));
	const [on, setOn] = useState(today());
	const [note, setNote] = useState("");
	const act = useAct();
	useDirty(note !== "");
	const current = staleRecord<LadderRecord>(act.fault);
	const move = async (event: Event) => {
		event.preventDefault();
		if (step === null || !(await mayKeep(note))) return;
		await act.run(async () => {
			onChange(await movePerson(open, { step, on, note }));
			showToast({ text: _("Ahora: %(step)s", { step: stepName(step) }) });
		});
	};
	return (
		<Sheet open onClose={onClose} title={_("Mover de paso")}>
			<form onSubmit={move} noValidate>
				<ChoiceChips
					legend={_("¿A qué paso?")}
					value={step}
					onChange={setStep}
					options={STEPS.filter((one) => one !== open.record.step).map((value) => ({
						value,
						label: stepName(value),
					}))}
					hint={_(
						"Es lo que la persona hizo y quiso. También se puede volver atrás: a veces la vida aprieta.",
					)}
				/>
				<TextField label={_("¿Cuándo fue?")} type="date" max={today()} value={on} onInput={setOn} />
				<TextField
					label={_("Nota corta")}
					value={note}
					maxLength={NOTE_LETTERS}
					autoCapitalize="sentences"
					onInput={setNote}
				/>
				{current ? (
					<Notice kind="attention" alert title={_("Otra persona se adelantó")}>
						<Button onClick={async () => onChange(await openPerson(current))}>{_("Ver lo guardado")}</Button>
					</Notice>
				) : (
					<ActFault of={act.fault} />
				)}
				<Button kind="main" type="submit" wide busy={act.busy} disabled={step === null || !on}>
					{_("Mover")}
				</Button>
			</form>
		</Sheet>
	);
}

function stepAfter(step: Step): Step | null {
	return STEPS[STEPS.indexOf(step) + 1] ?? null;
}
