import { ApiError } from "../device/api";
import { MovedMeanwhile } from "../device/narrowing";
import type { QueuedContact } from "../device/queue";
import { DeskFault } from "./desk_faults";
import { contactState } from "./desk_words";
import { _ } from "./i18n";
import type { Act } from "./server";
import { Overtaken, StaleFault } from "./stale_fault";

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
	if (of.fault instanceof MovedMeanwhile) {
		const again = () => {
			of.forget();
			onStale();
		};
		return <Moved onStale={again} />;
	}
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

/** What was to be changed is not what was read: the list shows what stands now. */
export function Moved({ onStale }: { onStale: () => void }) {
	return (
		<Overtaken
			onShow={onStale}
			verb={_("Volver a leer la lista")}
			words={_("El contacto cambió mientras tanto. Vuelva a leer la lista y siga donde iba.")}
		/>
	);
}
