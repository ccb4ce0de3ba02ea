import { useState } from "preact/hooks";
import {
	changeGathering,
	type GatheringPlan,
	OFFERS,
	type OpenGathering,
	openGathering,
	planGathering,
} from "../device/gatherings";
import { today } from "./desk_words";
import { useDirty } from "./dirty";
import { offerName } from "./event_words";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { LanguagesField } from "./languages_field";
import { useAct } from "./server";
import { TrackConflict } from "./track_conflict";
import { Button, ChoiceChips, Sheet, showToast, TextField } from "./ui";

const NAME_LETTERS = 100;
const PLACE_LETTERS = 120;
const NOTHING: GatheringPlan = { name: "", time: "", place: "", languages: ["es"], offers: [] };

interface EventFormProps {
	/** Left out, a new one is planned. */
	open?: OpenGathering;
	onSaved: (open: OpenGathering) => void;
	onClose: () => void;
}

/** An event: what, when, where, in which languages, and what there is for who would otherwise stay away. */
export function EventForm({ open, onSaved, onClose }: EventFormProps) {
	const [draft, setDraft] = useState<GatheringPlan>(() => planOf(open));
	const [on, setOn] = useState(open?.record.next_on ?? "");
	const act = useAct();
	const changed =
		on !== (open?.record.next_on ?? "") || JSON.stringify(draft) !== JSON.stringify(planOf(open));
	useDirty(changed);
	const set = (part: Partial<GatheringPlan>) => setDraft({ ...draft, ...part });
	const save = async (event: Event) => {
		event.preventDefault();
		if (!(await mayKeep(draft.name, draft.place))) return;
		const plan = { ...draft, name: draft.name.trim(), place: draft.place.trim() };
		await act.run(async () => {
			onSaved(open ? await changeGathering(open, { next_on: on }, plan) : await planGathering(plan, on));
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<Sheet open onClose={onClose} title={open ? _("Cambiar el evento") : _("Planear un evento")}>
			<form class="stack" onSubmit={save} noValidate>
				<TextField
					label={_("Qué evento es")}
					value={draft.name}
					maxLength={NAME_LETTERS}
					autoCapitalize="sentences"
					onInput={(name) => set({ name })}
				/>
				<div class="field-pair">
					<TextField
						label={_("Qué día")}
						type="date"
						min={open ? undefined : today()}
						value={on}
						onInput={setOn}
					/>
					<TextField label={_("Hora")} type="time" value={draft.time} onInput={(time) => set({ time })} />
				</div>
				<TextField
					label={_("Dónde")}
					value={draft.place}
					maxLength={PLACE_LETTERS}
					onInput={(place) => set({ place })}
				/>
				<LanguagesField
					legend={_("Idiomas en los que se hace")}
					value={draft.languages}
					onChange={(languages) => set({ languages })}
				/>
				<ChoiceChips
					multiple
					legend={_("Qué se ofrece")}
					value={draft.offers}
					onChange={(offers) => set({ offers })}
					options={OFFERS.map((value) => ({ value, label: offerName(value) }))}
				/>
				<TrackConflict of={act} reopen={openGathering} onCurrent={onSaved} />
				<Button
					kind="main"
					type="submit"
					wide
					busy={act.busy}
					disabled={!draft.name.trim() || !on || !changed}
				>
					{_("Guardar")}
				</Button>
			</form>
		</Sheet>
	);
}

function planOf(open: OpenGathering | undefined): GatheringPlan {
	const { name, time, place, languages, offers } = open?.body ?? NOTHING;
	return { name, time, place, languages, offers };
}
