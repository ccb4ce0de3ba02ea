import { ApiError } from "../device/api";
import type { QueuedContact } from "../device/queue";
import { ActFault, DeskFault } from "./desk_faults";
import { contactState } from "./desk_words";
import { _ } from "./i18n";
import { type Act, staleRecord } from "./server";
import { Button, Notice } from "./ui";

interface DeskConflictProps {
	of: Pick<Act, "fault" | "forget">;
	onCurrent: (contact: QueuedContact) => void;
	onStale: () => void;
}

/** Why an act on a contact failed; where somebody else was quicker, what stands now. */
export function DeskConflict({ of: { fault, forget }, onCurrent, onStale }: DeskConflictProps) {
	const current = staleRecord<QueuedContact>(fault);
	if (current) {
		const show = () => {
			forget();
			onCurrent(current);
		};
		return (
			<Notice kind="attention" alert title={_("Otra persona se adelantó")}>
				<p>{_("Este contacto ahora está así: %(state)s.", { state: contactState(current.state) })}</p>
				<Button onClick={show}>{_("Ver cómo quedó")}</Button>
			</Notice>
		);
	}
	const done = fault instanceof ApiError && (fault.code === "contact_done" || fault.status === 404);
	return done ? <DeskFault of={fault} again={onStale} /> : <ActFault of={fault} />;
}
