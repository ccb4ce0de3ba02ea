import type { TeamMember } from "../device/members";
import type { FollowUp } from "../device/review";
import { today } from "./desk_words";
import { _ } from "./i18n";
import { member } from "./organisation";
import { SelectField, TextField } from "./ui";

/** Enough for a sentence; longer things are notes. */
const STEP_LETTERS = 160;

interface FollowUpFieldsProps {
	value: FollowUp;
	onChange: (value: FollowUp) => void;
	team: readonly TeamMember[];
}

/** The next step that somebody owes a person: what, by when, who. */
export function FollowUpFields({ value, onChange, team }: FollowUpFieldsProps) {
	const set = (part: Partial<FollowUp>) => onChange({ ...value, ...part });
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
				<SelectField
					label={_("Quién lo lleva")}
					value={value.assignee ?? ""}
					placeholder={_("Sin asignar")}
					options={staffOf(team, value.assignee).map((one) => ({ value: one.id, label: assigneeLabel(one) }))}
					onChange={(assignee) => set({ assignee: assignee || null })}
				/>
			</div>
		</div>
	);
}

/** Who can carry a follow-up: staff and administrators that take part, and whoever carries it now. */
function staffOf(team: readonly TeamMember[], now: string | null): TeamMember[] {
	return team.filter(
		({ id, role, active }) => id === now || (active && (role === "staff" || role === "administrator")),
	);
}

function assigneeLabel({ id, alias, keyholder }: TeamMember): string {
	if (id === member.value?.id) return _("%(name)s (usted)", { name: alias });
	return keyholder ? alias : _("%(name)s (sin llave)", { name: alias });
}

/** A member's alias; nobody where nobody carries it. */
export function aliasOf(team: readonly TeamMember[], id: string | null): string {
	if (id === null) return _("Sin asignar");
	return team.find((one) => one.id === id)?.alias ?? _("Alguien del equipo");
}
