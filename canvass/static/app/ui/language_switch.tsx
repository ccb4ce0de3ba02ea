import { LOCALES, locale, setLocale } from "../i18n";

/** The other language's own name; one tap shows the app in it. */
export function LanguageSwitch() {
	return (
		<>
			{LOCALES.filter(({ code }) => code !== locale.value).map(({ code, name }) => (
				<button
					key={code}
					type="button"
					class="button button-quiet"
					lang={code}
					onClick={() => setLocale(code)}
				>
					{name}
				</button>
			))}
		</>
	);
}
