import { Phone, Printer, Siren } from "lucide";
import { useMemo, useRef, useState } from "preact/hooks";
import { LADDER, listLadder } from "../device/ladder";
import { listNotes } from "../device/notes";
import { filterRoster, type RosterEntry, rosterAmong } from "../device/roster";
import { DeskFault } from "./desk_faults";
import { beside } from "./desk_words";
import { _, ngettext } from "./i18n";
import { useKeptList } from "./kept_list";
import { useKeys } from "./keys";
import { KeysHelp, peopleKeys } from "./keys_help";
import { languageName } from "./languages";
import { phoneWords } from "./person_card";
import { reachLink } from "./reach";
import { ANYBODY, RosterFilterFields } from "./roster_filter";
import { PrintedRoster } from "./roster_printed";
import { roleInNetwork, timesWords, trainingWords } from "./roster_words";
import { useAnswer } from "./server";
import { Button, ButtonLink, Empty, Notice, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";
import "./styles/printed.css";
import "./styles/roster.css";

/** Who of the Rapid Response Network can be called: for what, when, where, in which language. */
export function RosterScreen() {
	return (
		<Page title={_("Red de respuesta")} back="/ladder" width="wide" under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="leadership">{() => <Unlocked />}</BehindVault>
		</Page>
	);
}

function Unlocked() {
	const found = useAnswer(async () => {
		const [people, notes] = await Promise.all([listLadder(), listNotes(LADDER)]);
		return rosterAmong(people, notes);
	}, []);
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (!found.value) return <p class="soft">{_("Abriendo…")}</p>;
	const { entries, silent } = found.value;
	return (
		<>
			{silent > 0 && (
				<Notice>
					{ngettext(
						"%(n)s persona con un papel no aparece: ya no permite que se le llame para esto.",
						"%(n)s personas con un papel no aparecen: ya no permiten que se les llame para esto.",
						silent,
						{ n: silent },
					)}
				</Notice>
			)}
			{entries.length === 0 ? <NobodyYet /> : <Listed entries={entries} />}
		</>
	);
}

function NobodyYet() {
	return (
		<Empty icon={Siren} title={_("Todavía no hay nadie en la red")}>
			{_(
				"En la escalera, abra a una persona y anote su papel: tocar puertas, verificar, Equipo A o Santuario.",
			)}
		</Empty>
	);
}

function Listed({ entries }: { entries: readonly RosterEntry[] }) {
	const { filter, setFilter } = useKeptList("/ladder/roster", ANYBODY);
	const shown = useMemo(() => filterRoster(entries, filter), [entries, filter]);
	const box = useRef<HTMLDivElement>(null);
	const [help, setHelp] = useState(false);
	useKeys({
		"/": () => box.current?.querySelector<HTMLInputElement>("input[type=search]")?.focus(),
		j: () => focusBeside(box.current, 1),
		k: () => focusBeside(box.current, -1),
		"?": () => setHelp(true),
	});
	return (
		<div ref={box}>
			<RosterFilterFields entries={entries} filter={filter} onChange={setFilter} />
			<div class="row not-printed">
				<p class="soft" role="status">
					{ngettext("%(n)s persona", "%(n)s personas", shown.length, { n: shown.length })}
				</p>
				<Button icon={Printer} disabled={shown.length === 0} onClick={() => print()}>
					{_("Imprimir")}
				</Button>
			</div>
			<ul class="record-list not-printed">
				{shown.map((one) => (
					<li key={one.person.record.id} class="owed roster-row">
						<Row one={one} />
					</li>
				))}
			</ul>
			{shown.length === 0 && <Empty icon={Siren} title={_("Nadie con todo eso")} />}
			<PrintedRoster entries={shown} />
			<KeysHelp keys={peopleKeys()} open={help} onClose={() => setHelp(false)} />
		</div>
	);
}

/** The next or the last person of the list, from where the keys are; the first where they are nowhere. */
function focusBeside(box: HTMLElement | null, by: 1 | -1): void {
	const links = [...(box?.querySelectorAll<HTMLElement>(".record-link") ?? [])];
	const at = links.indexOf(document.activeElement as HTMLElement);
	links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
}

function Row({ one: { person, roster } }: { one: RosterEntry }) {
	const card = person.body?.card;
	const name = card?.name || _("Sin nombre");
	const phone = card?.phone ?? "";
	const call = reachLink(phone, "call");
	return (
		<>
			<a class="record-link" href={`/ladder/${person.record.id}`}>
				<span>
					<strong>{name}</strong>
					<small>{beside(roster.roles.map(roleInNetwork))}</small>
					<small>
						{beside([roster.languages.map(languageName).join(", "), roster.area].filter(Boolean))}
					</small>
					<small>{timesWords(roster.times) || _("No se ha anotado cuándo")}</small>
					{roster.training.length > 0 && <small>{beside(roster.training.map(trainingWords))}</small>}
				</span>
			</a>
			{call && (
				<ButtonLink
					icon={Phone}
					href={call}
					label={beside([_("Llamar a %(name)s", { name }), phoneWords(phone)])}
				>
					{phoneWords(phone)}
				</ButtonLink>
			)}
		</>
	);
}
