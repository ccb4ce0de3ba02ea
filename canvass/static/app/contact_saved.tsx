import { Lock, Send, Undo2, UserPlus } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type ContactForm, sendNow, undoContact } from "../device/contacts";
import type { SavedPerson } from "../device/people_saving";
import { sync } from "../device/sync";
import type { HomeSlot, LanguageCode, Script } from "../device/types";
import { tellFault } from "./faults";
import { _, formatTime } from "./i18n";
import { textIn } from "./languages";
import { SlotSaved } from "./slot_saved";
import { useTop } from "./top";
import { Button, hideToast, Icon, Notice, Page, showToast } from "./ui";

interface ContactSavedProps {
	saved: SavedPerson;
	language: LanguageCode;
	urgent: boolean;
	slot: HomeSlot | null;
	script: Script | null;
	back: string;
	/** The way on. */
	foot: ComponentChildren;
	/** What stands on the button for the next person at the same place. */
	another: string;
	onUndone: (form: ContactForm) => void;
	onAnother: () => void;
}

/** After Save: the promise to say to the person, five minutes to take it back, and the way on. */
export function ContactSaved({
	saved,
	language,
	urgent,
	slot,
	script,
	back,
	foot,
	another,
	onUndone,
	onAnother,
}: ContactSavedProps) {
	// What was said of the answers before would cover the way to take this back.
	useEffect(hideToast, []);
	useTop();
	const [sent, setSent] = useState(false);
	const undoable = useUntil(saved.undoUntil) && !sent;
	const undo = async () => {
		const form = await undoContact(saved.id).catch(() => null);
		if (form) onUndone(form);
		else showToast({ text: _("Ya es tarde para deshacer") });
	};
	const send = async () => {
		if (!(await sendIt(saved))) return;
		// Nobody who comes back here finds what is on its way.
		saved.undoUntil = 0;
		setSent(true);
	};
	return (
		<Page title={_("Contacto guardado")} back={back} foot={foot}>
			<p class="sealed" role="status">
				<Icon of={Lock} size={32} />
				{_("Guardado y sellado. En este teléfono ya no se puede leer.")}
			</p>
			{slot && saved.hold && <SlotSaved id={saved.hold} slot={slot} />}
			<Promised script={script} language={language} />
			{urgent && !sent && (
				<Notice kind="attention">
					{_("Es para hoy mismo. Si hay señal, envíelo ahora: ya no se podrá deshacer.")}
				</Notice>
			)}
			<div class="stack">
				{!sent && (
					<Button icon={Send} wide onClick={send}>
						{_("Enviar ahora")}
					</Button>
				)}
				{undoable && (
					<Button icon={Undo2} wide onClick={undo}>
						{_("Deshacer y corregir (hasta las %(time)s)", { time: formatTime(new Date(saved.undoUntil)) })}
					</Button>
				)}
				{another && (
					<Button kind="quiet" icon={UserPlus} wide onClick={onAnother}>
						{another}
					</Button>
				)}
			</div>
		</Page>
	);
}

function Promised({ script, language }: Pick<ContactSavedProps, "script" | "language">) {
	const promise = script ? textIn(script.body.promise, language) : "";
	if (!promise) return null;
	return (
		<>
			<h2>{_("Dígale antes de irse")}</h2>
			<blockquote class="aloud" lang={language}>
				{promise}
			</blockquote>
		</>
	);
}

async function sendIt(saved: SavedPerson): Promise<boolean> {
	try {
		await sendNow(saved);
		const { ok } = await sync({ tapped: true });
		showToast({ text: ok ? _("Enviado") : _("Sale en cuanto haya señal") });
		return true;
	} catch (error) {
		await tellFault(error);
		return false;
	}
}

/** Whether that moment (phone time in milliseconds) is still to come. */
function useUntil(moment: number): boolean {
	const [before, setBefore] = useState(Date.now() < moment);
	useEffect(() => {
		const timer = setTimeout(() => setBefore(false), Math.max(0, moment - Date.now()));
		return () => clearTimeout(timer);
	}, [moment]);
	return before;
}
