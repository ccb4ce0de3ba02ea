import { useMemo, useState } from "preact/hooks";
import { handOut } from "../device/assignments";
import type { Campaign } from "../device/campaigns";
import type { CutTurf } from "../device/cutting";
import type { TeamMember } from "../device/members";
import { assignmentWords, whereabouts } from "./assignment_words";
import { dayInZone, fromLocalFields } from "./days";
import { goodForText } from "./good_for";
import { _, formatList, ngettext } from "./i18n";
import { organisation } from "./organisation";
import { doorsText } from "./places";
import { roleName } from "./roles";
import { Fault, fieldError, useAct } from "./server";
import { TurfCode } from "./turf_code";
import { Button, ButtonLink, ChoiceChips, Notice, showToast, TextField } from "./ui";

/** Shifts end by eight in the evening: nobody knocks later. */
const USUAL_END = "20:00";

interface HandOutFormProps {
	turf: CutTurf;
	campaign: Campaign;
	team: TeamMember[];
	onDone: () => Promise<void>;
}

/** Hands one turf out: who walks it, and until when. */
export function HandOutForm({ turf, campaign, team, onDone }: HandOutFormProps) {
	const [people, setPeople] = useState<string[]>([]);
	const until = useUntil();
	const { end, past } = until;
	const act = useAct();
	const give = (event: Event) => {
		event.preventDefault();
		if (!end || past || people.length === 0) return;
		return act.run(async () => {
			const { members } = await handOut(turf.id, people, end.toISOString());
			const names = formatList(members.map(({ alias }) => alias));
			showToast({ text: _("«%(turf)s» es de %(people)s", { turf: turf.name, people: names }) });
			await onDone();
		});
	};
	return (
		<form class="card" onSubmit={give} noValidate>
			<TurfHead turf={turf} />
			<Walkers team={team} campaign={campaign} value={people} onChange={setPeople} />
			<UntilField until={until} fault={act.fault} />
			<Fault of={act.fault} />
			<Button kind="main" type="submit" wide busy={act.busy} disabled={!end || past || people.length === 0}>
				{giveLabel(people.length)}
			</Button>
		</form>
	);
}

/** When the turf comes back, as it is typed. */
export interface Until {
	text: string;
	set: (text: string) => void;
	/** Null while it is no time. */
	end: Date | null;
	past: boolean;
}

/** Begins with this evening. */
export function useUntil(): Until {
	const zone = organisation.value?.time_zone;
	const [text, set] = useState(() => `${usualDay(zone)}T${USUAL_END}`);
	const end = fromLocalFields(text, zone);
	return { text, set, end, past: end !== null && end.getTime() <= Date.now() };
}

export function UntilField({ until: { text, set, end, past }, fault }: { until: Until; fault: unknown }) {
	const zone = organisation.value?.time_zone;
	return (
		<TextField
			type="datetime-local"
			label={_("Hasta cuándo")}
			hint={_("Hora de %(zone)s. Después, la zona se borra de los teléfonos.", { zone: zoneName(zone) })}
			value={text}
			error={untilError(end, past) ?? fieldError(fault, "until")}
			onInput={set}
		/>
	);
}

function TurfHead({ turf }: { turf: CutTurf }) {
	return (
		<>
			<h2>{turf.name}</h2>
			<p class="soft">
				{doorsText(turf.doors)}
				{turf.note && ` · ${turf.note}`}
			</p>
			{turf.good_for.length > 0 && <p>{goodForText(turf.good_for)}</p>}
			<p>{assignmentWords(turf.assignment)}</p>
			<Replaces turf={turf} />
			<TurfCode turf={turf} />
		</>
	);
}

interface WalkersProps {
	team: readonly TeamMember[];
	campaign: Campaign;
	value: string[];
	onChange: (members: string[]) => void;
}

/** Who walks: volunteers first. */
export function Walkers({ team, campaign, value, onChange }: WalkersProps) {
	const walkers = useMemo(() => orderedWalkers(team, campaign), [team, campaign]);
	if (walkers.length === 0) return <NoWalkers />;
	return (
		<ChoiceChips
			multiple
			legend={_("Quién la camina")}
			hint={_("Una persona o varias: la comparten en sus teléfonos.")}
			options={walkers.map(({ id, alias, role }) => ({ value: id, label: walkerLabel(alias, role) }))}
			value={value}
			onChange={onChange}
		/>
	);
}

function giveLabel(n: number): string {
	if (n === 0) return _("Elija quién la camina");
	return ngettext("Entregar a %(n)s persona", "Entregar a %(n)s personas", n, { n });
}

function untilError(end: Date | null, past: boolean): string | undefined {
	if (end === null) return _("Diga un día y una hora.");
	return past ? _("Esa hora ya pasó.") : undefined;
}

/** Today, or tomorrow once the evening has come. */
function usualDay(zone: string | undefined): string {
	const today = fromLocalFields(`${dayInZone(zone)}T${USUAL_END}`, zone);
	return dayInZone(zone, today && today.getTime() > Date.now() ? 0 : 1);
}

/** "New York": the last part of the zone's name, as cities are. */
function zoneName(zone: string | undefined): string {
	return (
		(zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone).split("/").at(-1)?.replaceAll("_", " ") ?? ""
	);
}

/** Volunteers before those who lead, each with the campaign's people first: many are invited after it was made. */
function orderedWalkers(team: readonly TeamMember[], { members }: Campaign): TeamMember[] {
	const rank = ({ id, role }: TeamMember) => Number(role !== "volunteer") * 2 + Number(!members.includes(id));
	return team
		.filter(({ active }) => active)
		.sort((a, b) => rank(a) - rank(b) || a.alias.localeCompare(b.alias));
}

function walkerLabel(alias: string, role: TeamMember["role"]): string {
	return role === "volunteer" ? alias : `${alias} · ${roleName(role)}`;
}

function NoWalkers() {
	return (
		<Notice>
			<p>{_("Todavía no hay nadie a quien entregarla.")}</p>
			<ButtonLink href="/people">{_("Invitar al equipo")}</ButtonLink>
		</Notice>
	);
}

/** Handing out anew takes a turf from whoever has it: that is said before. */
function Replaces({ turf }: { turf: CutTurf }) {
	const state = whereabouts(turf.assignment);
	if (!turf.assignment || (state !== "out" && state !== "overdue")) return null;
	const people = formatList(turf.assignment.members.map(({ alias }) => alias));
	return (
		<Notice kind="attention">
			<p>
				{_("La tiene %(people)s. Al entregarla de nuevo, deja de verla; lo que anotó se sigue enviando.", {
					people,
				})}
			</p>
		</Notice>
	);
}
