import { useState } from "preact/hooks";
import type { Campaign } from "../device/campaigns";
import { cancelJob } from "../device/jobs";
import { eraseCampaign } from "../device/privacy";
import { _ } from "./i18n";
import { JobProgress } from "./job_progress";
import { withProof } from "./proof";
import { Fault, fieldError, useAct } from "./server";
import { ask, Button, SelectField, Sheet, showToast, TextField } from "./ui";

interface ErasingProps {
	campaigns: Campaign[];
	onErased: () => void;
}

/** A campaign, erased for good: asked twice, named as it is, proved by words. */
export function Erasing({ campaigns, onErased }: ErasingProps) {
	const [open, setOpen] = useState(false);
	const [job, setJob] = useState<string | null>(null);
	return (
		<section>
			<h2>{_("Borrar una campaña")}</h2>
			<p>
				{_("Con todas sus visitas, contactos, respuestas, zonas y guiones. Los casos y la escalera siguen.")}
			</p>
			{job ? (
				<JobProgress
					key={job}
					job={job}
					label={_("Borrando la campaña")}
					onCancel={() => cancelJob(job)}
					onEnded={() => setJob(null)}
					onDone={() => {
						setJob(null);
						showToast({ text: _("La campaña se borró") });
						onErased();
					}}
				/>
			) : (
				campaigns.length > 0 && (
					<Button kind="danger" onClick={() => setOpen(true)}>
						{_("Borrar una campaña")}
					</Button>
				)
			)}
			{open && (
				<ErasingSheet
					campaigns={campaigns}
					onClose={() => setOpen(false)}
					onBegun={(begun) => {
						setOpen(false);
						setJob(begun);
					}}
				/>
			)}
		</section>
	);
}

interface ErasingSheetProps {
	campaigns: Campaign[];
	onClose: () => void;
	onBegun: (job: string) => void;
}

function ErasingSheet({ campaigns, onClose, onBegun }: ErasingSheetProps) {
	const [chosen, setChosen] = useState("");
	const [typed, setTyped] = useState("");
	const act = useAct();
	const campaign = campaigns.find(({ id }) => id === chosen);
	const erase = async (event: Event) => {
		event.preventDefault();
		if (!campaign || !(await ask(lastQuestion(campaign.name)))) return;
		await act.run(async () => onBegun((await withProof(() => eraseCampaign(chosen, typed.trim()))).id));
	};
	return (
		<Sheet open onClose={onClose} title={_("Borrar una campaña")}>
			<form class="stack" onSubmit={erase} noValidate>
				<SelectField
					label={_("Campaña")}
					value={chosen}
					placeholder={_("Elija una")}
					options={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
					onChange={setChosen}
				/>
				{campaign && (
					<TextField
						label={_("Escriba su nombre: %(name)s", { name: campaign.name })}
						value={typed}
						maxLength={120}
						error={fieldError(act.fault, "name")}
						onInput={setTyped}
					/>
				)}
				<Fault of={act.fault} />
				<Button
					kind="danger"
					type="submit"
					busy={act.busy}
					disabled={!campaign || typed.trim() !== campaign.name}
				>
					{_("Borrar para siempre")}
				</Button>
			</form>
		</Sheet>
	);
}

function lastQuestion(name: string) {
	return {
		title: _("¿Borrar %(name)s para siempre?", { name }),
		text: _(
			"Nadie puede deshacerlo, tampoco con una copia. Lo que los teléfonos todavía no enviaron de ella se pierde.",
		),
		act: _("Borrar para siempre"),
		danger: true,
	};
}
