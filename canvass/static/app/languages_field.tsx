import { useRef, useState } from "preact/hooks";
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
			<OtherLanguage without={first} onAdd={(code) => onChange([...value, code])} />
		</>
	);
}

interface OtherLanguageProps {
	without: readonly string[];
	onAdd: (code: string) => void;
}

/** Any other: a finger's choice counts at once; keys go through all that come before, and the one on which they leave counts. */
function OtherLanguage({ without, onAdd }: OtherLanguageProps) {
	const [reached, setReached] = useState("");
	const byKeys = useRef(false);
	const take = (code: string) => {
		byKeys.current = false;
		setReached("");
		if (code) onAdd(code);
	};
	const press = ({ key }: KeyboardEvent) => {
		if (key === "Enter") take(reached);
		else if (key !== "Tab") byKeys.current = true;
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: what is pressed and left is the list inside.
		<div onKeyDown={press} onPointerDown={() => (byKeys.current = false)} onFocusOut={() => take(reached)}>
			<SelectField
				label={_("Otro idioma")}
				value={reached}
				placeholder={_("Elija para agregarlo")}
				options={languageOptions([]).filter((option) => !without.includes(option.value))}
				onChange={(code) => (byKeys.current ? setReached(code) : take(code))}
			/>
		</div>
	);
}
