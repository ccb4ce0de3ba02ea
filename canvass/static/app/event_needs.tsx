import { useState } from "preact/hooks";
import type { AccessNeeds } from "../device/invitations";
import { ActFault } from "./desk_faults";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { languageOptions } from "./languages";
import { organisation } from "./organisation";
import { useAct } from "./server";
import { Button, CheckField, SelectField, Sheet, showToast, TextField } from "./ui";

const FOOD_LETTERS = 60;
const MOST = 30;

interface EventNeedsFormProps {
	name: string;
	needs: AccessNeeds;
	save: (needs: AccessNeeds) => Promise<void>;
	onClose: () => void;
}

/** What somebody needs so that they can come: asked of each, shown counted. */
export function EventNeedsForm({ name, needs, save, onClose }: EventNeedsFormProps) {
	const [draft, setDraft] = useState(needs);
	const act = useAct();
	useDirty(JSON.stringify(draft) !== JSON.stringify(needs));
	const set = (part: Partial<AccessNeeds>) => setDraft({ ...draft, ...part });
	const submit = async (event: Event) => {
		event.preventDefault();
		if (!(await mayKeep(draft.food))) return;
		await act.run(async () => {
			await save({ ...draft, party: Math.max(1, draft.party), food: draft.food.trim() });
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<Sheet open onClose={onClose} title={name}>
			<form class="stack" onSubmit={submit} noValidate>
				<div class="field-pair">
					<Few
						label={_("Cuántas personas vienen, con ella")}
						value={draft.party}
						onChange={(party) => set({ party })}
					/>
					<Few
						label={_("Niños que cuidar")}
						value={draft.children}
						onChange={(children) => set({ children })}
					/>
				</div>
				<CheckField
					label={_("Necesita transporte")}
					checked={draft.ride}
					onChange={(ride) => set({ ride })}
				/>
				<SelectField
					label={_("Necesita intérprete de")}
					value={draft.interpreter}
					placeholder={_("No hace falta")}
					options={languageOptions(organisation.value?.languages ?? [])}
					onChange={(interpreter) => set({ interpreter })}
				/>
				<TextField
					label={_("Qué no come")}
					hint={_("Lo justo para quien cocina; de su salud no hace falta nada.")}
					value={draft.food}
					maxLength={FOOD_LETTERS}
					onInput={(food) => set({ food })}
				/>
				<ActFault of={act.fault} />
				<Button kind="main" type="submit" wide busy={act.busy}>
					{_("Viene, y esto necesita")}
				</Button>
			</form>
		</Sheet>
	);
}

interface FewProps {
	label: string;
	value: number;
	onChange: (n: number) => void;
}

function Few({ label, value, onChange }: FewProps) {
	return (
		<TextField
			label={label}
			type="number"
			inputMode="numeric"
			min={0}
			max={MOST}
			value={value ? String(value) : ""}
			onInput={(typed) => onChange(Math.min(MOST, Math.max(0, Math.trunc(Number(typed)) || 0)))}
		/>
	);
}
