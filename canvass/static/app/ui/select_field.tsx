import { Field, type FieldTexts } from "./field";

export interface SelectFieldProps extends FieldTexts {
	value: string;
	onChange: (value: string) => void;
	options: readonly { value: string; label: string }[];
	/** The first line while nothing is chosen. */
	placeholder?: string;
	disabled?: boolean;
}

/** One of many: for more options than chips can show. */
export function SelectField({
	label,
	hint,
	error,
	onChange,
	options,
	placeholder,
	...rest
}: SelectFieldProps) {
	return (
		<Field label={label} hint={hint} error={error}>
			{(ids) => (
				<select
					{...ids}
					{...rest}
					autocomplete="off"
					onChange={(event) => onChange(event.currentTarget.value)}
				>
					{placeholder !== undefined && <option value="">{placeholder}</option>}
					{options.map((option) => (
						<option key={option.value} value={option.value}>
							{option.label}
						</option>
					))}
				</select>
			)}
		</Field>
	);
}
