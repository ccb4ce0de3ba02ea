import { computed, effect, signal } from "@preact/signals";
import * as spanish from "./catalogues/es";
import { organisation } from "./organisation";

/** A catalogue made from a .po file; one that speaks only of plurals leaves every message as it stands. */
interface Catalogue {
	/** Which form a number takes: the file's Plural-Forms. */
	plural: (n: number) => number;
	messages: Record<string, string | readonly string[]>;
}

export type Locale = "es" | "en";
type Variables = Record<string, string | number>;

const KEPT_UNDER = "canvass.locale";
const REGION: Record<Locale, string> = { es: "es-US", en: "en-US" };
type Messages = Catalogue["messages"];

/** Spanish is the source and always at hand; the others come as chunks that the worker keeps. */
const FIRST: Record<Locale, () => Promise<Catalogue>> = {
	es: async () => spanish,
	en: () => import("./catalogues/en"),
};
/** What only those screens say that are themselves fetched when they are first opened. */
const REST: Record<Locale, () => Promise<{ messages: Messages }>> = {
	es: () => import("./catalogues/es_rest"),
	en: () => import("./catalogues/en_rest"),
};

export const LOCALES: readonly { code: Locale; name: string }[] = [
	{ code: "es", name: "Español" },
	{ code: "en", name: "English" },
];

const current = signal<{ locale: Locale; catalogue: Catalogue }>({ locale: "es", catalogue: spanish });

/** The language now shown. Components that call `_` show themselves anew when it changes. */
export const locale = computed(() => current.value.locale);

/** The message in the language now shown, its `%(name)s` filled in. The Spanish text is the key. */
export function _(msgid: string, variables?: Variables): string {
	const found = current.value.catalogue.messages[msgid];
	return fill(typeof found === "string" ? found : msgid, variables);
}

/** As `_`, for a message that counts `n`. */
export function ngettext(one: string, many: string, n: number, variables?: Variables): string {
	const { catalogue } = current.value;
	const found = catalogue.messages[one];
	const forms = Array.isArray(found) ? found : [one, many];
	return fill(forms[catalogue.plural(n)] ?? many, variables);
}

/** Shows the app in another language and remembers it on this phone. */
export async function setLocale(chosen: Locale): Promise<void> {
	await show(chosen);
	try {
		localStorage.setItem(KEPT_UNDER, chosen);
	} catch {
		// A browser that forbids storage still shows the language until it is closed.
	}
}

/** Shows the language that was chosen on this phone, else the browser's first that we speak, else Spanish. */
export async function startLocale(): Promise<void> {
	effect(() => {
		document.documentElement.lang = locale.value;
	});
	await show(remembered() ?? navigator.languages.map(asLocale).find((code) => code !== null) ?? "es");
}

let whole: Promise<void> | null = null;

/** Fetches, once, what the screens beyond the first say; they wait for it, so that none appears half translated. */
export function wholeCatalogue(): Promise<void> {
	whole ??= show(locale.value, true);
	return whole;
}

async function show(chosen: Locale, withRest = whole !== null): Promise<void> {
	try {
		const { plural, messages } = await FIRST[chosen]();
		const rest = withRest ? (await REST[chosen]()).messages : {};
		current.value = { locale: chosen, catalogue: { plural, messages: { ...messages, ...rest } } };
	} catch {
		// The chunk could not be had: what is shown stays as it is.
	}
}

function remembered(): Locale | null {
	try {
		return asLocale(localStorage.getItem(KEPT_UNDER) ?? "");
	} catch {
		return null;
	}
}

function asLocale(tag: string): Locale | null {
	return LOCALES.find(({ code }) => tag.toLowerCase().split("-")[0] === code)?.code ?? null;
}

function fill(message: string, variables: Variables = {}): string {
	return message.replace(/%\((\w+)\)s|%%/g, (whole, name: string | undefined) => {
		if (name === undefined) return "%";
		const value = variables[name];
		if (value === undefined) return whole;
		return typeof value === "number" ? formatNumber(value) : value;
	});
}

const PLAIN: Intl.NumberFormatOptions = {};

export function formatNumber(n: number, options: Intl.NumberFormatOptions = PLAIN): string {
	// Small counts, and most are, look the same everywhere; the browser's rules for numbers take long to load.
	if (options === PLAIN && Number.isInteger(n) && Math.abs(n) < 1000) return String(n);
	return formatter(Intl.NumberFormat, options).format(n);
}

/** A moment (Date or ISO text) or a day (`2026-11-23`) as a date: "lunes, 23 de noviembre". Days know no time zone. */
export function formatDate(
	at: Date | string,
	{ timeZone = zone(), ...options }: Intl.DateTimeFormatOptions = {},
): string {
	const day = typeof at === "string" && /^\d{4}-\d\d-\d\d$/.test(at);
	const shape = Object.keys(options).length ? options : DATE;
	return format(new Date(at), { ...shape, timeZone: day ? "UTC" : timeZone });
}

/** A moment as a time of day in the organisation's time zone. */
export function formatTime(at: Date | string, timeZone = zone()): string {
	return format(new Date(at), { hour: "numeric", minute: "2-digit", timeZone });
}

export function formatDateTime(at: Date | string, timeZone = zone()): string {
	return format(new Date(at), { ...DATE, hour: "numeric", minute: "2-digit", timeZone });
}

/** How far a moment is from now: "hace 5 minutos", "mañana". */
export function formatRelative(at: Date | string, now: Date = new Date()): string {
	const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
	const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
	const words = new Intl.RelativeTimeFormat(REGION[locale.value], { numeric: "auto" });
	return words.format(Math.round(seconds / size), unit);
}

/** "vivienda, comida y escuela". */
export function formatList(items: readonly string[]): string {
	return new Intl.ListFormat(REGION[locale.value], { type: "conjunction" }).format(items);
}

const DATE: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
	["year", 31_557_600],
	["month", 2_629_800],
	["week", 604_800],
	["day", 86_400],
	["hour", 3_600],
	["minute", 60],
];

function format(at: Date, options: Intl.DateTimeFormatOptions): string {
	return formatter(Intl.DateTimeFormat, options).format(at);
}

const formatters = new Map<string, unknown>();

/** `Kind` for the language now shown; kept, since making one takes longer than a whole row of a list. */
function formatter<Options, Formatter>(
	Kind: new (locale: string, options: Options) => Formatter,
	options: Options,
): Formatter {
	const key = `${Kind.name} ${REGION[locale.value]} ${JSON.stringify(options)}`;
	const known = (formatters.get(key) as Formatter | undefined) ?? new Kind(REGION[locale.value], options);
	formatters.set(key, known);
	return known;
}

// Before its first number and its first date a browser reads through all of its languages, which takes a slow phone
// some 50 ms: here, while the app loads, they hold up nothing that is on the screen.
formatNumber(1000);
formatTime(new Date());

function zone(): string | undefined {
	return organisation.value?.time_zone;
}
