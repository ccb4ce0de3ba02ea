import { ApiError } from "../device/api";
import type { QueuedContact } from "../device/queue";
import { DeskFault } from "./desk_faults";
import { contactState } from "./desk_words";
import { _ } from "./i18n";
import type { Act } from "./server";
import { StaleFault } from "./stale_fault";

interface DeskConflictProps {
	of: Pick<Act, "fault" | "forget">;
	onCurrent: (contact: QueuedContact) => void;
	onStale: () => void;
}

/** Why an act on a contact failed; where somebody else was quicker, what stands now. */
export function DeskConflict({ of, onCurrent, onStale }: DeskConflictProps) {
	const isDone =
		of.fault instanceof ApiError && (of.fault.code === "contact_done" || of.fault.status === 404);
	if (isDone) return <DeskFault of={of.fault} again={onStale} />;
	return (
		<StaleFault
			of={of}
			onCurrent={onCurrent}
			words={({ state }: QueuedContact) =>
				_("Este contacto ahora está así: %(state)s.", { state: contactState(state) })
			}
		/>
	);
}
