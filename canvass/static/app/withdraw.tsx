import { Lock, Send, Undo2 } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { formatPhone, sendNow } from "../device/contacts";
import type { SavedPerson } from "../device/people_saving";
import { sync } from "../device/sync";
import type { LanguageCode, Source } from "../device/types";
import {
	checkWithdrawal,
	emptyWithdrawal,
	saveWithdrawal,
	undoSaving,
	type WithdrawalForm,
	type WithdrawalProblem,
} from "../device/withdrawals";
import { purposeChoices } from "./contact_words";
import { useDirty } from "./dirty";
import { tellFault } from "./faults";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { Button, ButtonLink, CheckField, ChoiceChips, Icon, Notice, Page, showToast, TextField } from "./ui";

export interface WithdrawProps {
	campaign: string;
	source: Source;
	language: LanguageCode;
	/** The screen from which it was asked for. */
	back: string;
}

/** Somebody does not want any more what they had agreed to: what, and how they are found again. */
export function Withdraw({ campaign, source, language, back }: WithdrawProps) {
	const [form, setForm] = useState(() => emptyWithdrawal(campaign, source, language));
	const [saved, setSaved] = useState<SavedPerson | null>(null);
	if (saved)
		return (
			<Saved
				saved={saved}
				back={back}
				onUndone={(undone) => {
					setForm(undone);
					setSaved(null);
				}}
			/>
		);
	return <Writing form={form} onChange={setForm} back={back} onSaved={setSaved} />;
}

interface WritingProps {
	form: WithdrawalForm;
	onChange: (form: WithdrawalForm) => void;
	back: string;
	onSaved: (saved: SavedPerson) => void;
}

function Writing({ form, onChange, back, onSaved }: WritingProps) {
	const [problems, setProblems] = useState<readonly WithdrawalProblem[]>([]);
	const [busy, setBusy] = useState(false);
	useDirty(
		form.erase || form.purposes.length > 0 || [form.name, form.phone, form.note].some((text) => text !== ""),
	);
	useEffect(() => {
		// The rules of phone numbers are fetched while the person is still being asked.
		formatPhone("").catch(() => null);
	}, []);
	const submit = async () => {
		if (busy) return;
		setBusy(true);
		const found = await checkWithdrawal(form).catch(() => [] as WithdrawalProblem[]);
		setProblems(found);
		requestAnimationFrame(() => document.querySelector<HTMLElement>("main [aria-invalid=true]")?.focus());
		if (found.length === 0 && (await mayKeep(form.note, form.name)))
			await saveWithdrawal(form).then(onSaved, tellFault);
		setBusy(false);
	};
	return (
		<Page
			title={_("Ya no quiere que la llamen")}
			back={back}
			foot={
				<Button kind="main" busy={busy} onClick={submit}>
					{_("Guardar")}
				</Button>
			}
		>
			<What form={form} onChange={onChange} missing={problems.includes("what_needed")} />
			<Who form={form} onChange={onChange} problems={problems} />
			<Notice>
				{_(
					"Se sella y se envía como cualquier contacto: nadie que vea el teléfono o el servidor sabe qué dice. El equipo busca a la persona y detiene lo que ya no quiere.",
				)}
			</Notice>
		</Page>
	);
}

function What({ form, onChange, missing }: Pick<WritingProps, "form" | "onChange"> & { missing: boolean }) {
	return (
		<section aria-labelledby="what-title">
			<h2 id="what-title">{_("¿Qué ya no quiere?")}</h2>
			{!form.erase && (
				<ChoiceChips
					legend={_("Ya no quiere")}
					legendHidden
					multiple
					value={form.purposes}
					onChange={(purposes) => onChange({ ...form, purposes })}
					options={purposeChoices()}
					{...(missing ? { error: _("Marque qué ya no quiere, o que se borre todo.") } : {})}
				/>
			)}
			<CheckField
				label={_("Nada, y que se borre todo lo suyo")}
				checked={form.erase}
				onChange={(erase) => onChange({ ...form, erase })}
			/>
		</section>
	);
}

interface WhoProps extends Pick<WritingProps, "form" | "onChange"> {
	problems: readonly WithdrawalProblem[];
}

function Who({ form, onChange, problems }: WhoProps) {
	const needed = problems.includes("who_needed") && _("Escriba el nombre o el teléfono, para encontrarla.");
	const bad = problems.includes("bad_phone") && _("Ese número no parece completo. Léaselo en voz alta.");
	return (
		<section aria-labelledby="who-title">
			<h2 id="who-title">{_("¿Quién es?")}</h2>
			<TextField
				label={_("Nombre o alias")}
				hint={_("El que dio entonces, si se acuerda.")}
				error={needed || undefined}
				value={form.name}
				maxLength={80}
				autoCapitalize="words"
				onInput={(name) => onChange({ ...form, name })}
			/>
			<TextField
				label={_("Teléfono")}
				type="tel"
				inputMode="tel"
				hint={_("Con el número se encuentra seguro.")}
				error={bad || undefined}
				value={form.phone}
				maxLength={30}
				onInput={(phone) => onChange({ ...form, phone })}
			/>
			<TextField
				label={_("Nota")}
				hint={_("Lo que ayude a no molestarla más. Se puede dejar en blanco.")}
				rows={2}
				maxLength={200}
				autoCapitalize="sentences"
				value={form.note}
				onInput={(note) => onChange({ ...form, note })}
			/>
		</section>
	);
}

interface SavedProps {
	saved: SavedPerson;
	back: string;
	onUndone: (form: WithdrawalForm) => void;
}

/** After Save: what to say to the person, and five minutes to take it back. */
function Saved({ saved, back, onUndone }: SavedProps) {
	const [sent, setSent] = useState(false);
	const undo = async () => {
		const form = await undoSaving(saved.id).catch(() => null);
		if (form) onUndone(form);
		else showToast({ text: _("Ya es tarde para deshacer") });
	};
	const send = async () => {
		try {
			await sendNow(saved);
			setSent(true);
			const { ok } = await sync({ tapped: true });
			showToast({ text: ok ? _("Enviado") : _("Sale en cuanto haya señal") });
		} catch (error) {
			await tellFault(error);
		}
	};
	return (
		<Page
			title={_("Guardado")}
			back={back}
			foot={
				<ButtonLink kind="main" href={back}>
					{_("Listo")}
				</ButtonLink>
			}
		>
			<p class="sealed" role="status">
				<Icon of={Lock} size={32} />
				{_("Guardado y sellado. En este teléfono ya no se puede leer.")}
			</p>
			<h2>{_("Dígale antes de irse")}</h2>
			<blockquote class="aloud">
				{_("Gracias por decírnoslo. En cuanto el equipo lo lea, ya nadie la llama para eso.")}
			</blockquote>
			{!sent && (
				<div class="stack">
					<Button icon={Send} wide onClick={send}>
						{_("Enviar ahora")}
					</Button>
					<Button icon={Undo2} wide onClick={undo}>
						{_("Deshacer y corregir")}
					</Button>
				</div>
			)}
		</Page>
	);
}
