import { type HeldHour, isLate } from "../device/holds";
import { endHold } from "../device/letting_go";
import type { OpenedContact } from "../device/queue";
import { DeskFault } from "./desk_faults";
import { today } from "./desk_words";
import { _ } from "./i18n";
import { useHour, waits } from "./review_hours";
import { useAct } from "./server";
import { slotWords } from "./slot_words";
import { Button, Notice } from "./ui";

/** The hour that was held at the door for whoever is reviewed, and what is to be done about it. */
export function HourOf({ one, onEnded }: { one: OpenedContact; onEnded: () => void }) {
	const hour = useHour(one);
	if (!hour) return null;
	if (isLate(hour, one)) return <CameLate hour={hour} onEnded={onEnded} />;
	if (!waits(one)) return null;
	if (!hour.isTheirs) {
		return (
			<Notice kind="attention" title={_("Llamar para buscar otra hora")}>
				<p>{whyCalled(hour)}</p>
			</Notice>
		);
	}
	return (
		<Notice title={_("Apartó una hora")}>
			<p>
				<strong>{hourWords(hour)}</strong>
			</p>
			<p>{_("Si va a Consulta, queda como cita de su caso. Si no, la hora se suelta.")}</p>
		</Notice>
	);
}

function hourWords({ hold: { record } }: HeldHour): string {
	return record.slot ? slotWords(record.slot) : "";
}

function whyCalled(hour: HeldHour): string {
	const { slot, state } = hour.hold.record;
	const when = hourWords(hour);
	if (!when) return _("La hora que se le ofreció ya no existe.");
	if (state === "confirmed" && slot && slot.day < today()) {
		return _("Tenía esta hora, y pasó antes de revisarse: %(when)s.", { when });
	}
	return _("Se le ofreció una hora que ya era de otra persona: %(when)s.", { when });
}

/** Its contact had gone to Consulta before: nobody made an appointment of it. */
function CameLate({ hour, onEnded }: { hour: HeldHour; onEnded: () => void }) {
	const act = useAct();
	const end = (keeps: boolean) =>
		act.run(async () => {
			await endHold({ hold: hour.hold, keeps });
			onEnded();
		});
	return (
		<Notice kind="attention" title={_("Su hora llegó después de la revisión")}>
			<p>
				{_("%(when)s. Anótela en su caso como cita, y resérvela aquí; o suéltela.", {
					when: hourWords(hour),
				})}
			</p>
			<DeskFault of={act.fault} />
			<div class="row">
				<Button busy={act.busy} onClick={() => end(true)}>
					{_("Ya está en su caso: reservarla")}
				</Button>
				<Button kind="quiet" busy={act.busy} onClick={() => end(false)}>
					{_("Soltar la hora")}
				</Button>
			</div>
		</Notice>
	);
}

/** The same in the list, in two words. */
export function HourBadge({ one }: { one: OpenedContact }) {
	const hour = useHour(one);
	if (!hour || !(waits(one) || isLate(hour, one))) return null;
	if (hour.isTheirs) return <span class="badge">{_("Con hora")}</span>;
	return <span class="badge urgency-today">{_("Buscar otra hora")}</span>;
}
