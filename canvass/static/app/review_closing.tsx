import { useState } from "preact/hooks";
import type { QueuedContact, ReviewedContact } from "../device/queue";
import { closeContact } from "../device/review";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { DeskConflict } from "./review_conflict";
import { useAct } from "./server";
import { Button, Sheet, showToast, TextField } from "./ui";

/** A reason that fits beside the longest contact under one seal. */
export const REASON_LETTERS = 110;

interface ClosingProps {
	one: ReviewedContact;
	onClosed: (contact: QueuedContact) => void;
	onStale: () => void;
}

/** Closes a contact without follow-up; asks why, since nobody will call. */
export function Closing({ one, onClosed, onStale }: ClosingProps) {
	const [open, setOpen] = useState(false);
	const [reason, setReason] = useState("");
	const act = useAct();
	const close = async (event: Event) => {
		event.preventDefault();
		if (!(await mayKeep(reason))) return;
		await act.run(async () => {
			const closed = await closeContact(one, reason);
			showToast({ text: _("Cerrado sin seguimiento") });
			onClosed(closed);
		});
	};
	return (
		<>
			<Button onClick={() => setOpen(true)}>{_("Cerrar sin seguimiento")}</Button>
			<Sheet open={open} onClose={() => setOpen(false)} title={_("Cerrar sin seguimiento")}>
				<form class="stack" onSubmit={close} noValidate>
					<p>{_("Nadie va a llamar a esta persona. Escriba por qué, para quien lo lea después.")}</p>
					<TextField
						label={_("Por qué")}
						rows={2}
						maxLength={REASON_LETTERS}
						value={reason}
						autoFocus
						autoCapitalize="sentences"
						onInput={setReason}
					/>
					<DeskConflict of={act} onCurrent={onClosed} onStale={onStale} />
					<Button kind="danger" type="submit" busy={act.busy} disabled={!reason.trim()}>
						{_("Cerrar sin seguimiento")}
					</Button>
				</form>
			</Sheet>
		</>
	);
}
