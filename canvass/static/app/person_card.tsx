import type { Card } from "../device/bodies";
import type { Consent, LanguageCode, Purpose } from "../device/types";
import { PURPOSES } from "../device/types";
import { channelName, purposeName, timeName } from "./contact_words";
import { beside, dayWords } from "./desk_words";
import { _ } from "./i18n";
import { languageName } from "./languages";

/** A fact with its name; nothing where there is no fact. */
export function Fact({ label, children }: { label: string; children: string }) {
	if (!children) return null;
	return (
		<div class="fact">
			<dt>{label}</dt>
			<dd>{children}</dd>
		</div>
	);
}

/** How to reach the person without doing harm, in words. */
export function PersonCard({ card }: { card: Card }) {
	return (
		<section>
			<h3>{_("Cómo comunicarse sin riesgo")}</h3>
			{card.phone && (
				<p class="phone">
					<a href={`tel:${card.phone.replace(/[^\d+]/g, "")}`}>{phoneWords(card.phone)}</a>
				</p>
			)}
			<dl class="facts">
				<Fact label={_("Prefiere")}>{channelName(card.channel)}</Fact>
				<Fact label={_("Cuándo")}>{beside(card.when.map(timeName))}</Fact>
				<Fact label={_("Mensaje de voz")}>{card.voicemail ? _("Se puede dejar") : _("No deje mensaje")}</Fact>
				<Fact label={_("Si contesta otra persona")}>{answerWords(card)}</Fact>
				<Fact label={_("Idioma para hablarle")}>{languageName(card.language)}</Fact>
			</dl>
		</section>
	);
}

function answerWords({ ask_for }: Card): string {
	if (ask_for) return _("Pregunte por %(name)s, sin decir para qué", { name: ask_for });
	return _("No diga quién llama ni para qué");
}

/** "+1 828 555 0123"; a number of another shape stands as it is. */
export function phoneWords(phone: string): string {
	const [, area, first, last] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone) ?? [];
	return area ? `+1 ${area} ${first} ${last}` : phone;
}

/** What exactly the person said yes to, in which words, when; and what they did not. */
export function ConsentWords({ consent }: { consent: Consent }) {
	const others = PURPOSES.filter((purpose) => !consent.purposes.includes(purpose));
	return (
		<section>
			<h3>{_("A qué dijo que sí")}</h3>
			<ul class="consent">
				{consent.purposes.map((purpose) => (
					<li key={purpose} class="consent-yes">
						{agreed(consent, purpose)}
					</li>
				))}
				{others.map((purpose) => (
					<li key={purpose} class="consent-no">
						{notAgreed(consent, purpose)}
					</li>
				))}
			</ul>
			<details>
				<summary>
					{_("Lo que se le leyó, en %(language)s, el %(day)s", {
						language: languageName(consent.language),
						day: dayWords(consent.on),
					})}
				</summary>
				<blockquote class="aloud" lang={langOf(consent.language)}>
					{consent.words || _("No quedó anotado el texto.")}
				</blockquote>
			</details>
		</section>
	);
}

function agreed({ added }: Consent, code: Purpose): string {
	const purpose = purposeName(code);
	const day = added?.[code];
	return day ? _("%(purpose)s: lo aceptó después, el %(day)s", { purpose, day: dayWords(day) }) : purpose;
}

function notAgreed({ withdrawn }: Consent, code: Purpose): string {
	const purpose = purposeName(code);
	const day = withdrawn?.[code];
	if (day === undefined) return _("%(purpose)s: no lo aceptó", { purpose });
	return _("%(purpose)s: lo retiró el %(day)s", { purpose, day: dayWords(day) });
}

/** A language's code for the page, if it is one; sealed bodies may hold any text. */
function langOf(code: LanguageCode): string | undefined {
	return /^[a-z]{2,3}$/.test(code) ? code : undefined;
}
