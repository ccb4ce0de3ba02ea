import { useState } from "preact/hooks";
import { accompaniedOn, roomOn } from "../device/accompaniment";
import type { Suits } from "../device/directory";
import type { TeamMember } from "../device/members";
import {
	addTask,
	CASE_TASKS,
	type Help,
	type OpenTask,
	type TaskKindName,
	type TaskPlan,
	type TasksOf,
} from "../device/tasks";
import { AccompaniedDayNotice } from "./accompanied_day";
import { ActFault } from "./desk_faults";
import { today } from "./desk_words";
import { useDirty } from "./dirty";
import { WhoField } from "./follow_up";
import { mayKeep } from "./guard";
import { _, locale } from "./i18n";
import { member } from "./organisation";
import { useAct, useAnswer } from "./server";
import { ServiceField } from "./service_field";
import { taskKind } from "./task_words";
import { Button, CheckField, ChoiceChips, Sheet, TextField } from "./ui";

const CASE_KINDS: readonly TaskKindName[] = ["step", "appointment", "referral", "advocacy", "accompaniment"];
const LADDER_KINDS: readonly TaskKindName[] = ["step", "one_on_one"];
/** Enough for a sentence; longer things are notes. */
const TEXT_LETTERS = 200;
const PLACE_LETTERS = 80;
const NOTHING: Suits = { needs: [], language: "" };

interface TaskFormProps {
	of: TasksOf;
	record: string;
	team: readonly TeamMember[];
	/** What a referral is looked for by: the person's needs and language. */
	suits?: Suits;
	/** A referral that begins at the directory: whereto is known, and nothing else is asked for. */
	referral?: Pick<Draft["plan"], "service" | "place">;
	title?: string;
	onAdded: (task: OpenTask) => void;
	onClose: () => void;
}

interface Draft {
	plan: Required<Pick<TaskPlan, "kind" | "text" | "time" | "place" | "ride" | "interpreter" | "service">>;
	/** Who goes along, as somebody typed it: with commas between. */
	going: string;
	next_on: string;
	to: string | null;
	agreed: boolean;
}

