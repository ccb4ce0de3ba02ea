import { useState } from "preact/hooks";
import type { Campaign } from "../device/campaigns";
import { type Covers, endHold, type Hold, type KeptKind, setHold } from "../device/privacy";
import { mayKeep } from "./guard";
import { _, formatDate } from "./i18n";
import { heldWords, kindWords } from "./privacy_words";
import { withProof } from "./proof";
import { Fault, useAct } from "./server";
import { ask, Button, ChoiceChips, Notice, SelectField, Sheet, showToast, TextField } from "./ui";

const LONGEST = 200;
const SHORTEST = 3;
const KINDS: readonly KeptKind[] = [
	"visits",
	"results",
	"contacts",
	"reviewed",
	"cases",
	"quarantine",
	"audit",
	"backups",
];
const DAY = { day: "numeric", month: "short", year: "numeric" } as const;

interface HoldsProps {
	holds: Hold[];
	campaigns: Campaign[];
	onChange: (holds: Hold[]) => void;
}

/** What must not be deleted, why and by whose order; those that ended stay to be seen. */
export function Holds({ holds, campaigns, onChange }: HoldsProps) {
	const [setting, setSetting] = useState(false);
	const names = new Map(campaigns.map(({ id, name }) => [id, name]));
	return (
		<section>
			<h2>{_("Órdenes de conservar")}</h2>
			<p>
				{_(
					"Si un juicio o una abogada lo pide, aquí se detiene el borrado. Mientras dure la orden, eso no se borra ni de noche ni a mano.",
				)}
			</p>
			{holds.length > 0 && (
				<ul class="record-list">
					{holds.map((hold) => (
						<HoldRow key={hold.id} hold={hold} what={heldWords(hold, names)} onChange={onChange} />
					))}
				</ul>
			)}
			<Button onClick={() => setSetting(true)}>{_("Conservar algo")}</Button>
			{setting && (
				<HoldSheet
					campaigns={campaigns}
					onClose={() => setSetting(false)}
					onChange={(changed) => {
						setSetting(false);
						onChange(changed);
					}}
				/>
			)}
		</section>
	);
}

interface HoldRowProps {
	hold: Hold;
	what: string;
	onChange: (holds: Hold[]) => void;
}

function HoldRow({ hold, what, onChange }: HoldRowProps) {
	const act = useAct();
	const end = async () => {
		if (!(await ask(endingQuestion(what)))) return;
		await act.run(async () => {
			onChange(await withProof(() => endHold(hold.id)));
			showToast({ text: _("La orden terminó") });
		});
	};
	return (
		<li class="record">
			<div>
				<strong>{what}</strong>
				<small class="held-why">{hold.reason}</small>
				<small class="soft">
					{hold.ended_at
						? _("%(who)s, del %(since)s al %(until)s", {
								who: hold.owner,
								since: formatDate(hold.since, DAY),
								until: formatDate(hold.ended_at, DAY),
							})
						: _("%(who)s, desde el %(since)s", { who: hold.owner, since: formatDate(hold.since, DAY) })}
				</small>
			</div>
			{!hold.ended_at && (
				<Button busy={act.busy} onClick={end}>
					{_("Terminar")}
				</Button>
			)}
			<Fault of={act.fault} />
		</li>
	);
}

function endingQuestion(what: string) {
	return {
		title: _("¿Terminar la orden?"),
		text: _("%(what)s: lo que ya cumplió su tiempo se borra la próxima noche, para siempre.", { what }),
		act: _("Terminar la orden"),
		danger: true,
	};
}

interface HoldSheetProps {
	campaigns: Campaign[];
	onClose: () => void;
	onChange: (holds: Hold[]) => void;
}

function HoldSheet({ campaigns, onClose, onChange }: HoldSheetProps) {
	const [covers, setCovers] = useState<Covers>("everything");
	const [campaign, setCampaign] = useState("");
	const [kind, setKind] = useState("");
	const [reason, setReason] = useState("");
	const act = useAct();
	const chosen = { everything: true, campaign: campaign !== "", kind: kind !== "" }[covers];
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			const draft = {
				covers,
				campaign: covers === "campaign" ? campaign : null,
				kind: covers === "kind" ? (kind as KeptKind) : null,
				reason: reason.trim(),
			};
			if (!(await mayKeep(reason))) return;
			onChange(await withProof(() => setHold(draft)));
			showToast({ text: _("Se conserva desde ahora") });
		});
	};
	return (
		<Sheet open onClose={onClose} title={_("Conservar algo")}>
			<form class="stack" onSubmit={save} noValidate>
				<ChoiceChips
					legend={_("Qué se conserva")}
					value={covers}
					onChange={setCovers}
					options={[
						{ value: "everything", label: _("Todo") },
						{ value: "campaign", label: _("Una campaña") },
						{ value: "kind", label: _("Una clase") },
					]}
				/>
				{covers === "campaign" && (
					<SelectField
						label={_("Campaña")}
						value={campaign}
						placeholder={_("Elija una")}
						options={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
						onChange={setCampaign}
					/>
				)}
				{covers === "kind" && (
					<SelectField
						label={_("Clase")}
						value={kind}
						placeholder={_("Elija una")}
						options={KINDS.map((each) => ({ value: each, label: kindWords(each).name }))}
						onChange={setKind}
					/>
				)}
				<TextField
					label={_("Por qué")}
					hint={_("Por ejemplo, el número del expediente.")}
					rows={2}
					maxLength={LONGEST}
					value={reason}
					autoCapitalize="sentences"
					onInput={setReason}
				/>
				<Notice title={_("Nada personal aquí")}>
					<p>{_("Esto se guarda sin sellar, y se queda. No escriba nombres, direcciones ni teléfonos.")}</p>
				</Notice>
				<Fault of={act.fault} />
				<Button
					kind="main"
					type="submit"
					busy={act.busy}
					disabled={!chosen || reason.trim().length < SHORTEST}
				>
					{_("Conservar desde ahora")}
				</Button>
			</form>
		</Sheet>
	);
}
