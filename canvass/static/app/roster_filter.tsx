import {
	areasOf,
	DAY_PARTS,
	type DayPart,
	freeTimeAt,
	ROLES,
	type RosterEntry,
	type RosterFilter,
	type RosterRole,
	WEEK,
	type Weekday,
} from "../device/roster";
import { now } from "./directory_words";
import { weekdayName } from "./hours_words";
import { _ } from "./i18n";
import { languageName } from "./languages";
import { partName, roleInNetwork } from "./roster_words";
import { CheckField, SelectField, TextField } from "./ui";

export const ANYBODY: RosterFilter = {
	words: "",
	role: "",
	language: "",
	area: "",
	training: "",
	weekday: 0,
	part: "",
};

interface RosterFilterFieldsProps {
	entries: readonly RosterEntry[];
	filter: RosterFilter;
	onChange: (filter: RosterFilter) => void;
}

/** Search, and who is shown: by role, language, place and training, and whether they can be called then. */
export function RosterFilterFields({ entries, filter, onChange }: RosterFilterFieldsProps) {
	const set = (part: Partial<RosterFilter>) => onChange({ ...filter, ...part });
	const rosters = entries.map(({ roster }) => roster);
	return (
		<div class="not-printed">
			<TextField label={_("Buscar")} type="search" value={filter.words} onInput={(words) => set({ words })} />
			<div class="roster-filter">
				<SelectField
					label={_("Papel")}
					value={filter.role}
					placeholder={_("Todos")}
					options={ROLES.map((value) => ({ value, label: roleInNetwork(value) }))}
					onChange={(role) => set({ role: role as RosterRole | "" })}
				/>
				<SelectField
					label={_("Idioma")}
					value={filter.language}
					placeholder={_("Todos")}
					options={inOrder(rosters.flatMap(({ languages }) => languages)).map((value) => ({
						value,
						label: languageName(value),
					}))}
					onChange={(language) => set({ language })}
				/>
				<SelectField
					label={_("Condado o zona")}
					value={filter.area}
					placeholder={_("Todas")}
					options={asWritten(rosters.flatMap(areasOf))}
					onChange={(area) => set({ area })}
				/>
				<SelectField
					label={_("Capacitación")}
					value={filter.training}
					placeholder={_("Todas")}
					options={asWritten(rosters.flatMap(({ training }) => training.map(({ name }) => name)))}
					onChange={(training) => set({ training })}
				/>
				<SelectField
					label={_("Qué día")}
					value={filter.weekday ? String(filter.weekday) : ""}
					placeholder={_("Cualquiera")}
					options={WEEK.map((day) => ({ value: String(day), label: weekdayName(day) }))}
					onChange={(day) => set({ weekday: WEEK.find((one) => String(one) === day) ?? 0 })}
				/>
				<SelectField
					label={_("A qué hora")}
					value={filter.part}
					placeholder={_("Cualquiera")}
					options={DAY_PARTS.map((value) => ({ value, label: partName(value) }))}
					onChange={(part) => set({ part: part as DayPart | "" })}
				/>
			</div>
			<CheckField
				label={_("Se le puede llamar ahora")}
				checked={isNow(filter)}
				onChange={(yes) => set(yes ? nowParts() : { weekday: 0, part: "" })}
			/>
		</div>
	);
}

function nowParts(): { weekday: Weekday; part: DayPart } {
	const time = freeTimeAt(now());
	const [weekday, part] = time.split(" ");
	return { weekday: Number(weekday) as Weekday, part: part as DayPart };
}

function isNow({ weekday, part }: RosterFilter): boolean {
	const current = nowParts();
	return weekday === current.weekday && part === current.part;
}

function asWritten(names: readonly string[]): { value: string; label: string }[] {
	return inOrder(names).map((value) => ({ value, label: value }));
}

function inOrder(names: readonly string[]): string[] {
	return [...new Set(names)].sort((a, b) => a.localeCompare(b));
}
