import { Globe } from "lucide";
import { LOCALES, locale, setLocale } from "../i18n";
import { Button } from "./button";

/** The other language's own name; one tap shows the app in it. */
export function LanguageSwitch() {
	return (
		<>
			{LOCALES.filter(({ code }) => code !== locale.value).map(({ code, name }) => (
				<Button key={code} kind="quiet" bar icon={Globe} lang={code} onClick={() => setLocale(code)}>
					{name}
				</Button>
			))}
		</>
	);
}
