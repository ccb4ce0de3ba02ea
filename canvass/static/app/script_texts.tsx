import { ApiError, type FieldError } from "../device/api";
import type { Texts } from "../device/types";
import { languageName } from "./languages";
import { TextField } from "./ui";

/** The server's complaints below a part of the form, with the rest of their paths. */
export function errorsUnder(fault: unknown, part: string): FieldError[] {
	return fault instanceof ApiError ? below(fault.errors, part) : [];
}

export function below(errors: readonly FieldError[], part: string | number): FieldError[] {
	return errors
		.filter(({ path }) => path[0] === part)
		.map(({ path, message }) => ({ path: path.slice(1), message }));
}

interface TextPairProps {
	label: string;
	hint?: string;
	languages: readonly string[];
	value: Texts;
	errors: readonly FieldError[];
	rows?: number;
	onChange: (value: Texts) => void;
}

/** One text in each language of the campaign, side by side where there is room. */
export function TextPair({ label, hint, languages, value, errors, rows = 1, onChange }: TextPairProps) {
	return (
		<fieldset class="text-pair">
			<legend>{label}</legend>
			{hint && <p class="field-hint">{hint}</p>}
			<div class="field-pair">
				{languages.map((code) => (
					<TextField
						key={code}
						label={languageName(code)}
						value={value[code] ?? ""}
						rows={rows}
						maxLength={2000}
						error={errors.find(({ path }) => path[0] === code)?.message}
						onInput={(text) => onChange({ ...value, [code]: text })}
					/>
				))}
			</div>
		</fieldset>
	);
}
