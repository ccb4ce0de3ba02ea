import { CalendarHeart, ListOrdered, Siren, Sprout, UserPlus } from "lucide";
import { useMemo, useRef, useState } from "preact/hooks";
import { tookBack } from "../device/agreed";
import { LADDER, listLadderAndNotices, type OpenPerson } from "../device/ladder";
import { listMembers, type TeamMember } from "../device/members";
import { listNotes, type NoteBody } from "../device/notes";
import { lastHeard, quietDays } from "../device/quiet";
import { getSteps, type LadderStep } from "../device/steps";
import { LADDER_TASKS, listDoneTasks, type OpenTask } from "../device/tasks";
import { DeskFault } from "./desk_faults";
import { dueWords, isOverdue, today } from "./desk_words";
import { aliasOf } from "./follow_up";
import { _, locale, ngettext } from "./i18n";
import { useKeptList } from "./kept_list";
import { useKeys } from "./keys";
import { KeysHelp, peopleKeys } from "./keys_help";
import { LadderCame } from "./ladder_came";
import { type Filter, holds, isShown, quietFirst, SHOWS, type Show } from "./ladder_filter";
import { member } from "./organisation";
import { useAnswer } from "./server";
import { stepName } from "./step_words";
import { ButtonLink, ChoiceChips, Empty, Page, TextField, WindowedList } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import { WithdrawalNotices } from "./withdrawal_notices";
import "./styles/desk.css";
import "./styles/ladder.css";

const CARD = 96;
const LINE = 24;
/** Letters that a line of its text, and one of its small print, holds: in a column of the board, in a list as wide as a phone. */
const IN_COLUMN = [20, 25] as const;
const IN_LIST = [32, 38] as const;
const EVERYBODY: Filter = { show: "all", words: "" };
type Fits = readonly [number, number];

/** The ladder of engagement: a board on a laptop, a list by steps on a phone. */
export function Ladder() {
	return (
		<Page title={_("Escalera de liderazgo")} width="wide" under={isUnlocked.value && <DeskBar />}>
			<nav class="row ladder-ways" aria-label={_("Más de la escalera")}>
				<ButtonLink icon={Siren} href="/ladder/roster">
					{_("Red de respuesta")}
				</ButtonLink>
				<ButtonLink icon={CalendarHeart} href="/ladder/events">
					{_("Eventos")}
				</ButtonLink>
				<ButtonLink icon={UserPlus} href="/table">
					{_("Agregar un contacto")}
				</ButtonLink>
			</nav>
			<BehindVault vault="leadership">{() => <Unlocked />}</BehindVault>
			{member.value?.role === "administrator" && (
				<ButtonLink kind="quiet" icon={ListOrdered} href="/ladder/steps">
					{_("Cambiar los pasos")}
				</ButtonLink>
			)}
		</Page>
	);
}

/** What is shown first; what was noted is opened behind it, to find of whom nothing was heard. */
function Unlocked() {
	const found = useAnswer(listLadderAndNotices, []);
	const people = found.value?.records;
	const steps = useAnswer(getSteps, []);
	const team = useAnswer(listMembers, []);
	const noted = useAnswer(() => Promise.all([listNotes(LADDER), listDoneTasks(LADDER_TASKS)]), []);
	const quiet = useMemo(
		() => whoIsQuiet(people ?? [], steps.value?.items ?? [], noted.value),
		[people, steps.value, noted.value],
	);
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (steps.fault !== null) return <DeskFault of={steps.fault} again={steps.again} />;
	if (!found.value || !people || !steps.value) return <p class="soft">{_("Abriendo…")}</p>;
	return (
		<>
			<WithdrawalNotices track="leadership" notices={found.value.notices} onChange={found.again} />
			{noted.fault !== null && <DeskFault of={noted.fault} again={noted.again} />}
			<LadderCame
				people={people}
				steps={steps.value.items}
				onMoved={(moved) =>
					found.change((before) => ({
						...before,
						records: before.records.map((one) => (one.record.id === moved.record.id ? moved : one)),
					}))
				}
			/>
			{people.length === 0 ? (
				<NoPeople />
			) : (
				<Found
					people={people}
					steps={steps.value.items}
					team={team.value ?? []}
					quiet={quiet}
					heard={noted.value !== undefined || noted.fault !== null}
				/>
			)}
		</>
	);
}

type Noted = [Map<string, NoteBody[]>, OpenTask[]];

function whoIsQuiet(
	people: readonly OpenPerson[],
	steps: readonly LadderStep[],
	noted: Noted | undefined,
): Map<string, number> {
	const quiet = new Map<string, number>();
	if (!noted) return quiet;
	const heard = lastHeard(people, ...noted);
	const byCode = new Map(steps.map((step) => [step.code, step]));
	for (const { record, body } of people) {
		if (body && tookBack(body.consent, "leadership")) continue;
		const days = quietDays(byCode.get(record.step), heard.get(record.id), today());
		if (days !== null) quiet.set(record.id, days);
	}
	return quiet;
}

interface FoundProps {
	people: readonly OpenPerson[];
	steps: readonly LadderStep[];
	team: readonly TeamMember[];
	/** For how many days nothing was heard of each who comes up. */
	quiet: ReadonlyMap<string, number>;
	/** What was noted is open, or will not be: nobody changes places any more. */
	heard: boolean;
}

