import type { ContactForm, ContactProblem } from "../device/contacts";
import type { LanguageCode, Script } from "../device/types";
import { purposeChoices } from "./contact_words";
import { _ } from "./i18n";
import { textIn } from "./languages";
import { ReadIn } from "./script";
import { ChoiceChips, Notice } from "./ui";

export interface ContactPartProps {
	form: ContactForm;
	onChange: (form: ContactForm) => void;
	problems: readonly ContactProblem[];
}

interface ContactConsentProps extends ContactPartProps {
	script: Script | null;
	languages: readonly LanguageCode[];
}

/** The words to read aloud in the person's language, and what exactly the person agrees to. */
export function ContactConsent({ form, onChange, problems, script, languages }: ContactConsentProps) {
	const { consent } = form;
	const spoken = languages.filter((code) => script?.body.consent[code]);
	const read = (language: LanguageCode) =>
		onChange({
			...form,
			language,
			consent: { ...consent, language, words: script ? textIn(script.body.consent, language) : "" },
		});
	return (
		<section aria-labelledby="consent-title">
			<h2 id="consent-title">{_("Primero, léale esto en voz alta")}</h2>
			{spoken.length > 1 && <ReadIn languages={spoken} value={consent.language} onChange={read} />}
			{consent.words ? (
				<blockquote class="aloud" lang={consent.language}>
					{consent.words}
				</blockquote>
			) : (
				<Notice kind="attention">
					{_("El guion de esta campaña no trae el texto del consentimiento. Avise a quien coordina.")}
				</Notice>
			)}
			{consent.words && (
				<ChoiceChips
					legend={_("¿A qué dijo que sí?")}
					multiple
					value={consent.purposes}
					onChange={(purposes) => onChange({ ...form, consent: { ...consent, purposes } })}
					options={purposeChoices()}
					hint={
						consent.purposes.length
							? ""
							: _("Marque cada cosa que la persona acepte. Sin un sí, no se anota nada.")
					}
					{...(problems.some(({ field }) => field === "consent.purposes")
						? { error: _("Sin un sí de la persona no se guarda nada.") }
						: {})}
				/>
			)}
		</section>
	);
}
