import { Check, Plus, RotateCcw } from "lucide";
import { useState } from "preact/hooks";
import type { Suits } from "../device/directory";
import { changeTask } from "../device/kept_hours";
import type { TeamMember } from "../device/members";
import type { Note } from "../device/notes";
import {
	inTaskOrder,
	type OpenTask,
	type TaskBody,
	type TaskRecord,
	type TaskResult,
	type TaskState,
	type TasksOf,
} from "../device/tasks";
import { acceptTrack, changeTrack, openTrack, returnTrack } from "../device/tracks";
import { dueWords, isOverdue, today } from "./desk_words";
import { resultChoices } from "./directory_words";
import { aliasOf } from "./follow_up";
import { _ } from "./i18n";
import { member } from "./organisation";
import { ReasonSheet } from "./reason_sheet";
import { useAct } from "./server";
import { TaskForm } from "./task_form";
import { needsOutcome, outcomeAbout, outcomeLabel, outcomeWords, taskKind, taskPlace } from "./task_words";
import { TrackConflict } from "./track_conflict";
import { Button, ChoiceChips, showToast } from "./ui";

interface TasksProps {
	of: TasksOf;
	/** The case's or person's id. */
	record: string;
	tasks: readonly OpenTask[];
	team: readonly TeamMember[];
	/** What a referral is looked for by. */
	suits?: Suits;
	/** Whether what it is for goes on: of a case that is over no hour is kept. */
	live?: boolean;
	onChange: (tasks: OpenTask[]) => void;
	onNote: (note: Note) => void;
}

/** What somebody does for a person by a day: added, offered, ticked off. */
export function Tasks(props: TasksProps) {
	const { tasks, onChange } = props;
	const [adding, setAdding] = useState(false);
	const replace = (changed: OpenTask) =>
		onChange(tasks.map((one) => (one.record.id === changed.record.id ? changed : one)));
	return (
		<section class="card">
			<h3>{_("Tareas pendientes")}</h3>
			{tasks.length === 0 && <p class="soft">{_("Todavía no hay pendientes.")}</p>}
			<ul class="tasks">
				{inTaskOrder(tasks).map((task) => (
					<li key={task.record.id} class={task.record.state === "open" ? "task" : "task task-over"}>
						<Task {...props} task={task} onTask={replace} />
					</li>
				))}
			</ul>
			<Button icon={Plus} onClick={() => setAdding(true)}>
				{_("Agregar un pendiente")}
			</Button>
			{adding && (
				<TaskForm
					{...props}
					onClose={() => setAdding(false)}
					onAdded={(added) => {
						setAdding(false);
						onChange([...tasks, added]);
						showToast({ text: _("Guardado") });
					}}
				/>
			)}
		</section>
	);
}

interface TaskProps extends TasksProps {
	task: OpenTask;
	onTask: (task: OpenTask) => void;
}

function Task(props: TaskProps) {
	const { task, team } = props;
	const { record, body } = task;
	if (body === null) return <p class="soft">{_("No se pudo abrir este pendiente.")}</p>;
	const place = taskPlace(body);
	return (
		<>
			<p>
				<small>{taskKind(body.kind)}</small>
				<strong>{body.text}</strong>
				{place && <small>{place}</small>}
				<small class={record.state === "open" && isOverdue(record.next_on) ? "attention" : ""}>
					{record.state === "open" ? dueWords(record.next_on) : stateWords(record.state)} ·{" "}
					{whoWords(task, team)}
				</small>
				{!!body.let_go && <small>{_("Ya no tiene apartada su hora de oficina.")}</small>}
				{body.outcome && <small>{_("Resultado: %(outcome)s", { outcome: outcomeWords(body) })}</small>}
			</p>
			<TaskActs {...props} body={body} />
		</>
	);
}

function stateWords(state: TaskState): string {
	return state === "dropped" ? _("Ya no hace falta") : _("Hecho");
}

