import { CalendarCheck, MessageCircle, Phone } from "lucide";
import { isCallable, withOne } from "../device/calls";
import { listMembers, type TeamMember } from "../device/members";
import { fetchOwed, type Owed, type Why } from "../device/owed";
import { CallNote } from "./call_note";
import { DeskFault } from "./desk_faults";
import { beside, daysUntil, dueWords, isOverdue, today, trackName } from "./desk_words";
import { aliasOf } from "./follow_up";
import { clockWords } from "./hours_words";
import { _, formatNumber } from "./i18n";
import { type KeptList, useKeptList } from "./kept_list";
import { member } from "./organisation";
import { promiseWords } from "./promised";
import { reachLink } from "./reach";
import { useAnswer } from "./server";
import { taskKind } from "./task_words";
import { ButtonLink, Empty, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";

type Part = "answer" | "late" | "today" | "coming" | "see_to";

/** All that I owe anybody, by day, over what I may open; whoever coordinates also sees what nobody took on. */
export function Day() {
	return (
		<Page title={_("Mi día")} under={isUnlocked.value && <DeskBar />}>
			<BehindVault>{() => <Unlocked />}</BehindVault>
		</Page>
	);
}

function Unlocked() {
	const team = useAnswer(listMembers, []);
	const me = team.value?.find(({ id }) => id === member.value?.id);
	if (team.fault !== null) return <DeskFault of={team.fault} again={team.again} />;
	if (!team.value || !me) return <p class="soft">{_("Abriendo…")}</p>;
	return <Mine team={team.value} me={me} />;
}

function Mine({ team, me }: { team: readonly TeamMember[]; me: TeamMember }) {
	const asker = { id: me.id, coordinator: me.coordinator, today: today(), team };
	const owed = useAnswer(() => fetchOwed(asker), [me.id, me.coordinator]);
	const kept = useKeptList("/day", { laterOpen: false }, owed.value !== undefined);
	if (owed.fault !== null) return <DeskFault of={owed.fault} again={owed.again} />;
	if (!owed.value) return <p class="soft">{_("Abriendo…")}</p>;
	if (owed.value.length === 0)
		return (
			<Empty icon={CalendarCheck} title={_("No le debe nada a nadie")}>
				{_("Aquí aparece lo que acepte, con su fecha, y lo que alguien le ofrezca.")}
			</Empty>
		);
	const found = owed.value;
	const changed = (one: Owed) => owed.change((all) => withOne(all, one));
	return (
		<>
			{PARTS.map((part) => (
				<DayPart
					key={part}
					part={part}
					owed={found.filter((one) => partOf(one) === part)}
					team={team}
					kept={kept}
					onChange={changed}
					again={owed.again}
				/>
			))}
		</>
	);
}

const PARTS: readonly Part[] = ["answer", "late", "today", "coming", "see_to"];
const PART_WORDS: Record<Part, () => string> = {
	answer: () => _("Esperan su respuesta"),
	late: () => _("Atrasado"),
	today: () => _("Hoy"),
	coming: () => _("Lo que viene"),
	see_to: () => _("Para coordinar"),
};
/** How far the list of what is to come reaches before a tap. */
const SOON_DAYS = 7;
const TO_COORDINATE: readonly Why[] = ["unaccepted", "overdue"];

function partOf({ why, on }: Owed): Part {
	if (why === "withdrawn" || why === "offered" || why === "returned") return "answer";
	if (TO_COORDINATE.includes(why)) return "see_to";
	if (isOverdue(on)) return "late";
	return on === today() ? "today" : "coming";
}

interface DayPartProps {
	part: Part;
	owed: readonly Owed[];
	team: readonly TeamMember[];
	kept: KeptList<{ laterOpen: boolean }>;
	onChange: (one: Owed) => void;
	again: () => void;
}

function DayPart({ part, owed, kept, ...rest }: DayPartProps) {
	if (owed.length === 0) return null;
	// A day's work is not found behind that of the weeks to come.
	const later = part === "coming" ? owed.filter(isLater) : [];
	const soon = owed.filter((one) => !later.includes(one));
	return (
		<section class="day-part">
			<h2>
				{PART_WORDS[part]()} <span class="soft">{owed.length}</span>
			</h2>
			<Rows owed={soon} {...rest} />
			{later.length > 0 && (
				<details
					open={kept.filter.laterOpen}
					onToggle={({ currentTarget }) => kept.setFilter({ laterOpen: currentTarget.open })}
				>
					<summary>{_("Más adelante o sin fecha: %(n)s", { n: formatNumber(later.length) })}</summary>
					<Rows owed={later} {...rest} />
				</details>
			)}
		</section>
	);
}

function isLater({ on }: Owed): boolean {
	return on === null || daysUntil(on) > SOON_DAYS;
}

function Rows({ owed, ...rest }: Omit<DayPartProps, "part" | "kept">) {
	if (owed.length === 0) return null;
	return (
		<ul class="record-list">
			{owed.map((one) => (
				<li key={one.id} class="owed">
					<Row one={one} {...rest} />
				</li>
			))}
		</ul>
	);
}

function Row({ one, team, ...rest }: Omit<DayPartProps, "part" | "owed" | "kept"> & { one: Owed }) {
	const path = one.track === "consulta" ? "/cases" : "/ladder";
	const answers = partOf(one) === "answer";
	return (
		<>
			<a class="record-link" href={one.of ? `${path}/${one.of}` : path}>
				<span>
					<strong>{one.name || _("Sin nombre")}</strong>
					<small>
						{beside([trackName(one.track), one.task ? taskKind(one.task) : "", one.text].filter(Boolean))}
					</small>
					{one.promise && <small class="promise">{promiseWords(one.promise)}</small>}
					<small class={isOverdue(one.on) ? "attention" : ""}>
						{beside(
							[
								one.why === "withdrawn" ? "" : dueWords(one.on),
								clockWords(one.time),
								whyWords(one, team),
							].filter(Boolean),
						)}
					</small>
				</span>
			</a>
			<span class="owed-acts">
				<Reach one={one} />
				{!answers && isCallable(one) && <CallNote one={one} {...rest} />}
			</span>
		</>
	);
}

function whyWords({ why, offered_to, assignee }: Owed, team: readonly TeamMember[]): string {
	switch (why) {
		case "withdrawn":
			return _("Retiró su permiso: hay que parar");
		case "offered":
			return _("Se lo ofrecen a usted");
		case "returned":
			return _("Lo devolvieron");
		case "unaccepted":
			return _("Nadie lo lleva");
		case "overdue":
			return offered_to === null
				? _("Lo lleva %(name)s", { name: aliasOf(team, assignee) })
				: _("Se le ofreció a %(name)s", { name: aliasOf(team, offered_to) });
		case "mine":
			return "";
	}
}

/** A call or a message, by the channel that the person chose and with an app of this device. */
function Reach({ one: { phone, channel, name } }: { one: Owed }) {
	const href = reachLink(phone, channel);
	if (href === null) return null;
	const who = name || _("Sin nombre");
	return (
		<ButtonLink
			kind="quiet"
			icon={channel === "call" ? Phone : MessageCircle}
			href={href}
			label={
				channel === "call" ? _("Llamar a %(name)s", { name: who }) : _("Escribir a %(name)s", { name: who })
			}
		/>
	);
}
