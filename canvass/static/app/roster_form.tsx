import { Plus, X } from "lucide";
import { useState } from "preact/hooks";
import type { Note } from "../device/notes";
import {
	changeBetween,
	DAY_PARTS,
	type FreeTime,
	noteRoster,
	ROLES,
	type Roster,
	type Training,
	WEEK,
} from "../device/roster";
import { ActFault } from "./desk_faults";
import { today } from "./desk_words";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { weekdayName, weekdayShort } from "./hours_words";
import { _ } from "./i18n";
import { LanguagesField } from "./languages_field";
import { partName, roleInNetwork, trainingWords } from "./roster_words";
import { useAct } from "./server";
import { Button, ChoiceChips, Sheet, showToast, TextField } from "./ui";

const AREA_LETTERS = 120;
const TRAINING_LETTERS = 60;

interface RosterFormProps {
	person: string;
	roster: Roster;
	onSaved: (note: Note) => void;
	onClose: () => void;
}

/** For what somebody can be called, what they have learned for it, when and where: only what changed is noted. */
export function RosterForm({ person, roster, onSaved, onClose }: RosterFormProps) {
	const [draft, setDraft] = useState(roster);
	const [next, setNext] = useState<Training>({ name: "", on: today() });
	const act = useAct();
	// What was typed and not added yet is meant all the same.
	const training = isWhole(next) ? [...draft.training, trimmed(next)] : draft.training;
	const change = changeBetween(roster, { ...draft, training });
	useDirty(change !== null);
	const set = (part: Partial<Roster>) => setDraft({ ...draft, ...part });
	const save = async (event: Event) => {
		event.preventDefault();
		if (change === null || !(await mayKeep(draft.area, ...training.map(({ name }) => name)))) return;
		await act.run(async () => {
			onSaved(await noteRoster(person, change));
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<Sheet open onClose={onClose} title={_("En la red de respuesta")}>
			<form class="stack" onSubmit={save} noValidate>
				<ChoiceChips
					multiple
					legend={_("¿Para qué se le puede llamar?")}
					value={draft.roles}
					onChange={(roles) => set({ roles })}
					options={ROLES.map((value) => ({ value, label: roleInNetwork(value) }))}
				/>
				<Trainings
					value={draft.training}
					onChange={(training) => set({ training })}
					next={next}
					onNext={setNext}
				/>
				<LanguagesField
					legend={_("Idiomas que habla")}
					value={draft.languages}
					onChange={(languages) => set({ languages })}
				/>
				<Times value={draft.times} onChange={(times) => set({ times })} />
				<TextField
					label={_("Condado o zona")}
					hint={_("Por dónde puede ir; varios, con comas. Su dirección no.")}
					value={draft.area}
					maxLength={AREA_LETTERS}
					autoCapitalize="words"
					onInput={(area) => set({ area })}
				/>
				<ActFault of={act.fault} />
				<Button kind="main" type="submit" wide busy={act.busy} disabled={change === null}>
					{_("Guardar")}
				</Button>
			</form>
		</Sheet>
	);
}

function isWhole({ name, on }: Training): boolean {
	return name.trim() !== "" && on !== "";
}

function trimmed({ name, on }: Training): Training {
	return { name: name.trim(), on };
}

interface TrainingsProps {
	value: Training[];
	onChange: (training: Training[]) => void;
	/** What is being typed. */
	next: Training;
	onNext: (training: Training) => void;
}

/** What was learned, and when. */
function Trainings({ value, onChange, next, onNext }: TrainingsProps) {
	const add = () => {
		onChange([...value, trimmed(next)]);
		onNext({ ...next, name: "" });
	};
	return (
		<fieldset class="trainings">
			<legend>{_("Capacitaciones hechas")}</legend>
			<ul>
				{value.map((one) => (
					<li key={`${one.name} ${one.on}`}>
						<span>{trainingWords(one)}</span>
						<Button
							kind="quiet"
							icon={X}
							label={_("Quitar %(name)s", { name: one.name })}
							onClick={() => onChange(value.filter((other) => other !== one))}
						/>
					</li>
				))}
			</ul>
			<div class="field-pair">
				<TextField
					label={_("Cuál")}
					value={next.name}
					maxLength={TRAINING_LETTERS}
					autoCapitalize="sentences"
					onInput={(name) => onNext({ ...next, name })}
				/>
				<TextField
					label={_("Qué día")}
					type="date"
					max={today()}
					value={next.on}
					onInput={(on) => onNext({ ...next, on })}
				/>
			</div>
			<Button icon={Plus} disabled={!isWhole(next)} onClick={add}>
				{_("Agregar la capacitación")}
			</Button>
		</fieldset>
	);
}

interface TimesProps {
	value: FreeTime[];
	onChange: (times: FreeTime[]) => void;
}

/** A week's days by the parts of a day. */
function Times({ value, onChange }: TimesProps) {
	const toggle = (time: FreeTime) =>
		onChange(value.includes(time) ? value.filter((other) => other !== time) : [...value, time]);
	return (
		<fieldset class="free-times">
			<legend>{_("Cuándo se le puede llamar")}</legend>
			<table>
				<thead>
					<tr>
						<td />
						{DAY_PARTS.map((part) => (
							<th key={part} scope="col">
								{partName(part)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{WEEK.map((weekday) => (
						<tr key={weekday}>
							<th scope="row">
								<abbr title={weekdayName(weekday)}>{weekdayShort(weekday)}</abbr>
							</th>
							{DAY_PARTS.map((part) => (
								<td key={part}>
									<label>
										<input
											type="checkbox"
											autocomplete="off"
											aria-label={`${weekdayName(weekday)}, ${partName(part)}`}
											checked={value.includes(`${weekday} ${part}`)}
											onChange={() => toggle(`${weekday} ${part}`)}
										/>
									</label>
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
			<p class="field-hint">{_("La mañana va de 6 a 12, la tarde hasta las 18, la noche hasta las 22.")}</p>
		</fieldset>
	);
}