/** A new task: what, by when, who is asked to do it; for an accompaniment also a ride and an interpreter. */
export function TaskForm(props: TaskFormProps) {
	const { of, record, team, suits = NOTHING, referral, onAdded, onClose } = props;
	const [draft, setDraft] = useState<Draft>(() => emptyDraft(referral));
	const act = useAct();
	const { plan } = draft;
	const accompanies = plan.kind === "accompaniment" && draft.next_on !== "";
	const day = useAnswer(
		async () => (accompanies ? accompaniedOn(draft.next_on) : null),
		[accompanies, draft.next_on],
	);
	const isFull = accompanies && !!day.value && roomOn(day.value) === 0;
	useDirty([plan.text, plan.time, plan.place, draft.going, draft.next_on].some((text) => text !== ""));
	const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
	const setPlan = (part: Partial<Draft["plan"]>) => set({ plan: { ...plan, ...part } });
	const withConsent = plan.kind === "referral";
	const save = async (event: Event) => {
		event.preventDefault();
		if (!(await mayKeep(plan.text, plan.place, draft.going))) return;
		await act.run(async () => {
			const clear = { to: draft.to, next_on: draft.next_on || null };
			onAdded(await addTask(of, record, planOf(draft), clear));
		});
	};
	return (
		<Sheet open onClose={onClose} title={props.title ?? _("Agregar un pendiente")}>
			<form class="stack" onSubmit={save} noValidate>
				{!referral && (
					<ChoiceChips
						legend={_("¿Qué es?")}
						value={plan.kind}
						onChange={(kind) => setPlan({ kind })}
						options={(of === CASE_TASKS ? CASE_KINDS : LADDER_KINDS).map((value) => ({
							value,
							label: taskKind(value),
						}))}
					/>
				)}
				{withConsent && referral?.service !== null && (
					<ServiceField
						suits={suits}
						value={plan.service}
						onChange={(service) =>
							setPlan({ service, text: plan.text || (service ? _("Pedir ayuda ahí") : "") })
						}
					/>
				)}
				<TextField
					label={_("Qué hay que hacer")}
					rows={2}
					value={plan.text}
					maxLength={TEXT_LETTERS}
					autoCapitalize="sentences"
					onInput={(text) => setPlan({ text })}
				/>
				<div class="field-pair">
					<TextField
						label={_("Para cuándo")}
						type="date"
						min={today()}
						value={draft.next_on}
						onInput={(next_on) => set({ next_on })}
					/>
					{accompanies && day.value && <AccompaniedDayNotice day={day.value} team={team} />}
					<WhoField
						label={_("A quién se le ofrece")}
						vault={of.vault}
						value={draft.to}
						onChange={(to) => set({ to })}
						team={team}
					/>
				</div>
				{plan.kind !== "step" && (
					<div class="field-pair">
						<TextField
							label={_("Hora")}
							type="time"
							value={plan.time}
							onInput={(time) => setPlan({ time })}
						/>
						<TextField
							label={_("Lugar o con quién")}
							value={plan.place}
							maxLength={PLACE_LETTERS}
							onInput={(place) => setPlan({ place })}
						/>
					</div>
				)}
				{plan.kind === "accompaniment" && (
					<>
						<TextField
							label={_("Quién más va")}
							hint={_("Los nombres del equipo, con comas.")}
							value={draft.going}
							maxLength={PLACE_LETTERS}
							autoCapitalize="words"
							onInput={(going) => set({ going })}
						/>
						<HelpChips legend={_("¿Transporte?")} value={plan.ride} onChange={(ride) => setPlan({ ride })} />
						<HelpChips
							legend={_("¿Intérprete?")}
							value={plan.interpreter}
							onChange={(interpreter) => setPlan({ interpreter })}
						/>
					</>
				)}
				{withConsent && (
					<CheckField
						label={_("La persona dijo que sí a que se la derive")}
						checked={draft.agreed}
						onChange={(agreed) => set({ agreed })}
					>
						{_("Sin su permiso no se comparte nada con nadie.")}
					</CheckField>
				)}
				<ActFault of={act.fault} />
				<Button
					kind="main"
					type="submit"
					wide
					busy={act.busy}
					disabled={isFull || !plan.text.trim() || (withConsent && !draft.agreed)}
				>
					{isFull ? _("Ese día ya no cabe otro") : _("Agregar")}
				</Button>
			</form>
		</Sheet>
	);
}

interface HelpChipsProps {
	legend: string;
	value: Help;
	onChange: (help: Help) => void;
}

function HelpChips({ legend, value, onChange }: HelpChipsProps) {
	return (
		<ChoiceChips
			legend={legend}
			value={value}
			onChange={onChange}
			options={[
				{ value: "no", label: _("No hace falta") },
				{ value: "needed", label: _("Hace falta") },
				{ value: "arranged", label: _("Ya está") },
			]}
		/>
	);
}

function emptyDraft(referral: TaskFormProps["referral"]): Draft {
	const plan = { text: "", time: "", place: "", ride: "no", interpreter: "no", service: null } as const;
	return {
		plan: referral
			? { ...plan, kind: "referral", text: _("Pedir ayuda ahí"), ...referral }
			: { ...plan, kind: "step" },
		going: "",
		next_on: "",
		to: member.value?.id ?? null,
		agreed: false,
	};
}

/** The plan as it is sealed: what belongs to another kind, tried before this one was chosen, is left out. */
function planOf({ plan, going }: Draft): TaskPlan {
	const { kind, text, time, place, ride, interpreter, service } = plan;
	const when = kind === "step" ? {} : { time, place };
	if (kind === "referral") return { kind, text, ...when, service, consent: consentToday() };
	if (kind !== "accompaniment") return { kind, text, ...when };
	return { kind, text, ...when, ride, interpreter, going: going.split(",").map(trimmed).filter(Boolean) };
}

const trimmed = (name: string): string => name.trim();

function consentToday(): NonNullable<TaskPlan["consent"]> {
	return {
		purposes: ["consulta"],
		language: locale.value,
		words: _("Dijo que sí a que se la derive."),
		on: today(),
	};
}
