import { useMemo, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { handOut } from "../device/assignments";
import { type Campaign, getCampaign } from "../device/campaigns";
import { type CutTurf, listTurfs } from "../device/cutting";
import { listMembers, type TeamMember } from "../device/members";
import { AssignTurfs } from "./assign_turfs";
import { type Whereabouts, whereabouts } from "./assignment_words";
import { dayInZone, fromLocalFields } from "./days";
import { _, formatList, ngettext } from "./i18n";
import { organisation } from "./organisation";
import { doorsText } from "./places";
import { roleName } from "./roles";
import { Answered, Fault, fieldError, useAct, useAnswer } from "./server";
import { byName } from "./turf_list";
import { Button, ButtonLink, ChoiceChips, Notice, Page, Progress, showToast, TextField } from "./ui";
import "./styles/team.css";

/** Shifts end by eight in the evening: nobody knocks later. */
const USUAL_END = "20:00";

interface Handing {
	campaign: Campaign;
	turfs: CutTurf[];
	team: TeamMember[];
}

/** Handing out is a queue: a turf, who walks it, until when, next. */
export function Assign() {
	const { params, query } = useRoute();
	const { id = "" } = params;
	const answer = useAnswer<Handing>(async () => {
		const [campaign, turfs, team] = await Promise.all([getCampaign(id), listTurfs(id), listMembers()]);
		return { campaign, turfs: turfs.sort(byName), team };
	}, [id]);
	return (
		<Page title={_("Repartir zonas")} back={`/campaigns/${id}`}>
			<Answered answer={answer}>
				{(found) => <Queue {...found} first={query.turf ?? null} onChange={answer.again} />}
			</Answered>
		</Page>
	);
}

interface QueueProps extends Handing {
	/** The turf that the caller came for. */
	first: string | null;
	onChange: () => Promise<void>;
}

function Queue({ campaign, turfs, team, first, onChange }: QueueProps) {
	const [chosen, setChosen] = useState(first ?? nextFree(turfs, null));
	const turf = turfs.find(({ id }) => id === chosen);
	const out = turfs.filter((one) => stateOf(one) === "out").length;
	if (turfs.length === 0) return <NothingToHandOut campaign={campaign.id} />;
	const done = async () => {
		await onChange();
		setChosen(nextFree(turfs, chosen));
	};
	return (
		<div class="stack">
			<Progress
				value={out}
				max={turfs.length}
				label={_("Zonas repartidas")}
				text={_("%(out)s de %(all)s repartidas", { out, all: turfs.length })}
			/>
			<AssignTurfs turfs={turfs} value={chosen} onChange={setChosen} />
			{turf ? (
				<HandOutForm key={turf.id} turf={turf} campaign={campaign} team={team} onDone={done} />
			) : (
				<AllOut onMore={() => setChosen(turfs[0]?.id ?? null)} />
			)}
		</div>
	);
}

function stateOf(turf: CutTurf): Whereabouts {
	return whereabouts(turf.assignment);
}

/** The next turf after this one that nobody has, beginning again from the top. */
function nextFree(turfs: readonly CutTurf[], after: string | null): string | null {
	const start = turfs.findIndex(({ id }) => id === after) + 1;
	const queue = [...turfs.slice(start), ...turfs.slice(0, start)];
	return queue.find((turf) => turf.id !== after && stateOf(turf) !== "out")?.id ?? null;
}

function NothingToHandOut({ campaign }: { campaign: string }) {
	return (
		<Notice title={_("Todavía no hay zonas")}>
			<p>{_("Primero trace en el mapa por lo menos una.")}</p>
			<ButtonLink href={`/campaigns/${campaign}/map`}>{_("Trazar zonas")}</ButtonLink>
		</Notice>
	);
}

function AllOut({ onMore }: { onMore: () => void }) {
	return (
		<Notice kind="done" title={_("Todas las zonas están repartidas")}>
			<p>{_("Puede elegir una arriba para dársela a otra persona.")}</p>
			<Button onClick={onMore}>{_("Cambiar una")}</Button>
		</Notice>
	);
}

interface HandOutFormProps {
	turf: CutTurf;
	campaign: Campaign;
	team: TeamMember[];
	onDone: () => Promise<void>;
}

function HandOutForm({ turf, campaign, team, onDone }: HandOutFormProps) {
	const zone = organisation.value?.time_zone;
	const [people, setPeople] = useState<string[]>([]);
	const [until, setUntil] = useState(() => `${usualDay(zone)}T${USUAL_END}`);
	const act = useAct();
	const walkers = useMemo(() => orderedWalkers(team, campaign), [team, campaign]);
	const end = fromLocalFields(until, zone);
	const past = end !== null && end.getTime() <= Date.now();
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
			<h2>{turf.name}</h2>
			<p class="soft">
				{doorsText(turf.doors)}
				{turf.note && ` · ${turf.note}`}
			</p>
			<Replaces turf={turf} />
			{walkers.length === 0 ? (
				<NoWalkers />
			) : (
				<ChoiceChips
					multiple
					legend={_("Quién la camina")}
					hint={_("Una persona o varias: la comparten en sus teléfonos.")}
					options={walkers.map(({ id, alias, role }) => ({ value: id, label: walkerLabel(alias, role) }))}
					value={people}
					onChange={setPeople}
				/>
			)}
			<TextField
				type="datetime-local"
				label={_("Hasta cuándo")}
				hint={_("Hora de %(zone)s. Después, la zona se borra de los teléfonos.", { zone: zoneName(zone) })}
				value={until}
				error={untilError(end, past) ?? fieldError(act.fault, "until")}
				onInput={setUntil}
			/>
			<Fault of={act.fault} />
			<Button kind="main" type="submit" wide busy={act.busy} disabled={!end || past || people.length === 0}>
				{giveLabel(people.length)}
			</Button>
		</form>
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

/** The campaign's people first, then the others who are active; volunteers before those who lead. */
function orderedWalkers(team: readonly TeamMember[], { members }: Campaign): TeamMember[] {
	const rank = ({ id, role }: TeamMember) => Number(!members.includes(id)) * 2 + Number(role !== "volunteer");
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
	const state = stateOf(turf);
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
