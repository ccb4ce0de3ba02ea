import { CalendarArrowDown, CalendarClock, Printer } from "lucide";
import { useState } from "preact/hooks";
import { calendarOf } from "../device/calendar";
import { type Slot, setSlot } from "../device/hours";
import { download } from "./download";
import { byDay, mondayOf, mondaysOf, slotState, spanWords } from "./hours_words";
import { _, formatDate, ngettext } from "./i18n";
import { languageList } from "./languages";
import { organisation } from "./organisation";
import { Fault, useAct } from "./server";
import { StaleFault } from "./stale_fault";
import { ask, Button, ChoiceChips, Empty } from "./ui";

const DAY = { weekday: "long", day: "numeric", month: "long" } as const;
const SHORT = { day: "numeric", month: "short" } as const;

interface HoursWeeksProps {
	slots: readonly Slot[];
	onChange: (slot: Slot) => void;
}

/** The coming weeks' slots, one week at a time: kept and freed, printed, taken into a calendar. */
export function HoursWeeks({ slots, onChange }: HoursWeeksProps) {
	const mondays = mondaysOf(slots);
	const [chosen, setChosen] = useState<string | null>(null);
	const first = slots[0] ? mondayOf(slots[0].day) : (mondays[0] ?? "");
	const monday = chosen !== null && mondays.includes(chosen) ? chosen : first;
	const shown = slots.filter(({ day }) => mondayOf(day) === monday);
	return (
		<section class="hours-weeks">
			<h2 class="not-printed">{_("Las próximas semanas")}</h2>
			<div class="not-printed">
				<ChoiceChips
					legend={_("Qué semana se muestra")}
					legendHidden
					value={monday}
					options={mondays.map((value) => ({
						value,
						label: _("Semana del %(day)s", { day: formatDate(value, SHORT) }),
					}))}
					onChange={setChosen}
				/>
				<div class="row">
					<Button icon={Printer} disabled={shown.length === 0} onClick={() => print()}>
						{_("Imprimir la semana")}
					</Button>
					<Button icon={CalendarArrowDown} disabled={slots.length === 0} onClick={() => takeAlong(slots)}>
						{_("Bajar para un calendario")}
					</Button>
				</div>
			</div>
			<h2 class="only-printed">
				{_("Horario de oficina, semana del %(day)s", { day: formatDate(monday, DAY) })}
			</h2>
			{shown.length === 0 && (
				<Empty icon={CalendarClock} title={_("Esta semana ya no hay horas")}>
					{_("Las citas salen solas del horario de cada semana.")}
				</Empty>
			)}
			<div class="hours-days">
				{byDay(shown).map(([day, those]) => (
					<section key={day} class="hours-of-day">
						<h3 class="hours-day">{formatDate(day, DAY)}</h3>
						<p class="soft not-printed">{freeWords(those)}</p>
						<ul class="record-list">
							{those.map((slot) => (
								<SlotRow key={slot.id} slot={slot} onChange={onChange} />
							))}
						</ul>
					</section>
				))}
			</div>
		</section>
	);
}

function freeWords(slots: readonly Slot[]): string {
	const free = slots.filter(({ state }) => state === "free").length;
	return ngettext("%(n)s libre de %(all)s", "%(n)s libres de %(all)s", free, { n: free, all: slots.length });
}

function SlotRow({ slot, onChange }: { slot: Slot; onChange: (slot: Slot) => void }) {
	const act = useAct();
	const isFree = slot.state === "free";
	const set = async () => {
		if (slot.state === "held" && !(await ask(giveAway(slot)))) return;
		await act.run(async () => onChange(await setSlot(slot, isFree ? "kept" : "free")));
	};
	return (
		<li class={isFree ? "record slot" : "record slot slot-busy"}>
			<div>
				<strong>{spanWords(slot)}</strong>
				<small class="soft">{`${slot.place} · ${languageList(slot.languages)}`}</small>
			</div>
			<span class="badge">{slotState(slot.state)}</span>
			<span class="not-printed">
				<Button label={`${actWords(isFree)}: ${spanWords(slot)}`} busy={act.busy} onClick={set}>
					{actWords(isFree)}
				</Button>
			</span>
			<StaleFault of={act} onCurrent={onChange} otherwise={<Fault of={act.fault} />} />
		</li>
	);
}

function giveAway(slot: Slot) {
	return {
		title: _("¿Liberar %(when)s?", { when: spanWords(slot) }),
		text: _(
			"Está apartada para alguien que espera la revisión. Si la libera, hay que llamarle para buscar otra hora.",
		),
		act: _("Liberar"),
		danger: true,
	};
}

function actWords(isFree: boolean): string {
	return isFree ? _("Reservar") : _("Liberar");
}

/** A file for this device: an address that calendars ask by themselves would tell their makers when somebody comes here. */
function takeAlong(slots: readonly Slot[]): void {
	const name = organisation.value ? `${_("Horario de oficina")}, ${organisation.value.name}` : "";
	const text = calendarOf(slots, { name, free: _("Libre"), busy: _("Ocupado") }, new Date());
	download(new File([text], "horario.ics", { type: "text/calendar" }));
}
