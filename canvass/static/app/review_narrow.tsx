import { useMemo } from "preact/hooks";
import type { ReviewedContact } from "../device/queue";
import { needChoices, sourceName } from "./contact_words";
import { _, formatNumber, ngettext } from "./i18n";
import { languageName } from "./languages";
import { AGES, isNarrowed, type Narrowing, NOT_NARROWED, PROMISES } from "./review_narrowing";
import { SOURCES } from "./triage_words";
import { Button, SelectField } from "./ui";

interface NarrowProps {
	contacts: readonly ReviewedContact[];
	value: Narrowing;
	onChange: (value: Narrowing) => void;
}

/** Language, need, source, promise and age: behind one line, since most days the order of the list is enough. */
export function Narrow({ contacts, value, onChange }: NarrowProps) {
	const languages = useMemo(() => languagesOf(contacts), [contacts]);
	const set = (part: Partial<Narrowing>) => onChange({ ...value, ...part });
	const chosen = Object.values(value).filter((part) => part !== "").length;
	return (
		<details class="narrow">
			<summary>
				{chosen > 0
					? ngettext("%(n)s filtro puesto", "%(n)s filtros puestos", chosen, { n: formatNumber(chosen) })
					: _("Más filtros")}
			</summary>
			<div class="field-pair">
				<Pick
					label={_("Idioma")}
					value={value.language}
					options={languages.map((code) => [code, languageName(code)])}
					onChange={(language) => set({ language })}
				/>
				<Pick
					label={_("Necesidad")}
					all={_("Todas")}
					value={value.need}
					options={needChoices(contacts.flatMap(({ body }) => body?.needs ?? [])).map((one) => [
						one.value,
						one.label,
					])}
					onChange={(need) => set({ need: need as Narrowing["need"] })}
				/>
				<Pick
					label={_("Cómo llegó")}
					value={value.source}
					options={SOURCES.map((code) => [code, sourceName(code)])}
					onChange={(source) => set({ source: source as Narrowing["source"] })}
				/>
				<Pick
					label={_("Lo prometido")}
					value={value.promise}
					options={PROMISES.map((code) => [code, PROMISE_WORDS[code]()])}
					onChange={(promise) => set({ promise: promise as Narrowing["promise"] })}
				/>
				<Pick
					label={_("Se anotó")}
					value={value.age}
					options={AGES.map((days) => [
						days,
						ngettext("hace %(n)s día o más", "hace %(n)s días o más", Number(days), { n: days }),
					])}
					onChange={(age) => set({ age: age as Narrowing["age"] })}
				/>
			</div>
			{isNarrowed(value) && (
				<Button kind="quiet" onClick={() => onChange(NOT_NARROWED)}>
					{_("Quitar los filtros")}
				</Button>
			)}
		</details>
	);
}

const PROMISE_WORDS = {
	past: () => _("Ya pasó el día"),
	today: () => _("Es para hoy"),
	ahead: () => _("Todavía hay tiempo"),
	none: () => _("Sin prisa"),
};

interface PickProps {
	label: string;
	/** What it says while nothing is chosen, where that is another word. */
	all?: string;
	value: string;
	options: readonly (readonly [string, string])[];
	onChange: (value: string) => void;
}

function Pick({ label, all = _("Todos"), value, options, onChange }: PickProps) {
	return (
		<SelectField
			label={label}
			value={value}
			placeholder={all}
			options={options.map(([code, name]) => ({ value: code, label: name }))}
			onChange={onChange}
		/>
	);
}

function languagesOf(contacts: readonly ReviewedContact[]): string[] {
	const found = new Set(contacts.flatMap(({ body }) => (body?.language ? [body.language] : [])));
	return [...found].sort((a, b) => languageName(a).localeCompare(languageName(b)));
}
