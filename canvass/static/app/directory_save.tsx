import { ActFault } from "./desk_faults";
import { _ } from "./i18n";
import { type Act, staleRecord } from "./server";
import { Overtaken } from "./stale_fault";
import { Button } from "./ui";

interface SaveRecordProps<R> {
	act: Act;
	/** Whether what is needed was typed. */
	ready: boolean;
	/** Somebody else saved first: what they saved is kept. */
	onTheirs: (current: R) => void;
	/** Or what was typed here takes its place, knowing of theirs. */
	onMine: (current: R) => void;
}

/** The end of a form of the directory: the button, and what stands in its way. */
export function SaveRecord<R>({ act, ready, onTheirs, onMine }: SaveRecordProps<R>) {
	const current = staleRecord<R>(act.fault);
	if (current)
		return (
			<Overtaken onShow={() => onTheirs(current)}>
				<Button busy={act.busy} onClick={() => onMine(current)}>
					{_("Guardar lo mío")}
				</Button>
			</Overtaken>
		);
	return (
		<>
			<ActFault of={act.fault} />
			<Button kind="main" type="submit" wide busy={act.busy} disabled={!ready}>
				{_("Guardar")}
			</Button>
		</>
	);
}
