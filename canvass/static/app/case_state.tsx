import { useState } from "preact/hooks";
import {
	CASE_STATES,
	type CaseRecord,
	type CaseState,
	changeCase,
	isLive,
	type OpenCase,
	openCase,
	settleCase,
} from "../device/cases";
import type { Note } from "../device/notes";
import { caseState } from "./desk_words";
import { _ } from "./i18n";
import { ReasonSheet } from "./reason_sheet";
import { useAct } from "./server";
import { TrackConflict } from "./track_conflict";
import { ChoiceChips, showToast } from "./ui";

interface CaseStateFieldProps {
	open: OpenCase;
	onChange: (open: OpenCase) => void;
	onNote: (note: Note) => void;
}

/** How the case stands: open and waiting at a tap; over only with what changed, in the person's words. */
export function CaseStateField({ open, onChange, onNote }: CaseStateFieldProps) {
	const [wanted, setWanted] = useState<CaseState | null>(null);
	const [ending, setEnding] = useState<CaseState | null>(null);
	const act = useAct();
	const set = async (from: OpenCase, state: CaseState) => {
		setWanted(state);
		await act.run(async () => {
			const changed = await changeCase(from, { state });
			onChange(changed);
			showToast({ text: caseState(state), undo: () => set(changed, from.record.state) });
		});
		setWanted(null);
	};
	const settle = (state: CaseState, kind: "outcome" | "reopened", text: string) =>
		act.run(async () => {
			const settled = await settleCase(open, state, { kind, text });
			setEnding(null);
			onNote(settled.note);
			onChange(settled.open);
			showToast({ text: caseState(state) });
		});
	const choose = (state: CaseState) => {
		const goesOn = isLive({ ...open.record, state });
		if (!goesOn) return setEnding(state);
		return isLive(open.record) ? set(open, state) : settle(state, "reopened", _("El caso sigue."));
	};
	const conflict = (
		<TrackConflict of={act} reopen={(record: CaseRecord) => openCase(record)} onCurrent={onChange} />
	);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the choices inside.
		<section class="card" onKeyDown={walkOnly}>
			<ChoiceChips
				legend={_("Cómo está el caso")}
				value={wanted ?? ending ?? open.record.state}
				onChange={choose}
				options={CASE_STATES.map((value) => ({ value, label: caseState(value) }))}
			/>
			{ending === null ? (
				conflict
			) : (
				<ReasonSheet
					title={caseState(ending)}
					about={
						ending === "resolved"
							? _("Qué cambió para la persona, con sus propias palabras.")
							: _("Por qué se cierra sin resolver, para quien lo lea después.")
					}
					label={ending === "resolved" ? _("Qué cambió") : _("Por qué")}
					verb={_("Cerrar el caso")}
					act={act}
					onSend={(outcome) => settle(ending, "outcome", outcome)}
					onClose={() => setEnding(null)}
				>
					{conflict}
				</ReasonSheet>
			)}
		</section>
	);
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Arrows only walk from state to state, and Space or Enter chooses: on the way to "closed" nothing is saved, and no sheet opens. */
function walkOnly(event: KeyboardEvent): void {
	const at = event.target;
	// With Alt and the like the same keys are the browser's: back, and forth.
	if (event.altKey || event.ctrlKey || event.metaKey) return;
	if (!(at instanceof HTMLInputElement) || at.type !== "radio") return;
	const by = STEPS[event.key];
	if (event.key === "Enter") at.click();
	if (by === undefined) return;
	event.preventDefault();
	const all = [...document.getElementsByName(at.name)];
	all[(all.indexOf(at) + by + all.length) % all.length]?.focus();
}
