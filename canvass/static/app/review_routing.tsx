import { CalendarDays, HandHeart, PhoneCall, Sprout } from "lucide";
import { useState } from "preact/hooks";
import { listMembers, type TeamMember } from "../device/members";
import type { OpenedContact } from "../device/queue";
import { type Choice, type FollowUp, overrules, refusal, routeContact } from "../device/review";
import { consentCovers, type Destination, type Track } from "../device/triage";
import { openVaults } from "../device/unlocked";
import { daysUntil, today, trackName } from "./desk_words";
import { useDirty } from "./dirty";
import { NextStepFields, WhoField } from "./follow_up";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { useKeys } from "./keys";
import { hotlineHref, member, organisation } from "./organisation";
import { REASON_LETTERS } from "./review_closing";
import { DeskConflict } from "./review_conflict";
import { useHour, withHour } from "./review_hours";
import type { ReviewRecordProps } from "./review_record";
import { Suggested } from "./review_suggestion";
import { useAct, useAnswer } from "./server";
import { Button, ButtonLink, CheckField, Icon, TextField } from "./ui";

const DESTINATIONS: readonly Destination[] = ["line", "consulta", "leadership", "events"];

/** Where the contact goes: the suggested tracks with their reasons, to be accepted or overruled. */
export function Routing({ one, onChange, onStale }: ReviewRecordProps<OpenedContact>) {
	const team = useAnswer(listMembers, []);
	const act = useAct();
	const hour = useHour(one);
	const initial = firstChoice(one);
	// The campaign's rules may come behind the contact: what nobody has touched yet follows what they suggest.
	const [touched, setChoice] = useState<Choice | null>(null);
	const choice = touched ?? initial;
	useDirty(JSON.stringify(choice) !== JSON.stringify(initial));
	const toggle = (to: Destination) => setChoice((before) => toggled(one, before ?? initial, to));
	useKeys({
		a: () => toggle("line"),
		c: () => toggle("consulta"),
		l: () => toggle("leadership"),
		e: () => toggle("events"),
	});
	const send = async (event: Event) => {
		event.preventDefault();
		const { reason, consulta, leadership } = choice;
		if (!(await mayKeep(reason, consulta.next_step, leadership.next_step))) return;
		await act.run(async () => onChange((await routeContact(one, withHour(choice, hour))).contact));
	};
	return (
		<form class="routing" onSubmit={send} noValidate>
			<h3>{_("¿A dónde va?")}</h3>
			<Suggested one={one} />
			{DESTINATIONS.map((to) => (
				<TrackChoice
					key={to}
					to={to}
					one={one}
					choice={choice}
					team={team.value ?? []}
					onToggle={() => toggle(to)}
					onFollowUp={(track, followUp) => setChoice({ ...choice, [track]: followUp })}
				/>
			))}
			<WhyOtherwise one={one} choice={choice} onChange={(reason) => setChoice({ ...choice, reason })} />
			<DeskConflict of={act} onCurrent={onChange} onStale={onStale} />
			<Button kind="main" type="submit" wide busy={act.busy} disabled={refusal(one, choice) !== null}>
				{_("Encaminar")}
			</Button>
		</form>
	);
}

function firstChoice(one: OpenedContact): Choice {
	const late = one.dueOn !== null && daysUntil(one.dueOn) < 0;
	// Who routes keeps what they can open, unless they offer it to somebody else.
	const to = (track: Track) => (openVaults().has(track) ? (member.value?.id ?? null) : null);
	return {
		tracks: one.suggestion.tracks,
		reason: "",
		consulta: { next_step: "", next_on: late ? today() : one.dueOn, to: to("consulta") },
		leadership: { next_step: "", next_on: null, to: to("leadership") },
	};
}

/** A track that the person did not agree to stays out, whoever presses the key. */
function toggled(one: OpenedContact, choice: Choice, to: Destination): Choice {
	if (!consentCovers(one.body.consent, to)) return choice;
	const without = choice.tracks.filter((other) => other !== to);
	if (without.length < choice.tracks.length) return { ...choice, tracks: without };
	// Events alone are less than the whole ladder: it is one or the other.
	const instead = to === "events" ? "leadership" : to === "leadership" ? "events" : null;
	const kept = without.filter((other) => other !== instead);
	return { ...choice, tracks: DESTINATIONS.filter((other) => other === to || kept.includes(other)) };
}

interface TrackChoiceProps {
	to: Destination;
	one: OpenedContact;
	choice: Choice;
	team: readonly TeamMember[];
	onToggle: () => void;
	onFollowUp: (track: Track, followUp: FollowUp) => void;
}

const FACES = {
	line: { icon: PhoneCall, key: "a" },
	consulta: { icon: HandHeart, key: "c" },
	leadership: { icon: Sprout, key: "l" },
	events: { icon: CalendarDays, key: "e" },
};

function TrackChoice({ to, one, choice, team, onToggle, onFollowUp }: TrackChoiceProps) {
	const allowed = consentCovers(one.body.consent, to);
	const chosen = choice.tracks.includes(to);
	const { icon, key } = FACES[to];
	// Who comes for events alone stands on the ladder, too.
	const track = to === "events" ? "leadership" : to;
	return (
		<fieldset class={chosen ? "track track-chosen" : "track"}>
			<legend class="visually-hidden">{trackName(to)}</legend>
			<div class="track-head">
				<Icon of={icon} />
				<CheckField label={trackName(to)} checked={chosen} disabled={!allowed} onChange={onToggle}>
					{allowed ? trackAbout(to) : _("No se puede: la persona no dijo que sí a esto.")}
				</CheckField>
				<kbd>{key}</kbd>
			</div>
			{chosen && track === "line" && <CallNow />}
			{chosen && track !== "line" && (
				<NextStepFields value={choice[track]} onChange={(next) => onFollowUp(track, next)}>
					<WhoField
						label={_("A quién se le ofrece")}
						vault={track}
						value={choice[track].to}
						onChange={(who) => onFollowUp(track, { ...choice[track], to: who })}
						team={team}
					/>
				</NextStepFields>
			)}
		</fieldset>
	);
}

function CallNow() {
	const hotline = organisation.value?.hotline;
	return (
		<div class="follow-up">
			<p>{_("Llame ahora, antes de guardar. Al guardar queda anotado que se avisó a la Línea.")}</p>
			{hotline && (
				<ButtonLink icon={PhoneCall} href={hotlineHref(hotline)}>
					{_("Línea: %(number)s", { number: hotline })}
				</ButtonLink>
			)}
		</div>
	);
}

function trackAbout(to: Destination): string {
	switch (to) {
		case "line":
			return _("Una crisis: no puede esperar a que alguien la llame.");
		case "consulta":
			return _("Apoyo personal: se abre un caso.");
		case "leadership":
			return _("Eventos y participación: empieza en el primer paso de la escalera.");
		case "events":
			return _("Se le avisa de eventos, y nada más.");
	}
}

interface WhyOtherwiseProps {
	one: OpenedContact;
	choice: Choice;
	onChange: (reason: string) => void;
}

function WhyOtherwise({ one, choice, onChange }: WhyOtherwiseProps) {
	if (choice.tracks.length === 0)
		return <p class="soft">{_("Elija al menos una vía, o cierre sin seguimiento.")}</p>;
	if (!overrules(one, choice.tracks)) return null;
	return (
		<TextField
			label={_("Por qué no lo sugerido")}
			hint={_("Hace falta una razón para decidir otra cosa.")}
			value={choice.reason}
			maxLength={REASON_LETTERS}
			autoCapitalize="sentences"
			onInput={onChange}
		/>
	);
}
