import type { ComponentChildren } from "preact";

export interface CheckFieldProps {
	label: string;
	checked: boolean;
	onChange: (checked: boolean) => void;
	disabled?: boolean;
	/** What stands under the label. */
	children?: ComponentChildren;
}

/** A single yes or no, 48 px high, tapped anywhere on its words. */
export function CheckField({ label, checked, onChange, disabled = false, children }: CheckFieldProps) {
	return (
		<label class="check">
			<input
				type="checkbox"
				autocomplete="off"
				checked={checked}
				disabled={disabled}
				onChange={(event) => onChange(event.currentTarget.checked)}
			/>
			<span>
				{label}
				{children && <small>{children}</small>}
			</span>
		</label>
	);
}
