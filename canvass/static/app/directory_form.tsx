import { useMemo, useState } from "preact/hooks";
import {
	addOrganisation,
	changeOrganisation,
	type ListedOrganisation,
	type OrganisationDraft,
} from "../device/directory";
import { uuidv4 } from "../device/ids";
import { SaveRecord } from "./directory_save";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { fieldError, useAct } from "./server";
import { Sheet, showToast, TextField } from "./ui";

interface OrganisationFormProps {
	/** Left out: a new one. */
	one?: ListedOrganisation;
	onClose: () => void;
	onSaved: (one: ListedOrganisation) => void;
}

/** An organisation: what it is in both languages, and where it is reached. No person is named in it. */
export function OrganisationForm({ one, onClose, onSaved }: OrganisationFormProps) {
	const [draft, setDraft] = useState<OrganisationDraft>(() => draftOf(one));
	const [changed, setChanged] = useState(false);
	const id = useMemo(() => uuidv4(), []);
	const act = useAct();
	useDirty(changed);
	const set = (part: Partial<OrganisationDraft>) => {
		setChanged(true);
		setDraft({ ...draft, ...part });
	};
	const save = async (rev = one?.rev) => {
		if (!(await mayKeep(draft.name, draft.about_es, draft.about_en))) return;
		await act.run(async () => {
			onSaved(
				one && rev !== undefined
					? await changeOrganisation({ id: one.id, rev }, draft)
					: await addOrganisation(draft, id),
			);
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<Sheet open onClose={onClose} title={one ? _("Cambiar la organización") : _("Agregar una organización")}>
			<form
				class="stack"
				noValidate
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
			>
				<p class="soft">{_("Esto no va sellado: no escriba aquí nada de ninguna persona.")}</p>
				<TextField
					label={_("Nombre")}
					value={draft.name}
					maxLength={160}
					error={fieldError(act.fault, "name")}
					autoCapitalize="words"
					onInput={(name) => set({ name })}
				/>
				<TextField
					label={_("Qué hace, en español")}
					rows={2}
					value={draft.about_es}
					maxLength={1000}
					onInput={(about_es) => set({ about_es })}
				/>
				<TextField
					label={_("Qué hace, en inglés")}
					rows={2}
					value={draft.about_en}
					maxLength={1000}
					onInput={(about_en) => set({ about_en })}
				/>
				<TextField
					label={_("Teléfono")}
					type="tel"
					value={draft.phone}
					maxLength={60}
					onInput={(phone) => set({ phone })}
				/>
				<TextField
					label={_("Dónde")}
					value={draft.place}
					maxLength={200}
					onInput={(place) => set({ place })}
				/>
				<TextField
					label={_("Página web")}
					autoCapitalize="none"
					value={draft.web}
					maxLength={200}
					onInput={(web) => set({ web })}
				/>
				<SaveRecord<ListedOrganisation>
					act={act}
					ready={draft.name.trim() !== ""}
					onTheirs={onSaved}
					onMine={({ rev }) => save(rev)}
				/>
			</form>
		</Sheet>
	);
}

function draftOf(one: ListedOrganisation | undefined): OrganisationDraft {
	const { name = "", about_es = "", about_en = "", phone = "", web = "", place = "" } = one ?? {};
	return { name, about_es, about_en, phone, web, place };
}
