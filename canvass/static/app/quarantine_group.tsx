import { Smartphone } from "lucide";
import { useState } from "preact/hooks";
import { shortName } from "../device/ids";
import type { Kept } from "../device/quarantine";
import { momentWords } from "./assignment_words";
import { _, ngettext } from "./i18n";
import { DecisionSheet } from "./quarantine_decision";
import { reasonText, saidText, whereText } from "./quarantine_words";
import { ResultMark } from "./results";
import { Button, Icon } from "./ui";

/** What one phone handed in that was set apart for one reason. */
export interface Similar {
	key: string;
	first: Kept;
	items: Kept[];
}

const SHOWN = 3;

interface KeptGroupProps {
	group: Similar;
	onChange: () => Promise<void>;
}

/** Whose phone, why, and what: each by itself, or all of it, is a tap away from being decided. */
export function KeptGroup({ group: { first, items }, onChange }: KeptGroupProps) {
	const [deciding, setDeciding] = useState<Kept[] | null>(null);
	const row = (one: Kept) => (
		<li key={one.digest}>
			<button type="button" class="record-link" onClick={() => setDeciding([one])}>
				<KeptLine one={one} />
				{one.said.result && <ResultMark result={one.said.result} />}
			</button>
		</li>
	);
	return (
		<article class="kept">
			<h3>
				<Icon of={Smartphone} /> {_("El teléfono de %(alias)s", { alias: first.by })}{" "}
				<small class="soft">{shortName(first.device)}</small>
			</h3>
			<p>{reasonText(first.reason)}</p>
			<ul class="record-list">{items.slice(0, SHOWN).map(row)}</ul>
			{items.length > SHOWN && (
				<details>
					<summary>{_("Ver los otros %(n)s", { n: items.length - SHOWN })}</summary>
					<ul class="record-list">{items.slice(SHOWN).map(row)}</ul>
				</details>
			)}
			{items.length > 1 && (
				<Button onClick={() => setDeciding(items)}>
					{_("Decidir los %(n)s juntos", { n: items.length })}
				</Button>
			)}
			{deciding && <DecisionSheet items={deciding} onClose={() => setDeciding(null)} onChange={onChange} />}
		</article>
	);
}

function KeptLine({ one: { said, turf } }: { one: Kept }) {
	const when = said.at ?? said.received_at;
	return (
		<span>
			<strong>{saidText(said)}</strong>
			<small>{[whereText(said), turf, when && momentWords(when)].filter(Boolean).join(" · ")}</small>
		</span>
	);
}

/** What was decided, by whom and why; of what it was nothing is left but that. */
export function DecidedList({ kept }: { kept: readonly Kept[] }) {
	if (kept.length === 0) return null;
	return (
		<details>
			<summary>
				{ngettext("%(n)s ya decidido", "%(n)s ya decididos", kept.length, { n: kept.length })}
			</summary>
			<ul class="record-list">
				{kept.map((one) => (
					<li key={one.digest} class="record">
						<span>
							<strong>{one.decision === "accepted" ? _("Aceptado") : _("Descartado")}</strong>
							<br />
							<small>{decidedText(one)}</small>
						</span>
					</li>
				))}
			</ul>
		</details>
	);
}

function decidedText({ by, decided_by, decided_at, decision_reason }: Kept): string {
	const who = _("del teléfono de %(alias)s; lo decidió %(who)s, %(when)s", {
		alias: by,
		who: decided_by ?? "",
		when: decided_at ? momentWords(decided_at) : "",
	});
	return decision_reason ? `${who}: «${decision_reason}»` : who;
}
