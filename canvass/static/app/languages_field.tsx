import { _ } from "./i18n";
import { languageName, languageOptions } from "./languages";
import { organisation } from "./organisation";
import { ChoiceChips, SelectField } from "./ui";

interface LanguagesFieldProps {
	legend: string;
	value: string[];
	onChange: (languages: string[]) => void;
}

/** Several languages: those of this organisation as chips, any other from a list. */
export function LanguagesField({ legend, value, onChange }: LanguagesFieldProps) {
	const first = [...new Set([...(organisation.value?.languages ?? ["es", "en"]), ...value])];
	return (
		<>
			<ChoiceChips
				multiple
				legend={legend}
				options={first.map((code) => ({ value: code, label: languageName(code) }))}
				value={value}
				onChange={onChange}
			/>
			<SelectField
				label={_("Otro idioma")}
				value=""
				placeholder={_("Elija para agregarlo")}
				options={languageOptions([]).filter((option) => !first.includes(option.value))}
				onChange={(code) => code && onChange([...value, code])}
			/>
		</>
	);
}
