import { useEffect, useState } from "preact/hooks";
import { type ContactForm, formatPhone, roomInContact } from "../device/contacts";
import type { LanguageCode } from "../device/types";
import type { ContactPartProps } from "./contact_consent";
import { ContactPromise } from "./contact_promise";
import { channelChoices, interestChoices, needChoices, timeChoices, urgencyChoices } from "./contact_words";
import { _ } from "./i18n";
import { CheckField, ChoiceChips, TextField } from "./ui";
import { LanguageField } from "./visit_parts";

/** Letters that are left before the sealed record is full, from which on the form says so. */
const ROOM_TO_MENTION = 200;

interface ContactCardProps extends ContactPartProps {
	languages: readonly LanguageCode[];
}

/** How to reach the person without doing harm. */
export function ContactCard({ form, onChange, problems, languages }: ContactCardProps) {
	const set = (part: Partial<ContactForm>) => onChange({ ...form, ...part });
	const wrong = (field: keyof ContactForm) => problems.find((problem) => problem.field === field)?.code;
	return (
		<section aria-labelledby="card-title">
			<h2 id="card-title">{_("Cómo comunicarse sin riesgo")}</h2>
			<TextField
				label={_("Nombre o alias")}
				hint={_("Como quiera que se le llame; no tiene que ser su nombre legal.")}
				error={wrong("name") && _("Escriba un nombre o un alias.")}
				value={form.name}
				maxLength={80}
				autoCapitalize="words"
				onInput={(name) => set({ name })}
			/>
			<ChoiceChips
				legend={_("¿Cómo prefiere?")}
				value={form.channel}
				onChange={(channel) => set({ channel })}
				options={channelChoices()}
			/>
			<PhoneField form={form} set={set} problem={wrong("phone")} />
			<ChoiceChips
				legend={_("¿Cuándo?")}
				multiple
				value={form.when}
				onChange={(when) => set({ when })}
				options={timeChoices()}
			/>
			<CheckField
				label={_("Se puede dejar mensaje de voz")}
				checked={form.voicemail}
				onChange={(voicemail) => set({ voicemail })}
			/>
			<TextField
				label={_("Preguntar por")}
				hint={_("Si contesta otra persona. Se puede dejar en blanco.")}
				value={form.ask_for}
				maxLength={80}
				onInput={(ask_for) => set({ ask_for })}
			/>
			<LanguageField
				label={_("Idioma para hablarle")}
				value={form.language}
				onChange={(language) => set({ language })}
				first={languages}
			/>
		</section>
	);
}

interface PhoneFieldProps {
	form: ContactForm;
	set: (part: Partial<ContactForm>) => void;
	problem: string | undefined;
}

function PhoneField({ form, set, problem }: PhoneFieldProps) {
	const [bad, setBad] = useState(false);
	useEffect(() => {
		// The rules of phone numbers are fetched while the person is still being asked.
		formatPhone("").catch(() => null);
	}, []);
	const check = async () => setBad(form.phone.trim() !== "" && (await formatPhone(form.phone)) === null);
	const error =
		bad || problem === "bad_phone" ? _("Ese número no parece completo. Léaselo en voz alta.") : undefined;
	return (
		<TextField
			label={_("Teléfono")}
			type="tel"
			inputMode="tel"
			hint={form.channel === "visit" ? _("Para una visita no hace falta.") : undefined}
			error={problem === "needed" ? _("Hace falta un teléfono, o elija «Visita».") : error}
			value={form.phone}
			maxLength={30}
			onInput={(phone) => {
				setBad(false);
				set({ phone });
			}}
			onBlur={check}
		/>
	);
}

/** What the person needs, what they would like to take part in, and how soon. */
export function ContactNeeds({ form, onChange, problems }: ContactPartProps) {
	const set = (part: Partial<ContactForm>) => onChange({ ...form, ...part });
	const room = roomInContact(form);
	return (
		<section aria-labelledby="needs-title">
			<h2 id="needs-title">{_("Para qué")}</h2>
			<ChoiceChips
				legend={_("Necesidades")}
				multiple
				value={form.needs}
				onChange={(needs) => set({ needs })}
				options={needChoices()}
			/>
			<ChoiceChips
				legend={_("Le interesa")}
				multiple
				value={form.interests}
				onChange={(interests) => set({ interests })}
				options={interestChoices()}
			/>
			<ChoiceChips
				legend={_("¿Qué tan pronto?")}
				value={form.urgency}
				onChange={(urgency) => set({ urgency })}
				options={urgencyChoices()}
			/>
			<TextField
				label={_("Nota")}
				hint={_("Lo que ayude a llamarle bien. Nada de estatus, documentos ni lugar de origen.")}
				error={
					room < 0 || problems.some(({ code }) => code === "too_long")
						? _("Es demasiado largo: acorte la nota.")
						: undefined
				}
				rows={3}
				autoCapitalize="sentences"
				value={form.note}
				onInput={(note) => set({ note })}
			/>
			<p class="soft" role="status">
				{room >= 0 && room < ROOM_TO_MENTION && _("Quedan %(room)s letras", { room })}
			</p>
			<ContactPromise form={form} onChange={onChange} />
		</section>
	);
}
