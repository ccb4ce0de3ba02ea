import type { LanguageCode } from "../device/types";
import { formatList, locale } from "./i18n";

/** Languages heard at doors here, each by its own name. Any other is written as the person calls it. */
const NAMES: Record<LanguageCode, string> = {
	es: "Español",
	en: "English",
	quc: "K’iche’",
	mam: "Mam",
	kjb: "Q’anjob’al",
	knj: "Akateko",
	ixl: "Ixil",
	kek: "Q’eqchi’",
	tsz: "P’urhépecha",
	oto: "Hñähñu",
	mix: "Tu’un Savi (mixteco)",
	nah: "Nāhuatl",
	zap: "Diidxazá (zapoteco)",
	pt: "Português",
	ht: "Kreyòl ayisyen",
	fr: "Français",
	ru: "Русский",
	uk: "Українська",
	ar: "العربية",
	zh: "中文",
	vi: "Tiếng Việt",
};

/** A language by its own name; a text that is no code of ours stands as it was written. */
export function languageName(code: LanguageCode): string {
	return NAMES[code] ?? code;
}

/** "Español y English" */
export function languageList(codes: readonly LanguageCode[]): string {
	return formatList(codes.map(languageName));
}

/** What a field for a language offers: first those of the campaign, then the others. */
export function languageOptions(first: readonly LanguageCode[]): { value: LanguageCode; label: string }[] {
	const codes = new Set([...first, ...Object.keys(NAMES)]);
	return [...codes].map((value) => ({ value, label: languageName(value) }));
}

/** The text in the language asked for, else in the reader's, else in any. */
export function textIn(texts: Record<LanguageCode, string>, language: LanguageCode = locale.value): string {
	return texts[language] || texts[locale.value] || texts.es || Object.values(texts)[0] || "";
}