function whoWords({ record }: OpenTask, team: readonly TeamMember[]): string {
	if (record.offered_to !== null)
		return _("se le ofreció a %(name)s", { name: aliasOf(team, record.offered_to) });
	return aliasOf(team, record.assignee);
}

function TaskActs(props: TaskProps & { body: TaskBody }) {
	const { of, task, body, onTask, onNote } = props;
	const { record } = task;
	const [asking, setAsking] = useState<"outcome" | "return" | null>(null);
	const act = useAct();
	const me = member.value?.id ?? "";
	const [result, setResult] = useState<TaskResult | null>(null);
	const set = (state: TaskState, outcome?: string) =>
		act.run(async () => {
			const inside = {
				...(outcome === undefined ? {} : { outcome, result }),
				...(state === "done" ? { done_on: today() } : {}),
			};
			const changed = await changeTask(of, task, { state }, inside, props.live);
			setAsking(null);
			onTask(changed);
			showToast({ text: state === "open" ? _("Otra vez pendiente") : stateWords(state) });
		});
	const accept = () => act.run(async () => onTask(await acceptTrack<TaskRecord, TaskBody>(of, task)));
	const take = () =>
		act.run(async () => onTask(await changeTrack<TaskRecord, TaskBody>(of, task, { assignee: me })));
	const giveBack = (reason: string) =>
		act.run(async () => {
			const returned = await returnTrack<TaskRecord, TaskBody>(of, task, reason);
			setAsking(null);
			onNote(returned.note);
			onTask(returned.open);
		});
	const conflict = (
		<TrackConflict
			of={act}
			reopen={(current: TaskRecord) => openTrack<TaskRecord, TaskBody>(of, current)}
			onCurrent={onTask}
		/>
	);
	if (record.state !== "open")
		return (
			<div class="row">
				<Button kind="quiet" icon={RotateCcw} busy={act.busy} onClick={() => set("open")}>
					{_("Volver a abrir")}
				</Button>
				{conflict}
			</div>
		);
	return (
		<>
			<div class="row">
				{record.offered_to === me ? (
					<>
						<Button kind="main" icon={Check} busy={act.busy} onClick={accept}>
							{_("Lo acepto")}
						</Button>
						<Button onClick={() => setAsking("return")}>{_("Devolver")}</Button>
					</>
				) : (
					<>
						<Button
							icon={Check}
							busy={act.busy}
							onClick={() => (needsOutcome(body.kind) ? setAsking("outcome") : set("done"))}
						>
							{_("Hecho")}
						</Button>
						{record.assignee !== me && <Button onClick={take}>{_("Lo hago yo")}</Button>}
					</>
				)}
				<Button kind="quiet" onClick={() => set("dropped")}>
					{_("Ya no hace falta")}
				</Button>
			</div>
			{asking === null && conflict}
			{asking === "outcome" && (
				<ReasonSheet
					title={taskKind(body.kind)}
					about={outcomeAbout(body.kind)}
					label={outcomeLabel(body.kind)}
					verb={_("Hecho")}
					act={act}
					ready={body.kind !== "referral" || result !== null}
					onSend={(outcome) => set("done", outcome)}
					onClose={() => setAsking(null)}
				>
					{body.kind === "referral" && (
						<ChoiceChips
							legend={_("Cómo terminó")}
							options={resultChoices()}
							value={result}
							onChange={setResult}
						/>
					)}
					{conflict}
				</ReasonSheet>
			)}
			{asking === "return" && (
				<ReasonSheet
					title={_("Devolver")}
					about={_("Quien se lo ofreció lo recibe de vuelta y lee por qué. Nadie queda olvidado.")}
					verb={_("Devolver")}
					act={act}
					onSend={giveBack}
					onClose={() => setAsking(null)}
				>
					{conflict}
				</ReasonSheet>
			)}
		</>
	);
}
