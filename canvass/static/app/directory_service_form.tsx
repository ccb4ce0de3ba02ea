import { useMemo, useState } from "preact/hooks";
import { addService, changeService, type ListedService, type ServiceDraft } from "../device/directory";
import { uuidv4 } from "../device/ids";
import { readHours } from "../device/open_hours";
import { needChoices } from "./contact_words";
import { SaveRecord } from "./directory_save";
import { hoursWords } from "./directory_words";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { LanguagesField } from "./languages_field";
import { fieldError, useAct } from "./server";
import { ChoiceChips, Sheet, showToast, TextField } from "./ui";

interface ServiceFormProps {
	organisation: string;
	/** Left out: a new one. */
	one?: ListedService;
	onClose: () => void;
	onSaved: (one: ListedService) => void;
}

/** What an organisation offers: for which needs, where, when, in which languages, for whom and how to ask for it. */
export function ServiceForm({ organisation, one, onClose, onSaved }: ServiceFormProps) {
	const [draft, setDraft] = useState<ServiceDraft>(() => draftOf(one));
	const [changed, setChanged] = useState(false);
	const id = useMemo(() => uuidv4(), []);
	const act = useAct();
	useDirty(changed);
	const set = (part: Partial<ServiceDraft>) => {
		setChanged(true);
		setDraft({ ...draft, ...part });
	};
	const save = async (rev = one?.rev) => {
		if (!(await mayKeep(draft.name, draft.reach))) return;
		await act.run(async () => {
			onSaved(
				one && rev !== undefined
					? await changeService({ id: one.id, rev }, draft)
					: await addService(organisation, draft, id),
			);
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<Sheet open onClose={onClose} title={one ? _("Cambiar el servicio") : _("Agregar un servicio")}>
			<form
				class="stack"
				noValidate
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
			>
				<TextField
					label={_("Qué ofrece")}
					value={draft.name}
					maxLength={160}
					error={fieldError(act.fault, "name")}
					autoCapitalize="sentences"
					onInput={(name) => set({ name })}
				/>
				<ChoiceChips
					multiple
					legend={_("Para qué necesidades")}
					options={needChoices(one?.needs)}
					value={draft.needs}
					onChange={(needs) => set({ needs })}
				/>
				<TextField
					label={_("Condado o zona")}
					hint={_("Varios, con comas.")}
					value={draft.area}
					maxLength={200}
					onInput={(area) => set({ area })}
				/>
				<LanguagesField
					legend={_("Idiomas que hablan ahí")}
					value={draft.languages}
					onChange={(languages) => set({ languages })}
				/>
				<TextField
					label={_("Horario")}
					hint={hoursHint(draft.hours)}
					value={draft.hours}
					maxLength={300}
					onInput={(hours) => set({ hours })}
				/>
				<TextField
					label={_("Para quién")}
					hint={_("Con palabras llanas. De los papeles de alguien no se pregunta ni se anota nada.")}
					rows={2}
					value={draft.eligibility}
					maxLength={600}
					onInput={(eligibility) => set({ eligibility })}
				/>
				<TextField
					label={_("Cómo pedirlo")}
					rows={2}
					value={draft.reach}
					maxLength={600}
					onInput={(reach) => set({ reach })}
				/>
				<SaveRecord<ListedService>
					act={act}
					ready={draft.name.trim() !== ""}
					onTheirs={onSaved}
					onMine={({ rev }) => save(rev)}
				/>
			</form>
		</Sheet>
	);
}

function hoursHint(hours: string): string {
	if (!hours.trim()) return _("Por ejemplo: lu-vi 9:00-17:00; sá 10:00-12:00");
	return readHours(hours)
		? _("Se entiende: %(hours)s", { hours: hoursWords(hours) })
		: _("Se muestra como está; no se sabrá si está abierto.");
}

function draftOf(one: ListedService | undefined): ServiceDraft {
	const {
		name = "",
		needs = [],
		area = "",
		languages = [],
		hours = "",
		eligibility = "",
		reach = "",
	} = one ?? {};
	return { name, needs, area, languages, hours, eligibility, reach };
}
