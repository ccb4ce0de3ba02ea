import { ListOrdered, Sprout } from "lucide";
import { listLadder, type OpenPerson } from "../device/ladder";
import { listMembers, type TeamMember } from "../device/members";
import { getSteps } from "../device/steps";
import { DeskFault } from "./desk_faults";
import { dueWords, isOverdue } from "./desk_words";
import { aliasOf } from "./follow_up";
import { _ } from "./i18n";
import { member } from "./organisation";
import { useAnswer } from "./server";
import { stepName } from "./step_words";
import { ButtonLink, Empty, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";
import "./styles/ladder.css";

/** The ladder of engagement: a board on a laptop, a list by steps on a phone. */
export function Ladder() {
	return (
		<Page title={_("Escalera de liderazgo")} width="wide" under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="leadership">{() => <Unlocked />}</BehindVault>
			{member.value?.role === "administrator" && (
				<ButtonLink kind="quiet" icon={ListOrdered} href="/ladder/steps">
					{_("Cambiar los pasos")}
				</ButtonLink>
			)}
		</Page>
	);
}

function Unlocked() {
	const people = useAnswer(listLadder, []);
	const steps = useAnswer(getSteps, []);
	const team = useAnswer(listMembers, []);
	if (people.fault !== null) return <DeskFault of={people.fault} again={people.again} />;
	if (steps.fault !== null) return <DeskFault of={steps.fault} again={steps.again} />;
	if (!people.value || !steps.value) return <p class="soft">{_("Abriendo…")}</p>;
	if (people.value.length === 0) return <NoPeople />;
	const found = people.value;
	const named = steps.value.items;
	return (
		<div class="board">
			{codesShown(
				named.filter(({ retired }) => !retired).map(({ code }) => code),
				found,
			).map((code) => (
				<StepColumn
					key={code}
					code={code}
					name={stepName(named, code)}
					people={found.filter(({ record }) => record.step === code)}
					team={team.value ?? []}
				/>
			))}
		</div>
	);
}

/** The steps in use, and behind them any other on which somebody stands: nobody falls off the board. */
function codesShown(live: readonly string[], people: readonly OpenPerson[]): string[] {
	return [...new Set([...live, ...people.map(({ record }) => record.step)])];
}

function NoPeople() {
	return (
		<Empty icon={Sprout} title={_("Todavía no hay nadie en la escalera")}>
			{_("Cada persona empieza en el primer encuentro, cuando alguien la encamina desde «Revisión».")}
		</Empty>
	);
}

interface StepColumnProps {
	code: string;
	name: string;
	people: readonly OpenPerson[];
	team: readonly TeamMember[];
}

function StepColumn({ code, name, people, team }: StepColumnProps) {
	return (
		<section class="board-step" aria-labelledby={`step-${code}`}>
			<h2 id={`step-${code}`}>
				{name} <span class="soft">{people.length}</span>
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
