import { useState } from "preact/hooks";
import { type Invitation, invite, mayInvite, type ReplyBody } from "../device/invitations";
import type { OpenPerson } from "../device/ladder";
import { hasWords } from "../device/plain";
import { type LadderStep, liveSteps } from "../device/steps";
import { INTERESTS, type Interest } from "../device/types";
import { interestName } from "./contact_words";
import { ActFault } from "./desk_faults";
import { useDirty } from "./dirty";
import { _, locale, ngettext } from "./i18n";
import { languageName } from "./languages";
import { useAct } from "./server";
import { stepName } from "./step_words";
import { Button, CheckField, Notice, Progress, SelectField, Sheet, showToast, TextField } from "./ui";

/** How many are drawn: nobody reads further without narrowing. */
const MOST_SHOWN = 100;

interface EventInviteProps {
	gathering: string;
	people: readonly OpenPerson[];
	steps: readonly LadderStep[];
	invitations: ReadonlyMap<string, Invitation>;
	onReply: (reply: ReplyBody) => void;
	onClose: () => void;
}

interface Filter {
	words: string;
	step: string;
	language: string;
	interest: Interest | "";
}

/** Whom to invite, of those who agreed to it: narrowed, ticked, invited one after the other. */
export function EventInvite({ gathering, people, steps, invitations, onReply, onClose }: EventInviteProps) {
	const [filter, setFilter] = useState<Filter>({ words: "", step: "", language: "", interest: "" });
	const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
	const [done, setDone] = useState(0);
	const act = useAct();
	useDirty(chosen.size > 0);
	const set = (part: Partial<Filter>) => setFilter({ ...filter, ...part });
	const able = people.filter((one) => mayInvite(one) && !invitations.has(one.record.id)).sort(byName);
	const silent = people.filter((one) => !mayInvite(one) && !invitations.has(one.record.id)).length;
	const shown = able.filter((one) => fits(one, filter));
	const more = shown.length - MOST_SHOWN;
	const toggle = (id: string, on: boolean) => {
		const next = new Set(chosen);
		if (on) next.add(id);
		else next.delete(id);
		setChosen(next);
	};
	const send = async (event: Event) => {
		event.preventDefault();
		const these = able.filter(({ record }) => chosen.has(record.id));
		await act.run(async () => {
			await invite(gathering, these, invitations, (reply) => {
				onReply(reply);
				setDone((n) => n + 1);
			});
			showToast({
				text: ngettext("Se invitó a %(n)s persona", "Se invitó a %(n)s personas", these.length, {
					n: these.length,
				}),
			});
			onClose();
		});
	};
	return (
		<Sheet open onClose={onClose} title={_("A quién se invita")}>
			<form class="stack" onSubmit={send} noValidate>
				{silent > 0 && (
					<Notice>
						{ngettext(
							"%(n)s persona de la escalera no aparece: no dijo que sí a eventos.",
							"%(n)s personas de la escalera no aparecen: no dijeron que sí a eventos.",
							silent,
							{ n: silent },
						)}
					</Notice>
				)}
				<TextField
					label={_("Buscar")}
					type="search"
					value={filter.words}
					onInput={(words) => set({ words })}
				/>
				<div class="event-filter">
					<SelectField
						label={_("Paso")}
						value={filter.step}
						placeholder={_("Todos")}
						options={liveSteps(steps).map(({ code }) => ({ value: code, label: stepName(steps, code) }))}
						onChange={(step) => set({ step })}
					/>
					<SelectField
						label={_("Idioma")}
						value={filter.language}
						placeholder={_("Todos")}
						options={languagesOf(able).map((value) => ({ value, label: languageName(value) }))}
						onChange={(language) => set({ language })}
					/>
					<SelectField
						label={_("Le interesa")}
						value={filter.interest}
						placeholder={_("Todo")}
						options={INTERESTS.map((value) => ({ value, label: interestName(value) }))}
						onChange={(interest) => set({ interest: interest as Interest | "" })}
					/>
				</div>
				<div class="row">
					<p class="soft" role="status">
						{ngettext("%(n)s persona", "%(n)s personas", shown.length, { n: shown.length })}
					</p>
					<Button
						disabled={shown.length === 0}
						onClick={() => setChosen(new Set([...chosen, ...shown.map(({ record }) => record.id)]))}
					>
						{_("Marcar a todas")}
					</Button>
				</div>
				<fieldset class="event-whom">
					<legend class="visually-hidden">{_("A quién se invita")}</legend>
					{shown.slice(0, MOST_SHOWN).map(({ record, body }) => (
						<CheckField
							key={record.id}
							label={body?.card.name || _("Sin nombre")}
							checked={chosen.has(record.id)}
							onChange={(on) => toggle(record.id, on)}
						>
							{stepName(steps, record.step)}
						</CheckField>
					))}
				</fieldset>
				{more > 0 && <p class="soft">{_("Y %(n)s más: busque, o marque a todas.", { n: more })}</p>}
				{act.busy && <Progress label={_("Invitando")} value={done} max={chosen.size || 1} />}
				<ActFault of={act.fault} />
				<Button kind="main" type="submit" wide busy={act.busy} disabled={chosen.size === 0}>
					{chosen.size === 0
						? _("Invitar")
						: ngettext("Invitar a %(n)s persona", "Invitar a %(n)s personas", chosen.size, {
								n: chosen.size,
							})}
				</Button>
			</form>
		</Sheet>
	);
}

function fits({ record, body }: OpenPerson, { words, step, language, interest }: Filter): boolean {
	return (
		(step === "" || record.step === step) &&
		(language === "" || body?.card.language === language) &&
		(interest === "" || (body?.interests.includes(interest) ?? false)) &&
		hasWords([body?.card.name, body?.card.phone], words)
	);
}

function languagesOf(people: readonly OpenPerson[]): string[] {
	return [...new Set(people.map(({ body }) => body?.card.language ?? ""))].filter(Boolean).sort();
}

/** As a list on paper is: somebody is looked for by their name. */
function byName(a: OpenPerson, b: OpenPerson): number {
	return (a.body?.card.name ?? "").localeCompare(b.body?.card.name ?? "", locale.value);
}
