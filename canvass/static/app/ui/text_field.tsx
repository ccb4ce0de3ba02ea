import type { InputHTMLAttributes } from "preact";
import { Field, type FieldTexts } from "./field";

export interface TextFieldProps extends FieldTexts {
	value: string;
	onInput: (value: string) => void;
	onBlur?: () => void;
	type?: "text" | "tel" | "search" | "date" | "datetime-local" | "time" | "number" | "url";
	inputMode?: "text" | "tel" | "numeric" | "decimal" | "search";
	/** More than one: a text area of so many rows. */
	rows?: number;
	maxLength?: number;
	required?: boolean;
	disabled?: boolean;
	min?: string | number;
	max?: string | number;
	autoFocus?: boolean;
	autoCapitalize?: "none" | "words" | "sentences";
}

/** A field to type in. Browsers keep nothing of it: what is typed at a door must not stay on the disk. */
export function TextField({
	label,
	hint,
	error,
	onInput,
	rows = 1,
	type = "text",
	autoFocus,
	...control
}: TextFieldProps) {
	const common = {
		...control,
		autocomplete: "off",
		// In this spelling it is set as an attribute: as the property that browsers know, any text means on.
		autoCorrect: "off",
		spellcheck: false,
		ref: autoFocus ? focusOnce : null,
		onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
	};
	return (
		<Field label={label} hint={hint} error={error}>
			{(ids) =>
				rows > 1 ? (
					<textarea {...common} {...ids} rows={rows} />
				) : (
					<TypedInput type={type} {...common} {...ids} />
				)
			}
		</Field>
	);
}

/** Preact has one shape for each type of input; a type that is chosen while running fits none of them by itself. */
function TypedInput({ type, ...attributes }: Omit<InputHTMLAttributes, "type"> & { type: string }) {
	return <input {...({ type, ...attributes } as InputHTMLAttributes)} />;
}

function focusOnce(element: HTMLElement | null): void {
	element?.focus();
}
