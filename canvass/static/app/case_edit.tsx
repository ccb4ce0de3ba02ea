import { useState } from "preact/hooks";
import { type CaseBody, COUNTERPARTIES, type Counterparty } from "../device/bodies";
import { CASES, type CaseRecord, changeCase, type OpenCase, openCase } from "../device/cases";
import { formatPhone } from "../device/contacts";
import { roomLeft } from "../device/framing";
import { CardFields } from "./card_form";
import { counterpartyKind } from "./case_words";
import { needChoices, urgencyChoices } from "./contact_words";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { useAct } from "./server";
import { StaleFault } from "./stale_fault";
import { Button, CheckField, ChoiceChips, Sheet, showToast, TextField } from "./ui";

interface CaseEditProps {
	open: OpenCase;
	body: CaseBody;
	onClose: () => void;
	onChange: (open: OpenCase) => void;
}

type Draft = Pick<
	CaseBody,
	"card" | "household" | "interpreter" | "counterparty" | "needs" | "urgency" | "note"
>;

const NAME_LETTERS = 80;
/** More than live in any home; what is read back has the same bound. */
const MOST_PEOPLE = 99;

/** Mends who and what for; the follow-up has a form of its own. */
export function CaseEdit({ open, body, onClose, onChange }: CaseEditProps) {
	const [draft, setDraft] = useState<Draft>({
		card: body.card,
		household: body.household,
		interpreter: body.interpreter,
		counterparty: body.counterparty,
		needs: body.needs,
		urgency: body.urgency,
		note: body.note,
	});
	const act = useAct();
	useDirty(true);
	const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
	const isTooLong = roomLeft(CASES.vault, { ...open.raw, ...draft }) < 0;
	const save = async (event: Event) => {
		event.preventDefault();
		const { card, counterparty, note } = draft;
		if (!(await mayKeep(note, card.name, card.ask_for, counterparty?.name ?? "", counterparty?.place ?? "")))
			return;
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
				<TextField
					label={_("Cuántas personas viven ahí")}
					type="number"
					value={draft.household === null ? "" : String(draft.household)}
					onInput={(people) => set({ household: Math.min(Number.parseInt(people, 10), MOST_PEOPLE) || null })}
				/>
				<CheckField
					label={_("Hace falta intérprete")}
					checked={draft.interpreter}
					onChange={(interpreter) => set({ interpreter })}
				/>
				<CounterpartyFields value={draft.counterparty} onChange={(counterparty) => set({ counterparty })} />
				<ChoiceChips
					legend={_("Necesidades")}
					multiple
					value={draft.needs}
					onChange={(needs) => set({ needs })}
					options={needChoices(body.needs)}
				/>
				<ChoiceChips
					legend={_("¿Qué tan pronto?")}
					value={draft.urgency}
					onChange={(urgency) => set({ urgency })}
					options={urgencyChoices()}
				/>
				<TextField
					label={_("Nota")}
					rows={3}
					error={isTooLong ? _("Es demasiado largo: acorte la nota.") : undefined}
					value={draft.note}
					onInput={(note) => set({ note })}
				/>
				<StaleFault of={act} onCurrent={async (current: CaseRecord) => onChange(await openCase(current))} />
				<Button kind="main" type="submit" wide busy={act.busy} disabled={isTooLong}>
					{_("Guardar")}
				</Button>
			</form>
		</Sheet>
	);
}

interface CounterpartyFieldsProps {
	value: Counterparty | null;
	onChange: (counterparty: Counterparty | null) => void;
}

/** Who or what the person is up against: cases with the same one become a pattern. */
function CounterpartyFields({ value, onChange }: CounterpartyFieldsProps) {
	const set = (part: Partial<Counterparty>) =>
		onChange({ kind: "other", name: "", place: "", ...value, ...part });
	return (
		<>
			<ChoiceChips
				legend={_("¿Con quién es el problema?")}
				value={value?.kind ?? "none"}
				onChange={(kind) => (kind === "none" ? onChange(null) : set({ kind }))}
				options={[
					{ value: "none", label: _("Con nadie") },
					...COUNTERPARTIES.map((kind) => ({ value: kind, label: counterpartyKind(kind) })),
				]}
			/>
			{value && (
				<div class="field-pair">
					<TextField
						label={_("Nombre o empresa")}
						value={value.name}
						maxLength={NAME_LETTERS}
						onInput={(name) => set({ name })}
					/>
					<TextField
						label={_("Lugar")}
						value={value.place}
						maxLength={NAME_LETTERS}
						onInput={(place) => set({ place })}
					/>
				</div>
			)}
		</>
	);
}
