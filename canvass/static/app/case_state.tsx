import { useState } from "preact/hooks";
import type { NoteKind } from "../device/bodies";
import {
	CASE_STATES,
	type CaseRecord,
	type CaseState,
	changeCase,
	isLive,
	type OpenCase,
	openCase,
} from "../device/cases";
import type { Note } from "../device/tracks";
import { caseState } from "./desk_words";
import { _ } from "./i18n";
import { ReasonSheet } from "./reason_sheet";
import { useAct } from "./server";
import { TrackConflict } from "./track_conflict";
import { ChoiceChips, showToast } from "./ui";

interface CaseStateFieldProps {
	open: OpenCase;
	add: (text: string, kind: NoteKind) => Promise<Note>;
	onChange: (open: OpenCase) => void;
	onNote: (note: Note) => void;
}

/** How the case stands: open and waiting at a tap; over only with what changed, in the person's words. */
export function CaseStateField({ open, add, onChange, onNote }: CaseStateFieldProps) {
	const [wanted, setWanted] = useState<CaseState | null>(null);
	const [ending, setEnding] = useState<CaseState | null>(null);
	const act = useAct();
	const set = async (from: OpenCase, state: CaseState, outcome?: string) => {
		setWanted(state);
		await act.run(async () => {
			const changed = await changeCase(from, { state });
			if (outcome !== undefined) onNote(await add(outcome, "outcome"));
			setEnding(null);
			onChange(changed);
			showToast({
				text: caseState(state),
				undo: outcome === undefined ? () => set(changed, from.record.state) : undefined,
			});
		});
		setWanted(null);
	};
	const choose = (state: CaseState) =>
		isLive({ ...open.record, state }) ? set(open, state) : setEnding(state);
	const conflict = (
		<TrackConflict of={act} reopen={(record: CaseRecord) => openCase(record)} onCurrent={onChange} />
	);
	return (
		<section class="card">
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
					label={_("Qué cambió")}
					verb={_("Cerrar el caso")}
					act={act}
					onSend={(outcome) => set(open, ending, outcome)}
					onClose={() => setEnding(null)}
				>
					{conflict}
				</ReasonSheet>
			)}
		</section>
	);
}
