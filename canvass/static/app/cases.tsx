import { HandHeart } from "lucide";
import { useEffect, useMemo } from "preact/hooks";
import { isLive, listCasesAndNotices, type OpenCase } from "../device/cases";
import { settleAll } from "../device/kept_hours";
import { listMembers, type TeamMember } from "../device/members";
import { hasWords } from "../device/plain";
import { needName, urgencyName } from "./contact_words";
import { DeskFault } from "./desk_faults";
import { beside, caseState, dueWords, isOverdue } from "./desk_words";
import { aliasOf } from "./follow_up";
import { _ } from "./i18n";
import { useKeptList } from "./kept_list";
import { member } from "./organisation";
import { useAnswer } from "./server";
import { ChoiceChips, Empty, Page, TextField, WindowedList } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import { WithdrawalNotices } from "./withdrawal_notices";
import "./styles/desk.css";

const ROW = 100;

type Show = "live" | "mine" | "overdue" | "all";

const OPEN_ONES: { show: Show; words: string } = { show: "live", words: "" };

/** Consulta's cases: what is owed first, on top. */
export function Cases() {
	return (
		<Page title={_("Casos")} under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="consulta">{() => <Unlocked />}</BehindVault>
		</Page>
	);
}

function Unlocked() {
	const found = useAnswer(listCasesAndNotices, []);
	const cases = found.value?.records;
	const team = useAnswer(listMembers, []);
	useEffect(() => {
		// Behind the list; what fails now, whoever comes here next does.
		if (cases) settleAll(cases).catch(() => undefined);
	}, [cases]);
	const { filter, setFilter } = useKeptList("/cases", OPEN_ONES, cases !== undefined);
	const { show, words } = filter;
	const ordered = useMemo(() => [...(cases ?? [])].sort(byDue), [cases]);
	const shown = useMemo(
		() => ordered.filter((one) => isShown(one, show) && holds(one, words)),
		[ordered, show, words],
	);
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (!found.value || !cases) return <p class="soft">{_("Abriendo…")}</p>;
	const notices = <WithdrawalNotices track="consulta" notices={found.value.notices} onChange={found.again} />;
	if (cases.length === 0)
		return (
			<>
				{notices}
				<NoCases />
			</>
		);
	return (
		<>
			{notices}
			<TextField
				label={_("Buscar")}
				type="search"
				value={words}
				onInput={(typed) => setFilter({ show, words: typed })}
			/>
			<ChoiceChips
				legend={_("Cuáles se muestran")}
				legendHidden
				value={show}
				onChange={(chosen) => setFilter({ show: chosen, words })}
				options={showChoices(cases)}
			/>
			<WindowedList items={shown} keyOf={({ record }) => record.id} rowHeight={ROW} label={_("Casos")}>
				{(one) => <Row one={one} team={team.value ?? []} />}
			</WindowedList>
			{shown.length === 0 && (
				<Empty
					icon={HandHeart}
					title={words.trim() ? _("Nadie con esas palabras") : _("Aquí no hay ninguno")}
				/>
			)}
		</>
	);
}

function NoCases() {
	return (
		<Empty icon={HandHeart} title={_("Todavía no hay casos")}>
			{_("Un caso empieza cuando alguien encamina un contacto a Consulta, en «Revisión».")}
		</Empty>
	);
}

function isShown({ record }: OpenCase, show: Show): boolean {
	if (show === "all") return true;
	if (show === "mine") return isLive(record) && record.assignee === member.value?.id;
	if (show === "overdue") return isLive(record) && isOverdue(record.next_on);
	return isLive(record);
}

function showChoices(cases: readonly OpenCase[]) {
	const names: Record<Show, string> = {
		live: _("Abiertos"),
		mine: _("Míos"),
		overdue: _("Atrasados"),
		all: _("Todos"),
	};
	return (Object.keys(names) as Show[]).map((value) => ({
		value,
		label: `${names[value]} ${cases.filter((one) => isShown(one, value)).length}`,
	}));
}

/** What is owed soonest first; without a date last. */
function byDue(a: OpenCase, b: OpenCase): number {
	return (a.record.next_on ?? "9999").localeCompare(b.record.next_on ?? "9999");
}

function holds({ body }: OpenCase, words: string): boolean {
	return hasWords([body?.card.name, body?.note, body?.next_step, body?.card.phone], words);
}

function Row({ one: { record, body }, team }: { one: OpenCase; team: readonly TeamMember[] }) {
	const late = isLive(record) && isOverdue(record.next_on);
	const needs = beside(body?.needs.map(needName) ?? []) || _("Sin necesidades anotadas");
	return (
		<a class="contact-row" href={`/cases/${record.id}`}>
			<span class="contact-name">
				<strong>{body ? body.card.name || _("Sin nombre") : _("No se pudo abrir")}</strong>
				<span class="badge">{aliasOf(team, record.assignee)}</span>
			</span>
			{body && <span class="contact-needs">{beside([urgencyName(body.urgency), needs])}</span>}
			<small class={late ? "attention" : ""}>
				{isLive(record) ? beside([dueWords(record.next_on), body?.next_step ?? ""]) : caseState(record.state)}
			</small>
		</a>
	);
}
