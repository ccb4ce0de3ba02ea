import { useEffect, useState } from "preact/hooks";
import { drawSlots, type Offers } from "../device/slot_offers";
import type { ContactPartProps } from "./contact_consent";
import { _ } from "./i18n";
import { slotTime } from "./slot_words";
import { ChoiceChips, Notice } from "./ui";
import "./contacts.css";

const NONE = "";

/** A few hours at the office, of which one may be promised here, also without signal. Nothing where none travels along. */
export function SlotOffer({ form, onChange }: Pick<ContactPartProps, "form" | "onChange">) {
	const [offers, setOffers] = useState<Offers>();
	useEffect(() => {
		let over = false;
		drawSlots(form.language, form.slot).then(
			(found) => !over && setOffers(found),
			() => undefined,
		);
		return () => {
			over = true;
		};
	}, [form.language]);
	if (!offers?.slots.length && !offers?.tooOld) return null;
	return (
		<section class="hours-offered" aria-labelledby="hour-title">
			<h2 id="hour-title">{_("Una hora en la oficina")}</h2>
			{offers.tooOld ? (
				<Notice>{_("Las horas que trae este teléfono ya pasaron. Llegan otras con señal.")}</Notice>
			) : (
				<ChoiceChips
					legend={_("¿Le aparta una hora?")}
					value={form.slot?.id ?? NONE}
					options={[
						{ value: NONE, label: _("Sin hora: que le llamen") },
						...offers.slots.map((slot) => ({ value: slot.id, label: `${slotTime(slot)}\n${slot.place}` })),
					]}
					onChange={(id) => onChange({ ...form, slot: offers.slots.find((slot) => slot.id === id) ?? null })}
					hint={_(
						"Queda apartada aquí y se confirma cuando haya señal. Si otra persona la apartó antes, el equipo llama para buscar otra.",
					)}
				/>
			)}
		</section>
	);
}
