import { HandHeart, Sprout } from "lucide";
import { useState } from "preact/hooks";
import { listMembers, type TeamMember } from "../device/members";
import type { OpenedContact } from "../device/queue";
import { type Choice, type FollowUp, overrules, refusal, routeContact } from "../device/review";
import { consentCovers, type Reason, type Track } from "../device/triage";
import { openVaults } from "../device/unlocked";
import { interestName, needName } from "./contact_words";
import { beside, daysUntil, today, trackName } from "./desk_words";
import { useDirty } from "./dirty";
import { NextStepFields, WhoField } from "./follow_up";
import { mayKeep } from "./guard";
import { _, formatList } from "./i18n";
import { useKeys } from "./keys";
import { member } from "./organisation";
import { REASON_LETTERS } from "./review_closing";
import { DeskConflict } from "./review_conflict";
import type { ReviewRecordProps } from "./review_record";
import { useAct, useAnswer } from "./server";
import { Button, CheckField, Icon, TextField } from "./ui";

const TRACKS: readonly Track[] = ["consulta", "leadership"];

/** Where the contact goes: the suggested tracks with their reasons, to be accepted or overruled. */
export function Routing({ one, onChange, onStale }: ReviewRecordProps<OpenedContact>) {
	const team = useAnswer(listMembers, []);
	const act = useAct();
	const initial = firstChoice(one);
	const [choice, setChoice] = useState<Choice>(initial);
	useDirty(JSON.stringify(choice) !== JSON.stringify(initial));
	const toggle = (track: Track) => setChoice((before) => toggled(one, before, track));
	useKeys({ c: () => toggle("consulta"), l: () => toggle("leadership") });
	const send = async (event: Event) => {
		event.preventDefault();
		const { reason, consulta, leadership } = choice;
		if (!(await mayKeep(reason, consulta.next_step, leadership.next_step))) return;
		await act.run(async () => onChange((await routeContact(one, choice)).contact));
	};
	return (
		<form class="routing" onSubmit={send} noValidate>
			<h3>{_("¿A dónde va?")}</h3>
			<Suggested one={one} />
			{TRACKS.map((track) => (
				<TrackChoice
					key={track}
					track={track}
					one={one}
					choice={choice}
					team={team.value ?? []}
					onToggle={() => toggle(track)}
					onFollowUp={(followUp) => setChoice({ ...choice, [track]: followUp })}
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
function toggled(one: OpenedContact, choice: Choice, track: Track): Choice {
	if (!consentCovers(one.body.consent, track)) return choice;
	const without = choice.tracks.filter((other) => other !== track);
	const tracks =
		without.length < choice.tracks.length
			? without
			: TRACKS.filter((other) => other === track || without.includes(other));
	return { ...choice, tracks };
}

function Suggested({ one: { suggestion } }: { one: OpenedContact }) {
	const { tracks, reasons } = suggestion;
	return (
		<div class="suggested">
			<p>
				{tracks.length > 0
					? _("Sugerencia: %(tracks)s", { tracks: formatList(tracks.map(trackName)) })
					: _("No hay sugerencia: lo que dijo no apunta a ninguna vía que haya aceptado.")}
			</p>
			<ul>
				{reasons.map((reason) => (
					<li key={`${reason.track} ${reason.code}`}>{reasonText(reason)}</li>
				))}
			</ul>
		</div>
	);
}

function reasonText({ track, code, items }: Reason): string {
	const name = trackName(track);
	const named = items.map((item) => (isInterest(item) ? interestName(item) : needName(item)));
	switch (code) {
		case "needs":
			return _("%(track)s, por sus necesidades: %(items)s", { track: name, items: beside(named) });
		case "urgent":
			return _("%(track)s, porque pidió respuesta hoy mismo", { track: name });
		case "interests":
			return _("%(track)s, porque le interesa: %(items)s", { track: name, items: beside(named) });
		case "no_consent":
			return _("%(track)s no: la persona no dijo que sí a eso", { track: name });
	}
}

function isInterest(item: Reason["items"][number]): item is Parameters<typeof interestName>[0] {
	return item === "events" || item === "meetings" || item === "volunteering" || item === "rights_training";
}

interface TrackChoiceProps {
	track: Track;
	one: OpenedContact;
	choice: Choice;
	team: readonly TeamMember[];
	onToggle: () => void;
	onFollowUp: (followUp: FollowUp) => void;
}

function TrackChoice({ track, one, choice, team, onToggle, onFollowUp }: TrackChoiceProps) {
	const allowed = consentCovers(one.body.consent, track);
	const chosen = choice.tracks.includes(track);
	return (
		<fieldset class={chosen ? "track track-chosen" : "track"}>
			<legend class="visually-hidden">{trackName(track)}</legend>
			<div class="track-head">
				<Icon of={track === "consulta" ? HandHeart : Sprout} />
				<CheckField label={trackName(track)} checked={chosen} disabled={!allowed} onChange={onToggle}>
					{allowed ? trackAbout(track) : _("No se puede: la persona no dijo que sí a esto.")}
				</CheckField>
				<kbd>{track === "consulta" ? "c" : "l"}</kbd>
			</div>
			{chosen && (
				<NextStepFields value={choice[track]} onChange={onFollowUp}>
					<WhoField
						label={_("A quién se le ofrece")}
						vault={track}
						value={choice[track].to}
						onChange={(to) => onFollowUp({ ...choice[track], to })}
						team={team}
					/>
				</NextStepFields>
			)}
		</fieldset>
	);
}

function trackAbout(track: Track): string {
	return track === "consulta"
		? _("Apoyo personal: se abre un caso.")
		: _("Eventos y participación: empieza en el primer paso de la escalera.");
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
