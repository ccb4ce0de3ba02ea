import { createContext } from "preact";
import { useContext, useEffect, useMemo } from "preact/hooks";
import { endingsOf, type HeldHour, type Hours, hoursOf, listHolds, type OpenHold } from "../device/holds";
import { endLater, erasedHere } from "../device/letting_go";
import { inReviewOrder, type OpenedContact, type QueuedContact, type ReviewedContact } from "../device/queue";
import type { Choice } from "../device/review";
import { today } from "./desk_words";
import { _ } from "./i18n";
import { useAnswer } from "./server";

/** The hours that were held at doors, by the contact they are for. */
export const HeldHours = createContext<Hours>(new Map());

export function useHour({ contact }: Pick<ReviewedContact, "contact">): HeldHour | undefined {
	return useContext(HeldHours).get(contact.id);
}

const NONE: readonly ReviewedContact[] = [];
const NO_HOLDS: readonly OpenHold[] = [];

/** Joins them once both are open, and ends those that are not needed any more. `whole`: all contacts are open. */
export function useHours(
	queue: readonly QueuedContact[],
	contacts: readonly ReviewedContact[] = NONE,
	whole: boolean,
): Hours {
	const { value: holds = NO_HOLDS, again } = useAnswer(listHolds, [queue.length]);
	const hours = useMemo(() => hoursOf(holds, contacts, today()), [holds, contacts]);
	useEffect(() => {
		if (whole && holds.length > 0) endLater(endingsOf(holds, contacts, erasedHere(), today()), again);
	}, [holds, contacts, whole]);
	return hours;
}

/** Whoever was promised an hour that is another's is called before it. */
export function useOrdered(contacts: ReviewedContact[] | undefined, hours: Hours) {
	return useMemo(() => {
		const calls = [...hours].filter(([, { isTheirs }]) => !isTheirs).map(([id]) => id);
		return contacts && calls.length > 0 ? inReviewOrder(contacts, new Set(calls)) : contacts;
	}, [contacts, hours]);
}

/** The appointment that a held hour becomes in Consulta. */
export function appointmentOf(hour: HeldHour | undefined): NonNullable<Choice["hour"]> | null {
	const slot = hour?.isTheirs ? hour.hold.record.slot : null;
	return slot ? { slot, text: _("Cita apartada desde el primer encuentro") } : null;
}

/** A choice as it is carried out: with the appointment, or with the call that is owed where the hour was another's. */
export function withHour(choice: Choice, hour: HeldHour | undefined): Choice {
	if (!hour || hour.isTheirs) return { ...choice, hour: appointmentOf(hour) };
	const next_step = choice.consulta.next_step.trim() || _("Llamar para buscar otra hora");
	return { ...choice, consulta: { ...choice.consulta, next_step } };
}

export function waits({ contact }: Pick<OpenedContact, "contact">): boolean {
	return contact.state === "new" || contact.state === "picked_up";
}
