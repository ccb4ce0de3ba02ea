import { CalendarX } from "lucide";
import { useState } from "preact/hooks";
import { type DayOff, type Hours, setDayOff } from "../device/hours";
import { today } from "./desk_words";
import { _, formatDate } from "./i18n";
import { Fault, useAct } from "./server";
import { Button, Sheet, TextField } from "./ui";

const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
const REASON_LETTERS = 80;

interface DaysOffProps {
	days: readonly DayOff[];
	onChange: (hours: Hours) => void;
}

/** Days on which nobody is received: holidays. */
export function DaysOff({ days, onChange }: DaysOffProps) {
	const [adding, setAdding] = useState(false);
	return (
		<section>
			<h2>{_("Días sin atención")}</h2>
			{days.length === 0 && <p class="soft">{_("Ninguno por ahora. Aquí van los feriados.")}</p>}
			<ul class="record-list">
				{days.map((one) => (
					<Row key={one.day} one={one} onChange={onChange} />
				))}
			</ul>
			<Button icon={CalendarX} onClick={() => setAdding(true)}>
				{_("Agregar un día")}
			</Button>
			{adding && (
				<DaySheet
					onClose={() => setAdding(false)}
					onChange={(hours) => {
						setAdding(false);
						onChange(hours);
					}}
				/>
			)}
		</section>
	);
}

function Row({ one, onChange }: { one: DayOff; onChange: (hours: Hours) => void }) {
	const act = useAct();
	const day = formatDate(one.day, DAY);
	return (
		<li class="record">
			<div>
				<strong class="hours-day">{day}</strong>
				<small class="soft">{one.reason}</small>
			</div>
			<Button
				label={_("Quitar: %(what)s", { what: day })}
				busy={act.busy}
				onClick={() => act.run(async () => onChange(await setDayOff(one.day, null)))}
			>
				{_("Quitar")}
			</Button>
			<Fault of={act.fault} />
		</li>
	);
}

interface DaySheetProps {
	onChange: (hours: Hours) => void;
	onClose: () => void;
}

function DaySheet({ onChange, onClose }: DaySheetProps) {
	const [day, setDay] = useState("");
	const [reason, setReason] = useState("");
	const act = useAct();
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => onChange(await setDayOff(day, reason.trim())));
	};
	return (
		<Sheet open onClose={onClose} title={_("Un día sin atención")}>
			<form class="stack" onSubmit={save} noValidate>
				<TextField label={_("Día")} type="date" min={today()} value={day} onInput={setDay} />
				<TextField
					label={_("Por qué")}
					hint={_("Por ejemplo, el feriado. Nada de personas.")}
					value={reason}
					maxLength={REASON_LETTERS}
					autoCapitalize="sentences"
					onInput={setReason}
				/>
				<p class="soft">
					{_("Las citas libres de ese día desaparecen. Si hay ocupadas, avise a quien venía.")}
				</p>
				<Fault of={act.fault} />
				<Button kind="main" type="submit" wide busy={act.busy} disabled={!day || !reason.trim()}>
					{_("Guardar")}
				</Button>
			</form>
		</Sheet>
	);
}
