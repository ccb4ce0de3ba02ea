import { Plus } from "lucide";
import { useState } from "preact/hooks";
import {
	type Hours,
	type HoursDraft,
	LONGEST_MINUTES,
	type OfficeHours,
	removeHours,
	SHORTEST_MINUTES,
	saveHours,
} from "../device/hours";
import { useDirty } from "./dirty";
import { spanWords, weekdayName } from "./hours_words";
import { _ } from "./i18n";
import { languageList, languageOptions } from "./languages";
import { organisation } from "./organisation";
import { Fault, fieldError, useAct } from "./server";
import { StaleFault } from "./stale_fault";
import { ask, Button, ChoiceChips, SelectField, Sheet, showToast, TextField } from "./ui";

const PLACE_LETTERS = 120;
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const MINUTES = ["20", "30", "40"];

interface HoursLinesProps {
	lines: readonly OfficeHours[];
	onChange: (hours: Hours) => void;
}

/** The week as it repeats, line by line. */
export function HoursLines({ lines, onChange }: HoursLinesProps) {
	const [editing, setEditing] = useState<OfficeHours | "new" | null>(null);
	return (
		<section>
			<h2>{_("Cada semana")}</h2>
			{lines.length === 0 && <p class="soft">{_("Todavía no hay horario.")}</p>}
			<ul class="record-list">
				{lines.map((line) => (
					<li class="record" key={line.id}>
						<div>
							<strong class="hours-day">{weekdayName(line.weekday)}</strong>
							<span>{spanWords(line)}</span>
							<small class="soft">
								{_("%(place)s · %(languages)s · citas de %(minutes)s minutos", {
									place: line.place,
									languages: languageList(line.languages),
									minutes: line.minutes,
								})}
							</small>
						</div>
						<Button
							label={_("Cambiar: %(what)s", { what: `${weekdayName(line.weekday)} ${spanWords(line)}` })}
							onClick={() => setEditing(line)}
						>
							{_("Cambiar")}
						</Button>
					</li>
				))}
			</ul>
			<Button icon={Plus} onClick={() => setEditing("new")}>
				{_("Agregar horas")}
			</Button>
			{editing && (
				<LineSheet
					line={editing === "new" ? null : editing}
					before={lines.at(-1)}
					onClose={() => setEditing(null)}
					onChange={(hours) => {
						setEditing(null);
						onChange(hours);
					}}
				/>
			)}
		</section>
	);
}

interface LineSheetProps {
	/** The line that is changed, or null for a new one. */
	line: OfficeHours | null;
	/** What the last line says of place and languages is mostly what the next one says. */
	before: OfficeHours | undefined;
	onChange: (hours: Hours) => void;
	onClose: () => void;
}

function LineSheet({ line, before, onChange, onClose }: LineSheetProps) {
	const [was, setWas] = useState(line);
	const [draft, setDraft] = useState<HoursDraft>(() => begin(line, before));
	const act = useAct();
	const removing = useAct();
	const set = (part: Partial<HoursDraft>) => setDraft({ ...draft, ...part });
	const fault = act.fault ?? removing.fault;
	useDirty(draft.place !== begin(was, before).place);
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			onChange(await saveHours({ ...draft, place: draft.place.trim() }, was ?? undefined));
			showToast({ text: _("Guardado") });
		});
	};
	const remove = async (gone: OfficeHours) => {
		if (!(await ask(removingQuestion()))) return;
		await removing.run(async () => onChange(await removeHours(gone)));
	};
	const show = (stands: OfficeHours) => {
		setWas(stands);
		setDraft(begin(stands, before));
	};
	const forget = () => {
		act.forget();
		removing.forget();
	};
	const filled = draft.place.trim() !== "" && draft.languages.length > 0 && draft.begins < draft.ends;
	return (
		<Sheet open onClose={onClose} title={was ? _("Cambiar horas") : _("Agregar horas")}>
			<form class="stack" onSubmit={save} noValidate>
				<SelectField
					label={_("Día")}
					value={String(draft.weekday)}
					options={WEEK.map((day) => ({ value: String(day), label: weekdayName(day) }))}
					onChange={(day) => set({ weekday: Number(day) })}
				/>
				<div class="field-pair">
					<TextField
						label={_("Desde")}
						type="time"
						value={draft.begins}
						onInput={(begins) => set({ begins })}
					/>
					<TextField
						label={_("Hasta")}
						type="time"
						value={draft.ends}
						error={fieldError(fault, "ends")}
						onInput={(ends) => set({ ends })}
					/>
				</div>
				<ChoiceChips
					legend={_("Cuántos minutos dura una cita")}
					value={String(draft.minutes)}
					options={minuteChoices(draft.minutes)}
					onChange={(minutes) => set({ minutes: Number(minutes) })}
				/>
				<TextField
					label={_("Lugar")}
					value={draft.place}
					maxLength={PLACE_LETTERS}
					autoCapitalize="sentences"
					onInput={(place) => set({ place })}
				/>
				<ChoiceChips
					legend={_("Idiomas")}
					multiple
					value={draft.languages}
					options={languageOptions(organisation.value?.languages ?? [])}
					onChange={(languages) => set({ languages })}
				/>
				<StaleFault of={{ fault, forget }} onCurrent={show} otherwise={<Fault of={fault} />} />
				<Button kind="main" type="submit" wide busy={act.busy} disabled={!filled}>
					{_("Guardar")}
				</Button>
				{was && (
					<Button kind="danger" busy={removing.busy} onClick={() => remove(was)}>
						{_("Quitar estas horas")}
					</Button>
				)}
			</form>
		</Sheet>
	);
}

function begin(line: OfficeHours | null, before: OfficeHours | undefined): HoursDraft {
	if (line) {
		const { id: _id, rev: _rev, ...draft } = line;
		return draft;
	}
	return {
		weekday: 1,
		begins: "09:00",
		ends: "12:00",
		minutes: 30,
		place: before?.place ?? "",
		languages: before?.languages ?? ["es"],
	};
}

/** Those of every day, and another length if that is what stands there. */
function minuteChoices(now: number) {
	const all = MINUTES.includes(String(now)) ? MINUTES : [...MINUTES, String(now)].sort();
	return all
		.filter((each) => Number(each) >= SHORTEST_MINUTES && Number(each) <= LONGEST_MINUTES)
		.map((value) => ({ value, label: value }));
}

function removingQuestion() {
	return {
		title: _("¿Quitar estas horas?"),
		text: _("Sus citas libres desaparecen. Las ocupadas se quedan: a alguien se le prometieron."),
		act: _("Quitar estas horas"),
		danger: true,
	};
}
