import { ApiError } from "../device/api";
import type { QueuedContact } from "../device/queue";
import { DeskFault } from "./desk_faults";
import { contactState } from "./desk_words";
import { _ } from "./i18n";
import { staleRecord } from "./server";
import { Button, Notice } from "./ui";

interface DeskConflictProps {
	of: unknown;
	onCurrent: (contact: QueuedContact) => void;
	onStale: () => void;
}

/** Why an act on a contact failed; where somebody else was quicker, what stands now. */
export function DeskConflict({ of, onCurrent, onStale }: DeskConflictProps) {
	const current = staleRecord<QueuedContact>(of);
	if (current) {
		return (
			<Notice kind="attention" alert title={_("Otra persona se adelantó")}>
				<p>{_("Este contacto ahora está así: %(state)s.", { state: contactState(current.state) })}</p>
				<Button onClick={() => onCurrent(current)}>{_("Ver cómo quedó")}</Button>
			</Notice>
		);
	}
	const done = of instanceof ApiError && (of.code === "contact_done" || of.status === 404);
	return <DeskFault of={of} {...(done ? { again: onStale } : {})} />;
}
