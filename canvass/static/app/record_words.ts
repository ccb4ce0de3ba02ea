/** Where a record of this phone is now, in words. */

import type { OutboxRecord, OutboxState } from "../device/db";
import { _ } from "./i18n";

/** Why the server asked to come again later: it knows this phone no more, or has much of it to look through. */
export type PutOffReason = "held" | "full";

const STATES: Record<OutboxState, () => string> = {
	saved: () => _("en este teléfono"),
	sending: () => _("enviándose"),
	received: () => _("recibido"),
	checking: () => _("recibido, en revisión"),
	needs_you: () => _("le necesita"),
};

const PUT_OFF: Record<PutOffReason, () => string> = {
	held: () => _("aquí, hasta que lo reconozcan"),
	full: () => _("aquí, hasta que revisen lo demás"),
};

function isPutOff({ state, reason }: OutboxRecord): boolean {
	return state === "saved" && (reason === "held" || reason === "full");
}

/** Where it is now: "recibido, llegó tarde". */
export function standsText(record: OutboxRecord): string {
	const { state, reason, late } = record;
	if (isPutOff(record)) return PUT_OFF[reason as PutOffReason]();
	if (state === "received" && reason === "discarded") return _("revisado: no cuenta");
	if (state === "received" && late) return _("recibido, llegó tarde");
	return STATES[state]();
}

export function putOffFor(records: readonly OutboxRecord[], reason: PutOffReason): boolean {
	return records.some((one) => isPutOff(one) && one.reason === reason);
}
