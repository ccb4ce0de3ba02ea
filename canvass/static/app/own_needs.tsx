import { Plus } from "lucide";
import { useState } from "preact/hooks";
import { fetchHome } from "../device/home";
import { me } from "../device/identity";
import { getNeeds, newNeed, type OwnNeeds, saveNeeds } from "../device/own_needs";
import { hasRoom } from "../device/own_words";
import { type NamedNeed, NEEDS } from "../device/types";
import { needName } from "./contact_words";
import { useDirty } from "./dirty";
import { _, formatList } from "./i18n";
import { isNamed, NameFields, NotSaved, trimmed } from "./own_words";
import { Answered, useAct, useAnswer } from "./server";
import { Button, CheckField, Sheet, showToast } from "./ui";

/** The organisation's own needs, beside those that every organisation has: named, added, no longer used. */
export function OwnNeedsSheet({ onClose }: { onClose: () => void }) {
	const needs = useAnswer(getNeeds, []);
	return (
		<Sheet open onClose={onClose} title={_("Necesidades propias")}>
			<p>
				{_("Además de las de siempre: %(names)s. Llegan a los teléfonos la próxima vez que se conectan.", {
					names: formatList(NEEDS.map(needName)),
				})}
			</p>
			<Answered answer={needs}>
				{(value) => <Edit key={value.rev} needs={value} onChange={needs.take} onClose={onClose} />}
			</Answered>
		</Sheet>
	);
}

interface EditProps {
	needs: OwnNeeds;
	onChange: (needs: OwnNeeds) => void;
	onClose: () => void;
}

function Edit({ needs, onChange, onClose }: EditProps) {
	const [items, setItems] = useState<NamedNeed[]>(needs.items);
	const act = useAct();
	const changed = JSON.stringify(items) !== JSON.stringify(needs.items);
	useDirty(changed);
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			onChange(await saveNeeds({ rev: needs.rev, items: items.map(trimmed) }));
			showToast({ text: _("Guardado") });
			onClose();
			// This browser has them as every phone has: with the member's home.
			const identity = await me();
			if (identity) await fetchHome(identity);
		});
	};
	return (
		<form class="stack" onSubmit={save} noValidate>
			{items.map((need, at) => (
				<div key={need.code} class="card">
					<NeedFields
						need={need}
						saved={needs.items.find(({ code }) => code === need.code)}
						onChange={(next) => setItems(items.with(at, next))}
						onDrop={() => setItems(items.toSpliced(at, 1))}
					/>
				</div>
			))}
			{hasRoom(items) && (
				<Button icon={Plus} onClick={() => setItems([...items, newNeed()])}>
					{_("Añadir una necesidad")}
				</Button>
			)}
			<NotSaved of={act} onCurrent={onChange} />
			<Button kind="main" type="submit" wide busy={act.busy} disabled={!changed || !items.every(isNamed)}>
				{_("Guardar")}
			</Button>
		</form>
	);
}

interface NeedFieldsProps {
	need: NamedNeed;
	/** As it is saved; a new one is not. */
	saved: NamedNeed | undefined;
	onChange: (need: NamedNeed) => void;
	onDrop: () => void;
}

function NeedFields({ need, saved, onChange, onDrop }: NeedFieldsProps) {
	const set = (part: Partial<NamedNeed>) => onChange({ ...need, ...part });
	return (
		<fieldset>
			<legend>{saved ? needName(saved.code) : _("Necesidad nueva")}</legend>
			<NameFields value={need} onChange={set} />
			{saved ? (
				<CheckField label={_("Ya no se usa")} checked={need.retired} onChange={(retired) => set({ retired })}>
					{_("Lo anotado la sigue nombrando; nadie la escoge ya.")}
				</CheckField>
			) : (
				<Button kind="quiet" onClick={onDrop}>
					{_("Quitar")}
				</Button>
			)}
		</fieldset>
	);
}
