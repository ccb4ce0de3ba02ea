import { type HeldHour, isLate } from "../device/holds";
import { endHold } from "../device/letting_go";
import type { OpenedContact } from "../device/queue";
import { DeskFault } from "./desk_faults";
import { today } from "./desk_words";
import { _ } from "./i18n";
import { useHour, waits } from "./review_hours";
import { useAct } from "./server";
import { slotTime } from "./slot_words";
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
				<HourWords hour={hour} />
				<p>{whyCalled(hour)}</p>
			</Notice>
		);
	}
	return (
		<Notice title={_("Apartó una hora")}>
			<HourWords hour={hour} />
			<p>{_("Si va a Consulta, queda como cita de su caso. Si no, la hora se suelta.")}</p>
		</Notice>
	);
}

/** When and where, each on a line; nothing of an hour that is no more. What is another's is struck out: to be looked for is another one. */
function HourWords({ hour }: { hour: HeldHour }) {
	const { slot } = hour.hold.record;
	if (!slot) return null;
	return (
		<p>
			<strong>{hour.isTheirs ? slotTime(slot) : <s>{slotTime(slot)}</s>}</strong>
			{slot.place}
		</p>
	);
}

function whyCalled(hour: HeldHour): string {
	const { slot, state } = hour.hold.record;
	if (!slot) return _("La hora que se le ofreció ya no existe.");
	if (state === "confirmed" && slot.day < today()) return _("Era su hora, y pasó antes de revisarse.");
	return _("Se le ofreció, pero ya era de otra persona.");
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
			<HourWords hour={hour} />
			<p>{_("Anótela en su caso como cita, y resérvela aquí; o suéltela.")}</p>
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
