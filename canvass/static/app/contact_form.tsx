import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import {
	type ContactForm,
	ContactInvalid,
	type ContactProblem,
	checkContact,
	mayHold,
	saveContact,
} from "../device/contacts";
import { keepDraft, takeDraft } from "../device/drafts";
import type { SavedPerson } from "../device/people_saving";
import { syncState } from "../device/truth";
import type { HomeSlot, LanguageCode, Script } from "../device/types";
import { ContactCard, ContactNeeds } from "./contact_card";
import { ContactConsent } from "./contact_consent";
import { useDirty } from "./dirty";
import { tellFault } from "./faults";
import { mayKeep } from "./guard";
import { _, locale } from "./i18n";
import { textIn } from "./languages";
import { useLeaving } from "./leaving";
import { SlotOffer } from "./slot_offer";
import { useStore } from "./store";
import { Button, Notice, Page } from "./ui";
import { WithdrawLink } from "./withdraw_link";
import "./contacts.css";

export interface Kept {
	saved: SavedPerson;
	language: LanguageCode;
	urgent: boolean;
	/** The hour that was held for them. */
	slot: HomeSlot | null;
}

/** What was saved last at each place and can still be taken back, also by who has gone on and returns. */
const recent = new Map<string, Kept>();

/** A place and a contact are kept together for as long as the undo lasts, in memory, and nowhere else. */
function remember(place: string, kept: Kept): void {
	recent.set(place, kept);
	setTimeout(() => recent.delete(place), kept.saved.undoUntil - Date.now());
}

function stillUndoable(place: string): Kept | null {
	const kept = recent.get(place);
	return kept && kept.saved.undoUntil > Date.now() ? kept : null;
}

export interface Writing {
	form: ContactForm;
	/** What was saved and can be taken back; null while somebody writes. */
	kept: Kept | null;
	/** Whether the form is the one that was being written here a moment ago. */
	fromBefore: boolean;
	setForm: (form: ContactForm) => void;
	/** Begins with another form, or goes on with one that was taken back. */
	write: (form: ContactForm) => void;
	save: (form: ContactForm) => Promise<void>;
}

/** A contact being written down at a place: a door's id, or the screen's name. */
export function useWriting(place: string, begin: () => ContactForm): Writing {
	const draft = `contact ${place}`;
	const [before] = useState(() => takeDraft<ContactForm>(draft));
	const [form, setForm] = useState<ContactForm>(() => before ?? begin());
	const [kept, setKept] = useState<Kept | null>(() => stillUndoable(place));
	useLeaving(() => {
		if (kept === null && isBegun(form)) keepDraft(draft, form);
	});
	useDirty(kept === null && isBegun(form));
	const save = async (complete: ContactForm) => {
		const saved = await saveContact(complete);
		const { slot, consent, urgency } = complete;
		const now = { saved, language: consent.language, urgent: urgency === "today", slot };
		remember(place, now);
		setKept(now);
	};
	const write = (next: ContactForm) => {
		recent.delete(place);
		setForm(next);
		setKept(null);
	};
	return { form, kept, fromBefore: form === before, setForm, write, save };
}

function isBegun({ name, phone, note, consent }: ContactForm): boolean {
	return consent.purposes.length > 0 || [name, phone, note].some((text) => text !== "");
}

/** The language in which to begin, and the words of the consent in it. */
export function spokenIn(
	languages: readonly LanguageCode[],
	script: Script | null,
): { language: LanguageCode; words: string } {
	const language = languages.includes(locale.value) ? locale.value : (languages[0] ?? "es");
	return { language, words: script ? textIn(script.body.consent, language) : "" };
}

interface ContactFormScreenProps {
	writing: Writing;
	script: Script | null;
	languages: readonly LanguageCode[];
	back: string;
	under?: ComponentChildren;
	/** Begins an empty form. */
	onBlank: () => void;
	/** What is asked before the words of consent: where the person came to us. */
	children?: ComponentChildren | ((problems: readonly ContactProblem[]) => ComponentChildren);
}

/** Consent first, then how to reach the person safely, then what for. */
export function ContactFormScreen(props: ContactFormScreenProps) {
	const { writing, script, languages, back, under, onBlank, children } = props;
	const { form, setForm } = writing;
	const [problems, setProblems] = useState<ContactProblem[]>([]);
	const [busy, setBusy] = useState(false);
	const keys = useStore(syncState, [])?.keys;
	const sealable = keys !== "no_vaults" && keys !== "refused";
	const consented = form.consent.purposes.length > 0;
	const parts = { form, onChange: setForm, problems };
	const submit = async () => {
		if (busy) return;
		setBusy(true);
		const found = await trySaving(form, writing.save);
		setBusy(false);
		setProblems(found);
		if (found.length) focusFirstProblem();
	};
	return (
		<Page
			title={_("Contacto nuevo")}
			back={back}
			under={under}
			foot={
				consented &&
				sealable && (
					<Button kind="main" busy={busy} onClick={submit}>
						{_("Guardar")}
					</Button>
				)
			}
		>
			{!sealable && <NoKeys />}
			{writing.fromBefore && <WrittenBefore onBlank={onBlank} />}
			{typeof children === "function" ? children(problems) : children}
			<ContactConsent {...parts} script={script} languages={languages} />
			{!consented && <WithdrawLink />}
			{consented && (
				<>
					<ContactCard {...parts} languages={languages} />
					<ContactNeeds {...parts} />
					{mayHold(form) && <SlotOffer form={form} onChange={setForm} />}
					<Notice>
						{_("Al guardar se sella: aquí ya no se podrá leer, ni usted ni nadie que tenga este teléfono.")}
					</Notice>
				</>
			)}
		</Page>
	);
}

function WrittenBefore({ onBlank }: { onBlank: () => void }) {
	return (
		<Notice title={_("Sigue lo que escribió hace un momento")}>
			<p>{_("Si ahora es otra persona, bórrelo primero.")}</p>
			<Button onClick={onBlank}>{_("Borrarlo y empezar de nuevo")}</Button>
		</Notice>
	);
}

function NoKeys() {
	return (
		<Notice kind="attention" title={_("Todavía no se pueden guardar contactos")}>
			<p>
				{_("Faltan las llaves para sellarlos; llegan con señal. Dele a la persona el número de la Línea.")}
			</p>
		</Notice>
	);
}

/** What is wrong with the form, or nothing: then it is saved, or the writer took a text back. */
async function trySaving(
	form: ContactForm,
	save: (form: ContactForm) => Promise<void>,
): Promise<ContactProblem[]> {
	try {
		const problems = await checkContact(form);
		if (problems.length || !(await mayKeep(form.note, form.name, form.ask_for))) return problems;
		await save(form);
		return [];
	} catch (error) {
		if (error instanceof ContactInvalid) return error.problems;
		await tellFault(error);
		return [];
	}
}

function focusFirstProblem(): void {
	requestAnimationFrame(() => document.querySelector<HTMLElement>("main [aria-invalid=true]")?.focus());
}
