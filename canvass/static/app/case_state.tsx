import { useState } from "preact/hooks";
import {
	CASE_STATES,
	type CaseRecord,
	type CaseState,
	changeCase,
	type OpenCase,
	openCase,
} from "../device/cases";
import { ActFault } from "./desk_faults";
import { caseState } from "./desk_words";
import { _ } from "./i18n";
import { staleRecord, useAct } from "./server";
import { ChoiceChips, showToast } from "./ui";

interface CaseStateFieldProps {
	open: OpenCase;
	onChange: (open: OpenCase) => void;
}

/** How the case stands; a tap says so at once, and can be taken back. */
export function CaseStateField({ open, onChange }: CaseStateFieldProps) {
	const [wanted, setWanted] = useState<CaseState | null>(null);
	const act = useAct();
	const set = async (from: OpenCase, state: CaseState) => {
		setWanted(state);
		await act.run(async () => {
			const changed = await changeCase(from, { state }).catch(showTheirs);
			onChange(changed);
			showToast({ text: caseState(state), undo: () => set(changed, from.record.state) });
		});
		setWanted(null);
	};
	const showTheirs = async (fault: unknown): Promise<never> => {
		const current = staleRecord<CaseRecord>(fault);
		if (current) onChange(await openCase(current));
		throw fault;
	};
	return (
		<section class="card">
			<ChoiceChips
				legend={_("Cómo está el caso")}
				value={wanted ?? open.record.state}
				onChange={(state) => set(open, state)}
				options={CASE_STATES.map((value) => ({ value, label: caseState(value) }))}
			/>
			<ActFault of={act.fault} />
		</section>
	);
}
