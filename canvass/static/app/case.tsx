import { Pencil } from "lucide";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { tookBack } from "../device/agreed";
import type { CaseBody } from "../device/bodies";
import {
	addCaseNote,
	CASES,
	type CaseRecord,
	changeCase,
	getCase,
	isLive,
	type OpenCase,
	openCase,
} from "../device/cases";
import { freeErased, settleLater } from "../device/kept_hours";
import { listMembers } from "../device/members";
import type { Note, NoteKind } from "../device/notes";
import { isOwed, noteReached } from "../device/promised";
import { CASE_TASKS, type OpenTask } from "../device/tasks";
import { CaseEdit } from "./case_edit";
import { CaseStateField } from "./case_state";
import { counterpartyWords, householdWords } from "./case_words";
import { needName, urgencyName } from "./contact_words";
import { DeskFault } from "./desk_faults";
import { beside, caseState, dayWords } from "./desk_words";
import { ErasePerson } from "./erase_person";
import { FollowUpForm } from "./follow_up_form";
import { _ } from "./i18n";
import { Notes } from "./notes";
import { OfferedToMe, Owner } from "./owner";
import { ConsentWords, Fact, PersonCard } from "./person_card";
import { PromiseLine } from "./promised";
import { Reached } from "./reached";
import { useAnswer } from "./server";
import { StoppedNotice } from "./stopped_notice";
import { Tasks } from "./tasks";
import { Button, Notice, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";

/** One case: who, what for, what is owed next, and what was noted. */
export function CaseScreen() {
	const { id = "" } = useRoute().params;
	return (
		<Page title={_("Caso")} back="/cases" width="wide" under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="consulta">{() => <Unlocked key={id} id={id} />}</BehindVault>
		</Page>
	);
}

function Unlocked({ id }: { id: string }) {
	const found = useAnswer(() => getCase(id), [id]);
	const team = useAnswer(listMembers, []);
	const { route } = useLocation();
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (!found.value) return <p class="soft">{_("Abriendo…")}</p>;
	const { notes, tasks, ...open } = found.value;
	const { body } = open;
	if (!body) return <SealedRecord />;
	// What was added meanwhile stays, whichever came first.
	const change = (changed: OpenCase) => found.change((before) => ({ ...before, ...changed }));
	const settled = (changed: OpenCase) => {
		change(changed);
		// Whatever of its hours nobody needs now, or needs again.
		settleLater(changed, tasks, (task) => found.change((before) => withTask(before, task)));
	};
	const add = (text: string, kind: NoteKind) => addCaseNote(id, text, kind);
	const noted = (note: Note) => found.change((before) => ({ ...before, notes: [...before.notes, note] }));
	const carried = { of: CASES, open, team: team.value ?? [], onChange: change, onNote: noted };
	return (
		<div class="sections">
			<article class="contact">
				<StoppedNotice track="consulta" consent={body.consent} />
				<OfferedToMe {...carried} />
				<Who open={open} body={body} onChange={change} />
				<PersonCard card={body.card} />
				<ConsentWords consent={body.consent} />
			</article>
			<div class="stack">
				<Owner {...carried} transfers />
				<Reached
					contact={body.contact}
					notes={notes}
					note={async (text) => {
						const reached = await noteReached<CaseRecord, CaseBody>(CASES, open, text);
						change(reached.open);
						noted(reached.note);
					}}
				/>
				<CaseStateField open={open} onChange={settled} onNote={noted} />
				<Tasks
					of={CASE_TASKS}
					record={id}
					tasks={tasks}
					team={team.value ?? []}
					suits={{ needs: body.needs, language: body.card.language }}
					live={isLive(open.record)}
					onChange={(changed) => found.change((before) => ({ ...before, tasks: changed }))}
					onNote={noted}
				/>
				<FollowUpForm
					open={open}
					body={body}
					live={isLive(open.record)}
					save={changeCase}
					reopen={openCase}
					onChange={change}
				/>
				<Notes notes={notes} add={(text) => add(text, "note")} onAdded={noted} />
				<ErasePerson
					from="cases"
					id={id}
					name={body.card.name || _("Sin nombre")}
					onErased={() => {
						freeErased(tasks).catch(() => undefined);
						route("/cases");
					}}
				/>
			</div>
		</div>
	);
}

function withTask<W extends { tasks: OpenTask[] }>(whole: W, task: OpenTask): W {
	return { ...whole, tasks: whole.tasks.map((one) => (one.record.id === task.record.id ? task : one)) };
}

/** A record whose seal does not open: its vault's key is another one, or it was changed. */
export function SealedRecord() {
	return (
		<Notice kind="attention" title={_("No se pudo abrir")}>
			<p>{_("Se selló con otra llave, o alguien lo cambió. Avise a quien administra.")}</p>
		</Notice>
	);
}

interface WhoProps {
	open: OpenCase;
	body: CaseBody;
	onChange: (open: OpenCase) => void;
}

function Who({ open, body, onChange }: WhoProps) {
	const [editing, setEditing] = useState(false);
	return (
		<header class="contact-head">
			<h2 class="large">{body.card.name || _("Sin nombre")}</h2>
			<p class="row">
				<span class={`badge urgency-${body.urgency}`}>{urgencyName(body.urgency)}</span>
				<span class="badge">{caseState(open.record.state)}</span>
				<Button kind="quiet" icon={Pencil} onClick={() => setEditing(true)}>
					{_("Cambiar datos")}
				</Button>
			</p>
			{isOwed(body.promise) && !tookBack(body.consent, "consulta") && <PromiseLine promise={body.promise} />}
			<dl class="facts">
				<Fact label={_("Necesidades")}>{beside(body.needs.map(needName)) || _("Ninguna anotada")}</Fact>
				<Fact label={_("En el hogar")}>{householdWords(body.household)}</Fact>
				<Fact label={_("Intérprete")}>{body.interpreter ? _("Hace falta") : ""}</Fact>
				<Fact label={_("Con quién es el problema")}>{counterpartyWords(body.counterparty)}</Fact>
				<Fact label={_("Se abrió")}>
					{_("%(day)s, por %(who)s", { day: dayWords(body.opened_on), who: body.opened_by })}
				</Fact>
			</dl>
			{body.note && <blockquote class="note">{body.note}</blockquote>}
			{editing && (
				<CaseEdit
					open={open}
					body={body}
					onClose={() => setEditing(false)}
					onChange={(changed) => {
						setEditing(false);
						onChange(changed);
					}}
				/>
			)}
		</header>
	);
}
