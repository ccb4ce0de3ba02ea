import { useState } from "preact/hooks";
import type { CampaignDraft } from "../device/campaigns";
import type { TeamMember } from "../device/members";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { languageName } from "./languages";
import { organisation } from "./organisation";
import { roleName } from "./roles";
import { type Act, Fault, fieldError, staleRecord } from "./server";
import { Button, ChoiceChips, Field, TextField } from "./ui";

interface CampaignFormProps {
	initial: CampaignDraft;
	team: readonly TeamMember[];
	act: Act;
	/** The verb on the button. */
	verb: string;
	onSave: (draft: CampaignDraft) => void;
}

type Problems = Partial<Record<keyof CampaignDraft, string>>;

/** Name, days, languages and people of a campaign; what the server refuses is said at its field. */
export function CampaignForm({ initial, team, act, verb, onSave }: CampaignFormProps) {
	const [draft, setDraft] = useState(initial);
	const [problems, setProblems] = useState<Problems>({});
	useDirty(draft !== initial);
	const set = (changes: Partial<CampaignDraft>) => setDraft({ ...draft, ...changes });
	const errorOf = (field: keyof CampaignDraft) => problems[field] ?? fieldError(act.fault, field);
	const submit = (event: Event) => {
		event.preventDefault();
		const found = problemsOf(draft);
		setProblems(found);
		if (Object.keys(found).length === 0) onSave({ ...draft, name: draft.name.trim() });
	};
	return (
		<form onSubmit={submit} noValidate>
			<TextField
				label={_("Nombre")}
				hint={_("Por ejemplo: Otoño en Emma")}
				value={draft.name}
				maxLength={120}
				error={errorOf("name")}
				onInput={(name) => set({ name })}
			/>
			<div class="field-pair">
				<TextField
					type="date"
					label={_("Primer día")}
					value={draft.starts_on}
					error={errorOf("starts_on")}
					onInput={(starts_on) => set({ starts_on })}
				/>
				<TextField
					type="date"
					label={_("Último día")}
					value={draft.ends_on}
					min={draft.starts_on}
					error={errorOf("ends_on")}
					onInput={(ends_on) => set({ ends_on })}
				/>
			</div>
			<ChoiceChips
				multiple
				legend={_("Idiomas del guion")}
				options={languageChoices(draft.languages)}
				value={draft.languages}
				onChange={(languages) => set({ languages })}
				{...withError(errorOf("languages"))}
			/>
			<TeamField team={team} value={draft.members} onChange={(members) => set({ members })} />
			{!staleRecord(act.fault) && <Fault of={act.fault} />}
			<Button kind="main" type="submit" wide busy={act.busy}>
				{verb}
			</Button>
		</form>
	);
}

function problemsOf(draft: CampaignDraft): Problems {
	const found: Problems = {};
	if (!draft.name.trim()) found.name = _("Póngale un nombre.");
	if (!draft.starts_on) found.starts_on = _("Diga qué día empieza.");
	if (!draft.ends_on) found.ends_on = _("Diga qué día termina.");
	else if (draft.ends_on < draft.starts_on)
		found.ends_on = _("El último día no puede ser antes del primero.");
	if (draft.languages.length === 0) found.languages = _("Elija por lo menos un idioma.");
	return found;
}

function languageChoices(chosen: readonly string[]) {
	const codes = new Set([...(organisation.value?.languages ?? ["es", "en"]), ...chosen]);
	return [...codes].map((code) => ({ value: code, label: languageName(code) }));
}

function withError(error: string | undefined) {
	return error === undefined ? {} : { error };
}

interface TeamFieldProps {
	team: readonly TeamMember[];
	value: string[];
	onChange: (members: string[]) => void;
}

/** Who takes part: those who are active, and whoever takes part already. */
function TeamField({ team, value, onChange }: TeamFieldProps) {
	const options = team
		.filter(({ id, active }) => active || value.includes(id))
		.map(({ id, alias, role }) => ({ value: id, label: `${alias} · ${roleName(role)}` }));
	if (options.length === 0) {
		return (
			<Field label={_("Quiénes participan")} hint={_("Cuando invite a su equipo, podrá añadirlo aquí.")}>
				{(ids) => <output {...ids}>{_("Nadie todavía")}</output>}
			</Field>
		);
	}
	return (
		<ChoiceChips
			multiple
			legend={_("Quiénes participan")}
			options={options}
			value={value}
			onChange={onChange}
		/>
	);
}