function Found({ people, steps, team, quiet, heard }: FoundProps) {
	const { filter, setFilter, record } = useKeptList("/ladder", EVERYBODY, heard);
	const me = member.value?.id;
	const box = useRef<HTMLDivElement>(null);
	const [help, setHelp] = useState(false);
	useKeys({
		"/": () => box.current?.querySelector<HTMLInputElement>("input[type=search]")?.focus(),
		j: () => focusBeside(box.current, 1),
		k: () => focusBeside(box.current, -1),
		"?": () => setHelp(true),
	});
	const shown = quietFirst(
		people.filter((one) => isShown(one, filter.show, me, quiet) && holds(one, filter.words)),
		quiet,
	);
	const live = steps.filter(({ retired }) => !retired).map(({ code }) => code);
	return (
		<div ref={box} class="stack">
			<TextField
				label={_("Buscar")}
				type="search"
				value={filter.words}
				onInput={(words) => setFilter({ ...filter, words })}
			/>
			<ChoiceChips
				legend={_("A quiénes se muestra")}
				legendHidden
				value={filter.show}
				onChange={(show) => setFilter({ ...filter, show })}
				options={SHOWS.map((value) => ({
					value,
					label: `${SHOW_WORDS[value]()} ${people.filter((one) => isShown(one, value, me, quiet)).length}`,
				}))}
			/>
			{shown.length === 0 && (
				<Empty
					icon={Sprout}
					title={filter.words.trim() ? _("Nadie con esas palabras") : _("Aquí no hay nadie")}
				/>
			)}
			<div class="board">
				{codesShown(live, people).map((code) => (
					<StepColumn
						// Drawn anew where one comes back from somebody: from the beginning it then shows them.
						key={`${code} ${record}`}
						code={code}
						name={stepName(steps, code)}
						people={shown.filter(({ record }) => record.step === code)}
						team={team}
						quiet={quiet}
						from={record}
					/>
				))}
			</div>
			<KeysHelp keys={peopleKeys()} open={help} onClose={() => setHelp(false)} />
		</div>
	);
}

const SHOW_WORDS: Record<Show, () => string> = {
	all: () => _("Todas"),
	mine: () => _("Las mías"),
	overdue: () => _("Atrasadas"),
	quiet: () => _("Hace mucho sin noticias"),
};

/** The next or the last person of the board, from where the keys are; the first where they are nowhere. */
function focusBeside(box: HTMLElement | null, by: 1 | -1): void {
	const links = [...(box?.querySelectorAll<HTMLElement>(".board-person") ?? [])];
	const at = links.indexOf(document.activeElement as HTMLElement);
	links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
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
	quiet: ReadonlyMap<string, number>;
	/** Whom one comes back from, by path. */
	from: string;
}

function StepColumn({ code, name, people, team, quiet, from }: StepColumnProps) {
	const fits = matchMedia("(min-width: 60rem)").matches ? IN_COLUMN : IN_LIST;
	return (
		<section class="board-step" aria-labelledby={`step-${code}`}>
			<h2 id={`step-${code}`}>
				{name} <span class="soft">{people.length}</span>
			</h2>
			<div class="board-scroll">
				<WindowedList
					items={people}
					keyOf={({ record }) => record.id}
					rowHeight={(one) => heightOf(one, quiet.get(one.record.id), fits)}
					label={name}
					initialIndex={Math.max(
						0,
						people.findIndex((one) => pathOf(one) === from),
					)}
				>
					{(one) => <PersonOnStep one={one} team={team} quiet={quiet.get(one.record.id)} />}
				</WindowedList>
			</div>
		</section>
	);
}

function pathOf({ record }: OpenPerson): string {
	return `/ladder/${record.id}`;
}

/** Name, day and owner; the next step and the silence where there are any. What is long takes two lines. */
function heightOf(one: OpenPerson, quiet: number | undefined, [text, small]: Fits): number {
	const next = linesOf(one.body?.next_step ?? "", text);
	return CARD + LINE * (next + linesOf(dayWords(one), small) - 1 + linesOf(quietWords(quiet), small));
}

function linesOf(words: string, letters: number): number {
	return (words ? 1 : 0) + (words.length > letters ? 1 : 0);
}

function isStopped({ body }: OpenPerson): boolean {
	return body !== null && tookBack(body.consent, "leadership");
}

function dayWords(one: OpenPerson): string {
	return isStopped(one) ? _("Retiró su permiso") : dueOnce(one.record.next_on);
}

const due = { asOf: "", words: new Map<string | null, string>() };

/** The same few days stand on thousands of cards, and every key of a search asks for all of their heights. */
function dueOnce(day: string | null): string {
	const asOf = `${locale.value} ${today()}`;
	if (due.asOf !== asOf) Object.assign(due, { asOf, words: new Map() });
	const words = due.words.get(day) ?? dueWords(day);
	due.words.set(day, words);
	return words;
}

function quietWords(days: number | undefined): string {
	if (days === undefined) return "";
	return ngettext("Hace %(n)s día sin noticias", "Hace %(n)s días sin noticias", days, { n: days });
}

interface PersonOnStepProps {
	one: OpenPerson;
	team: readonly TeamMember[];
	/** For how many days nothing was heard of them, where that is too long. */
	quiet: number | undefined;
}

function PersonOnStep({ one, team, quiet }: PersonOnStepProps) {
	const { record, body } = one;
	const presses = isStopped(one) || isOverdue(record.next_on);
	return (
		<a class="board-person" href={pathOf(one)}>
			<strong>{body ? body.card.name || _("Sin nombre") : _("No se pudo abrir")}</strong>
			{body?.next_step && <span>{body.next_step}</span>}
			<small class={presses ? "attention" : ""}>{dayWords(one)}</small>
			{quiet !== undefined && <small class="attention">{quietWords(quiet)}</small>}
			<small>{aliasOf(team, record.assignee)}</small>
		</a>
	);
}
