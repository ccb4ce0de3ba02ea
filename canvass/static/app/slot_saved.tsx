import { useEffect } from "preact/hooks";
import { askHeldHours, type HourState, heldHours } from "../device/held_hours";
import type { HomeSlot } from "../device/types";
import { _ } from "./i18n";
import { slotTime } from "./slot_words";
import { useStore } from "./store";
import { Notice } from "./ui";

interface SlotSavedProps {
	/** The hold's id. */
	id: string;
	slot: HomeSlot;
}

/** The hour that was held for whoever stands here; with signal also what became of it, so that they hear it at once. */
export function SlotSaved({ id, slot }: SlotSavedProps) {
	const hours = useStore(heldHours, []);
	const state = hours?.find((hour) => hour.id === id)?.state;
	useEffect(() => {
		// Without signal nobody is told now; the list of records asks again.
		if (state === "asked") askHeldHours().catch(() => undefined);
	}, [state]);
	if (state === undefined) return null;
	return (
		<Notice kind={KINDS[state]} title={slotTime(slot)}>
			<p>{slot.place}</p>
			<p role="status">{WORDS[state]()}</p>
		</Notice>
	);
}

const KINDS: Record<HourState, "info" | "done" | "attention"> = {
	here: "info",
	asked: "info",
	confirmed: "done",
	taken: "attention",
};

const WORDS: Record<HourState, () => string> = {
	here: () =>
		_(
			"Apartada en este teléfono. Dígale que se confirma cuando haya señal, y que si ya no está libre le llaman.",
		),
	asked: () => _("Entregada. Falta saber si estaba libre."),
	confirmed: () => _("Confirmada: la hora es suya."),
	taken: () => _("Esa hora ya era de otra persona: el equipo llama para buscar otra."),
};
