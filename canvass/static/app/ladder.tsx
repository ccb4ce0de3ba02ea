import { Sprout } from "lucide";
import { listLadder, type OpenPerson, STEPS, type Step } from "../device/ladder";
import { listMembers, type TeamMember } from "../device/members";
import { DeskFault } from "./desk_faults";
import { dueWords, isOverdue, stepName } from "./desk_words";
import { aliasOf } from "./follow_up";
import { _ } from "./i18n";
import { useAnswer } from "./server";
import { Empty, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";
import "./styles/ladder.css";

/** The ladder of engagement: a board on a laptop, a list by steps on a phone. */
export function Ladder() {
	return (
		<Page title={_("Escalera de liderazgo")} width="wide" under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="leadership">{() => <Unlocked />}</BehindVault>
		</Page>
	);
}

function Unlocked() {
	const people = useAnswer(listLadder, []);
	const team = useAnswer(listMembers, []);
	if (people.fault !== null) return <DeskFault of={people.fault} again={people.again} />;
	if (!people.value) return <p class="soft">{_("Abriendo…")}</p>;
	if (people.value.length === 0) return <NoPeople />;
	const found = people.value;
	return (
		<div class="board">
			{STEPS.map((step) => (
				<StepColumn
					key={step}
					step={step}
					people={found.filter(({ record }) => record.step === step)}
					team={team.value ?? []}
				/>
			))}
		</div>
	);
}

function NoPeople() {
	return (
		<Empty icon={Sprout} title={_("Todavía no hay nadie en la escalera")}>
			{_("Cada persona empieza en el primer encuentro, cuando alguien la encamina desde «Revisión».")}
		</Empty>
	);
}

interface StepColumnProps {
	step: Step;
	people: readonly OpenPerson[];
	team: readonly TeamMember[];
}

function StepColumn({ step, people, team }: StepColumnProps) {
	return (
		<section class="board-step" aria-labelledby={`step-${step}`}>
			<h2 id={`step-${step}`}>
				{stepName(step)} <span class="soft">{people.length}</span>
			</h2>
			<ul>
				{people.map((one) => (
					<li key={one.record.id}>
						<PersonOnStep one={one} team={team} />
					</li>
				))}
			</ul>
		</section>
	);
}

function PersonOnStep({ one: { record, body }, team }: { one: OpenPerson; team: readonly TeamMember[] }) {
	return (
		<a class="board-person" href={`/ladder/${record.id}`}>
			<strong>{body ? body.card.name || _("Sin nombre") : _("No se pudo abrir")}</strong>
			{body?.next_step && <span>{body.next_step}</span>}
			<small class={isOverdue(record.next_on) ? "attention" : ""}>{dueWords(record.next_on)}</small>
			<small>{aliasOf(team, record.assignee)}</small>
		</a>
	);
}
