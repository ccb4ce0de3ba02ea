import { useState } from "preact/hooks";
import type { CaseBody } from "../device/bodies";
import { type CaseRecord, changeCase, type OpenCase, openCase } from "../device/cases";
import { formatPhone } from "../device/contacts";
import { CardFields } from "./card_form";
import { needChoices, urgencyChoices } from "./contact_words";
import { ActFault } from "./desk_faults";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { staleRecord, useAct } from "./server";
import { Button, ChoiceChips, Notice, Sheet, showToast, TextField } from "./ui";

interface CaseEditProps {
	open: OpenCase;
	body: CaseBody;
	onClose: () => void;
	onChange: (open: OpenCase) => void;
}

type Draft = Pick<CaseBody, "card" | "needs" | "urgency" | "note">;

/** Mends who and what for; the follow-up has a form of its own. */
export function CaseEdit({ open, body, onClose, onChange }: CaseEditProps) {
	const [draft, setDraft] = useState<Draft>({
		card: body.card,
		needs: body.needs,
		urgency: body.urgency,
		note: body.note,
	});
	const act = useAct();
	useDirty(true);
	const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
	const current = staleRecord<CaseRecord>(act.fault);
	const save = async (event: Event) => {
		event.preventDefault();
		if (!(await mayKeep(draft.note, draft.card.name, draft.card.ask_for))) return;
		await act.run(async () => {
			const phone = (await formatPhone(draft.card.phone)) ?? draft.card.phone.trim();
			onChange(await changeCase(open, {}, { ...draft, card: { ...draft.card, phone } }));
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<Sheet open onClose={onClose} title={_("Cambiar datos")}>
			<form onSubmit={save} noValidate>
				<CardFields card={draft.card} onChange={(card) => set({ card })} />
				<ChoiceChips
					legend={_("Necesidades")}
					multiple
					value={draft.needs}
					onChange={(needs) => set({ needs })}
					options={needChoices()}
				/>
				<ChoiceChips
					legend={_("¿Qué tan pronto?")}
					value={draft.urgency}
					onChange={(urgency) => set({ urgency })}
					options={urgencyChoices()}
				/>
				<TextField label={_("Nota")} rows={3} value={draft.note} onInput={(note) => set({ note })} />
				{current ? (
					<Notice kind="attention" alert title={_("Otra persona guardó cambios mientras usted escribía")}>
						<Button onClick={async () => onChange(await openCase(current))}>{_("Ver lo guardado")}</Button>
					</Notice>
				) : (
					<ActFault of={act.fault} />
				)}
				<Button kind="main" type="submit" wide busy={act.busy}>
					{_("Guardar")}
				</Button>
			</form>
		</Sheet>
	);
}
