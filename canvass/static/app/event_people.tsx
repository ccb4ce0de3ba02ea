import { Phone } from "lucide";
import { useState } from "preact/hooks";
import { addReply, type Invitation, mayInvite, type ReplyBody, type Said } from "../device/invitations";
import type { OpenPerson } from "../device/ladder";
import { hasWords } from "../device/plain";
import { ActFault } from "./desk_faults";
import { beside } from "./desk_words";
import { EventNeedsForm } from "./event_needs";
import { answerName, codeWords, needsWords } from "./event_words";
import { _ } from "./i18n";
import { reachLink } from "./reach";
import { useAct } from "./server";
import { Button, ButtonLink, ChoiceChips, Empty, TextField } from "./ui";

type Show = "all" | "unknown" | "coming" | "not_coming" | "came";
const SHOWS: readonly Show[] = ["all", "unknown", "coming", "not_coming", "came"];

interface EventPeopleProps {
	gathering: string;
	people: readonly OpenPerson[];
	invitations: ReadonlyMap<string, Invitation>;
	onReply: (reply: ReplyBody) => void;
}

/** Who is invited: what they answered, what they need, whether they came. */
export function EventPeople({ gathering, people, invitations, onReply }: EventPeopleProps) {
	const [show, setShow] = useState<Show>("all");
	const [words, setWords] = useState("");
	const invited = people.flatMap((person) => {
		const invitation = invitations.get(person.record.id);
		return invitation ? [{ person, invitation }] : [];
	});
	if (invited.length === 0)
		return (
			<Empty title={_("Todavía no se ha invitado a nadie")}>
				{_("Solo se invita a quien dijo que sí a que se le avise de eventos.")}
			</Empty>
		);
	const shown = invited.filter(
		({ person, invitation }) =>
			isOf(invitation, show) && hasWords([person.body?.card.name, person.body?.card.phone], words),
	);
	return (
		<section>
			<h3>{_("Invitaciones")}</h3>
			<TextField label={_("Buscar")} type="search" value={words} onInput={setWords} />
			<ChoiceChips
				legend={_("A quiénes se muestra")}
				legendHidden
				value={show}
				onChange={setShow}
				options={SHOWS.map((value) => ({
					value,
					label: `${showName(value)} ${invited.filter(({ invitation }) => isOf(invitation, value)).length}`,
				}))}
			/>
			<ul class="tasks">
				{shown.map(({ person, invitation }) => (
					<li key={person.record.id} class="task">
						<Invited gathering={gathering} person={person} invitation={invitation} onReply={onReply} />
					</li>
				))}
			</ul>
		</section>
	);
}

function isOf({ answer, came }: Invitation, show: Show): boolean {
	return show === "all" || (show === "came" ? came : answer === show);
}

function showName(show: Show): string {
	if (show === "all") return _("Todas");
	return show === "came" ? _("Vino") : answerName(show);
}

interface InvitedProps {
	gathering: string;
	person: OpenPerson;
	invitation: Invitation;
	onReply: (reply: ReplyBody) => void;
}

function Invited({ gathering, person, invitation, onReply }: InvitedProps) {
	const [asking, setAsking] = useState(false);
	const act = useAct();
	const { record, body } = person;
	const name = body?.card.name || _("Sin nombre");
	const say = (said: Said) => act.run(async () => onReply(await addReply(gathering, record.id, said)));
	const call = mayInvite(person) ? reachLink(body?.card.phone ?? "", "call") : null;
	return (
		<>
			<p>
				<a href={`/ladder/${record.id}`}>{name}</a>
				<small>
					{beside([
						answerName(invitation.answer),
						...(invitation.came ? [_("Vino")] : []),
						_("Tarjeta %(code)s", { code: codeWords(invitation.codes.at(-1) ?? "") }),
					])}
				</small>
				{needsWords(invitation) && <small>{needsWords(invitation)}</small>}
				{!mayInvite(person) && (
					<small class="attention">{_("Ya no permite que se le avise de eventos: no le llame.")}</small>
				)}
			</p>
			<div class="row">
				{call && (
					<ButtonLink kind="quiet" icon={Phone} href={call} label={_("Llamar a %(name)s", { name })} />
				)}
				<Button
					busy={act.busy}
					pressed={invitation.answer === "coming"}
					label={_("%(name)s: viene", { name })}
					onClick={() => say({ answer: invitation.answer === "coming" ? "unknown" : "coming" })}
				>
					{_("Viene")}
				</Button>
				<Button
					busy={act.busy}
					pressed={invitation.answer === "not_coming"}
					label={_("%(name)s: no viene", { name })}
					onClick={() => say({ answer: invitation.answer === "not_coming" ? "unknown" : "not_coming" })}
				>
					{_("No viene")}
				</Button>
				<Button kind="quiet" label={_("%(name)s: qué necesita", { name })} onClick={() => setAsking(true)}>
					{_("Qué necesita")}
				</Button>
			</div>
			<ActFault of={act.fault} />
			{asking && (
				<EventNeedsForm
					name={name}
					needs={invitation.needs}
					onClose={() => setAsking(false)}
					save={async (needs) => {
						onReply(await addReply(gathering, record.id, { needs, answer: "coming" }));
						setAsking(false);
					}}
				/>
			)}
		</>
	);
}
