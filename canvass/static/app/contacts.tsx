import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import {
	type ContactForm,
	ContactInvalid,
	type ContactProblem,
	checkContact,
	emptyContact,
	saveContact,
} from "../device/contacts";
import { addressOf } from "../device/doors";
import { keepDraft, takeDraft } from "../device/drafts";
import type { SavedPerson } from "../device/people";
import { syncState } from "../device/truth";
import type { LanguageCode } from "../device/types";
import { ContactCard, ContactNeeds } from "./contact_card";
import { ContactConsent } from "./contact_consent";
import { ContactSaved } from "./contact_saved";
import { useDirty } from "./dirty";
import { type DoorInTurf, doorInTurf } from "./doors";
import { tellFault } from "./faults";
import { mayKeep } from "./guard";
import { _, locale } from "./i18n";
import { textIn } from "./languages";
import { useLeaving } from "./leaving";
import { useStore } from "./store";
import { NotHere } from "./turf";
import { Button, Notice, Page } from "./ui";
import "./contacts.css";

/** A new contact: consent first, then how to reach the person safely, then what for. */
export function Contact() {
	const { door: id } = useRoute().params as { door: string };
	const found = useStore(() => doorInTurf(id), [id]);
	if (found === undefined) return null;
	if (found === null) return <NotHere />;
	return <ContactScreen key={id} {...found} />;
}

interface Kept {
	saved: SavedPerson;
	language: LanguageCode;
	urgent: boolean;
}

/** What was saved last at each door and can still be taken back, also by who has gone on and returns. */
const recent = new Map<string, Kept>();

/** A door and a contact are kept together for as long as the undo lasts, in memory, and nowhere else. */
function remember(door: string, kept: Kept): void {
	recent.set(door, kept);
	setTimeout(() => recent.delete(door), kept.saved.undoUntil - Date.now());
}

function stillUndoable(door: string): Kept | null {
	const kept = recent.get(door);
	return kept && kept.saved.undoUntil > Date.now() ? kept : null;
}

function ContactScreen({ door, turf }: DoorInTurf) {
	const draft = `contact ${door.door}`;
	const [before] = useState(() => takeDraft<ContactForm>(draft));
	const [form, setForm] = useState<ContactForm>(() => before ?? begin({ door, turf }));
	const [kept, setKept] = useState<Kept | null>(() => stillUndoable(door.door));
	useLeaving(() => {
		if (kept === null && isBegun(form)) keepDraft(draft, form);
	});
	const keys = useStore(syncState, [])?.keys;
	useDirty(kept === null && isBegun(form));
	const save = async (complete: ContactForm) => {
		const saved = await saveContact(complete);
		const now = { saved, language: complete.consent.language, urgent: complete.urgency === "today" };
		remember(door.door, now);
		setKept(now);
	};
	const write = (next: ContactForm) => {
		recent.delete(door.door);
		setForm(next);
		setKept(null);
	};
	if (kept) {
		const another = () => write(begin({ door, turf }));
		return <ContactSaved {...kept} door={door} script={turf.script} onUndone={write} onAnother={another} />;
	}
	return (
		<ContactFormScreen
			{...{ door, turf, form, setForm, save }}
			{...(form === before ? { onBlank: () => write(begin({ door, turf })) } : {})}
			sealable={keys !== "no_vaults" && keys !== "refused"}
		/>
	);
}

function begin({ door, turf }: DoorInTurf): ContactForm {
	const languages = turf.campaign?.languages ?? [];
	const language = languages.includes(locale.value) ? locale.value : (languages[0] ?? "es");
	return emptyContact({
		campaign: turf.campaign?.id ?? "",
		door: { door: door.door, turf: door.turf, address: addressOf(door) },
		language,
		words: turf.script ? textIn(turf.script.body.consent, language) : "",
	});
}

function isBegun({ name, phone, note, consent }: ContactForm): boolean {
	return consent.purposes.length > 0 || [name, phone, note].some((text) => text !== "");
}

interface ContactFormScreenProps extends DoorInTurf {
	form: ContactForm;
	setForm: (form: ContactForm) => void;
	save: (form: ContactForm) => Promise<void>;
	sealable: boolean;
	/** Begins an empty form; there where this one was written a moment ago. */
	onBlank?: () => void;
}

function ContactFormScreen(props: ContactFormScreenProps) {
	const { door, turf, form, setForm, save, sealable, onBlank } = props;
	const [problems, setProblems] = useState<ContactProblem[]>([]);
	const [busy, setBusy] = useState(false);
	const consented = form.consent.purposes.length > 0;
	const parts = { form, onChange: setForm, problems };
	const submit = async () => {
		if (busy) return;
		setBusy(true);
		const found = await trySaving(form, save);
		setBusy(false);
		setProblems(found);
		if (found.length) focusFirstProblem();
	};
	return (
		<Page
			title={_("Contacto nuevo")}
			back={`/doors/${door.door}/talk`}
			under={addressOf(door)}
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
			{onBlank && <WrittenBefore onBlank={onBlank} />}
			<ContactConsent {...parts} script={turf.script} languages={turf.campaign?.languages ?? []} />
			{consented && (
				<>
					<ContactCard {...parts} languages={turf.campaign?.languages ?? []} />
					<ContactNeeds {...parts} />
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
