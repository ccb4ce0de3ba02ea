import type { ComponentChildren } from "preact";
import type { Vault } from "../device/framing";
import type { TeamMember } from "../device/members";
import { today } from "./desk_words";
import { _ } from "./i18n";
import { member } from "./organisation";
import { SelectField, TextField } from "./ui";

/** Enough for a sentence; longer things are notes. */
const STEP_LETTERS = 160;

/** The next thing that somebody owes a person: what, and by when. */
export interface NextStep {
	next_step: string;
	next_on: string | null;
}

interface NextStepFieldsProps<S extends NextStep> {
	value: S;
	onChange: (value: S) => void;
	/** What stands beside the day. */
	children?: ComponentChildren;
}

export function NextStepFields<S extends NextStep>({ value, onChange, children }: NextStepFieldsProps<S>) {
	const set = (part: Partial<NextStep>) => onChange({ ...value, ...part });
	return (
		<div class="follow-up">
			<TextField
				label={_("Siguiente paso")}
				value={value.next_step}
				maxLength={STEP_LETTERS}
				autoCapitalize="sentences"
				onInput={(next_step) => set({ next_step })}
			/>
			<div class="field-pair">
				<TextField
					label={_("Para cuándo")}
					type="date"
					min={today()}
					value={value.next_on ?? ""}
					onInput={(next_on) => set({ next_on: next_on || null })}
				/>
				{children}
			</div>
		</div>
	);
}

interface WhoFieldProps {
	label: string;
	/** Of those who can open it. */
	vault: Vault;
	value: string | null;
	onChange: (to: string | null) => void;
	team: readonly TeamMember[];
	/** Whether it may be offered to oneself, which is to take it on. */
	mine?: boolean;
}

/** Who is asked to take something on: it is theirs when they accept. */
export function WhoField({ label, vault, value, onChange, team, mine = true }: WhoFieldProps) {
	const able = team.filter(
		({ id, active, vaults }) => active && vaults.includes(vault) && (mine || id !== member.value?.id),
	);
	return (
		<SelectField
			label={label}
			value={value ?? ""}
			placeholder={_("Nadie todavía")}
			{...(able.length === 0 && {
				hint: _("Nadie más tiene llave para esto. La da quien administra, en «Bóvedas»."),
			})}
			options={able.map(({ id, alias }) => ({ value: id, label: nameOf(id, alias) }))}
			onChange={(to) => onChange(to || null)}
		/>
	);
}

function nameOf(id: string, alias: string): string {
	return id === member.value?.id ? _("%(name)s (usted)", { name: alias }) : alias;
}

/** A member's alias; nobody where nobody carries it. */
export function aliasOf(team: readonly TeamMember[], id: string | null): string {
	if (id === null) return _("Sin asignar");
	return team.find((one) => one.id === id)?.alias ?? _("Alguien del equipo");
}
