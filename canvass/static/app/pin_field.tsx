import { useEffect, useRef } from "preact/hooks";
import { PIN_DIGITS } from "../device/pin";
import { Field, type FieldTexts } from "./ui";

interface PinFieldProps extends FieldTexts {
	value: string;
	onInput: (digits: string) => void;
	busy?: boolean;
	/** The cursor stands here when the screen opens, and again after a wrong one. */
	first?: boolean;
}

/** The phone's large keys for numbers, and dots for what was typed. No password field: browsers offer to keep those. */
export function PinField({ label, hint, error, value, onInput, busy = false, first = true }: PinFieldProps) {
	const input = useRef<HTMLInputElement>(null);
	useEffect(() => {
		if (first && !busy) input.current?.focus();
	}, [first, busy]);
	return (
		<Field label={label} hint={hint} error={error}>
			{(ids) => (
				<input
					{...ids}
					ref={input}
					class="pin"
					type="text"
					inputMode="numeric"
					autocomplete="off"
					autoCorrect="off"
					spellcheck={false}
					readOnly={busy}
					maxLength={PIN_DIGITS}
					value={value}
					onInput={(event) => onInput(event.currentTarget.value.replace(/\D/g, ""))}
				/>
			)}
		</Field>
	);
}
