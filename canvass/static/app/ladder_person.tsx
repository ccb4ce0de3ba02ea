import { ArrowUpRight } from "lucide";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { tookBack } from "../device/agreed";
import type { LadderBody } from "../device/bodies";
import {
	addLadderNote,
	changePerson,
	getPerson,
	LADDER,
	type LadderRecord,
	type OpenPerson,
	openPerson,
	wayOf,
} from "../device/ladder";
import { listMembers } from "../device/members";
import type { Note, NoteKind } from "../device/notes";
import { isOwed, noteReached } from "../device/promised";
import { getSteps, type LadderStep } from "../device/steps";
import { LADDER_TASKS } from "../device/tasks";
import { SealedRecord } from "./case";
import { interestName } from "./contact_words";
import { DeskFault } from "./desk_faults";
import { beside, dayWords, trackName } from "./desk_words";
import { ErasePerson } from "./erase_person";
import { FollowUpForm } from "./follow_up_form";
import { _ } from "./i18n";
import { LadderMove } from "./ladder_move";
import { Notes } from "./notes";
import { OfferedToMe, Owner } from "./owner";
import { ConsentWords, Fact, PersonCard } from "./person_card";
import { PromiseLine } from "./promised";
import { Reached } from "./reached";
import { RosterCard } from "./roster_card";
import { useAnswer } from "./server";
import { stepName } from "./step_words";
import { StoppedNotice } from "./stopped_notice";
import { Tasks } from "./tasks";
import { Button, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";

/** One person on the ladder: the way so far, what comes next, what was noted. */
export function LadderPerson() {
	const { id = "" } = useRoute().params;
	return (
		<Page title={_("En la escalera")} back="/ladder" width="wide" under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="leadership">{() => <Unlocked key={id} id={id} />}</BehindVault>
		</Page>
	);
}

function Unlocked({ id }: { id: string }) {
	const found = useAnswer(() => getPerson(id), [id]);
	const team = useAnswer(listMembers, []);
	const steps = useAnswer(getSteps, []);
	const { route } = useLocation();
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (steps.fault !== null) return <DeskFault of={steps.fault} again={steps.again} />;
	if (!found.value || !steps.value) return <p class="soft">{_("Abriendo…")}</p>;
	const { notes, tasks, ...open } = found.value;
	const { body } = open;
	if (!body) return <SealedRecord />;
	// What was added meanwhile stays, whichever came first.
	const change = (changed: OpenPerson) => found.change((before) => ({ ...before, ...changed }));
	const add = (text: string, kind: NoteKind) => addLadderNote(id, text, kind);
	const noted = (note: Note) => found.change((before) => ({ ...before, notes: [...before.notes, note] }));
	const carried = { of: LADDER, open, team: team.value ?? [], onChange: change, onNote: noted };
	return (
		<div class="sections">
			<article class="contact">
				<StoppedNotice track="leadership" consent={body.consent} />
				<OfferedToMe {...carried} />
				<Who
					open={open}
					body={body}
					notes={notes}
					steps={steps.value.items}
					onChange={change}
					onMoved={(moved, note) => {
						change(moved);
						noted(note);
					}}
				/>
				<PersonCard card={body.card} />
				<ConsentWords consent={body.consent} />
				<RosterCard person={id} notes={notes} onNote={noted} />
			</article>
			<div class="stack">
				<Owner {...carried} />
				<Reached
					contact={body.contact}
					notes={notes}
					note={async (text) => {
						const reached = await noteReached<LadderRecord, LadderBody>(LADDER, open, text);
						change(reached.open);
						noted(reached.note);
					}}
				/>
				<Tasks
					of={LADDER_TASKS}
					record={id}
					tasks={tasks}
					team={team.value ?? []}
					onChange={(changed) => found.change((before) => ({ ...before, tasks: changed }))}
					onNote={noted}
				/>
				<FollowUpForm
					open={open}
					body={body}
					live
					save={changePerson}
					reopen={openPerson}
					onChange={change}
				/>
				<Notes
					notes={notes.filter(({ body: note }) => note?.kind !== "move" && note?.kind !== "roster")}
					add={(text) => add(text, "note")}
					onAdded={noted}
				/>
				<ErasePerson
					from="ladder"
					id={id}
					name={body.card.name || _("Sin nombre")}
					onErased={() => route("/ladder")}
				/>
			</div>
		</div>
	);
}

interface WhoProps {
	open: OpenPerson;
	body: LadderBody;
	notes: readonly Note[];
	steps: readonly LadderStep[];
	onChange: (open: OpenPerson) => void;
	onMoved: (open: OpenPerson, note: Note) => void;
}

function Who({ open, body, notes, steps, onChange, onMoved }: WhoProps) {
	const [moving, setMoving] = useState(false);
	return (
		<header class="contact-head">
			<h2 class="large">{body.card.name || _("Sin nombre")}</h2>
			<p class="row">
				<span class="badge badge-live">{stepName(steps, open.record.step)}</span>
				{body.only_events && <span class="badge">{trackName("events")}</span>}
				<Button icon={ArrowUpRight} onClick={() => setMoving(true)}>
					{_("Mover de paso")}
				</Button>
			</p>
			{isOwed(body.promise) && !tookBack(body.consent, "leadership") && (
				<PromiseLine promise={body.promise} />
			)}
			<dl class="facts">
				<Fact label={_("Le interesa")}>{beside(body.interests.map(interestName))}</Fact>
			</dl>
			<h3>{_("El camino")}</h3>
			<ol class="notes">
				{wayOf(body, notes).map((move, index) => (
					<li key={`${index} ${move.step}`}>
						<small>
							{dayWords(move.on)}, {move.by}
						</small>
						<p>
							<strong>{stepName(steps, move.step)}</strong>
							{move.note && `: ${move.note}`}
						</p>
					</li>
				))}
			</ol>
			{moving && (
				<LadderMove
					open={open}
					steps={steps}
					onClose={() => setMoving(false)}
					onChange={(moved) => {
						setMoving(false);
						onChange(moved);
					}}
					onMoved={(moved, note) => {
						setMoving(false);
						onMoved(moved, note);
					}}
				/>
			)}
		</header>
	);
}
