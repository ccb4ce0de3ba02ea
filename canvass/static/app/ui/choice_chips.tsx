import type { IconNode } from "lucide";
import { useId } from "preact/hooks";
import { Icon } from "./icon";

export interface Choice<V extends string> {
	value: V;
	label: string;
	icon?: IconNode;
}

interface Shown<V extends string> {
	legend: string;
	options: readonly Choice<V>[];
	hint?: string;
	error?: string;
	/** For the eye, the legend is left out where the screen says it already. */
	legendHidden?: boolean;
}

interface Single<V extends string> extends Shown<V> {
	multiple?: false;
	value: V | null;
	onChange: (value: V) => void;
}

interface Multiple<V extends string> extends Shown<V> {
	multiple: true;
	value: readonly V[];
	onChange: (value: V[]) => void;
}

export type ChoiceChipsProps<V extends string> = Single<V> | Multiple<V>;

/** Big chips for a few options: radio buttons, or check boxes where several can be true. */
export function ChoiceChips<V extends string>(props: ChoiceChipsProps<V>) {
	const id = useId();
	const { legend, options, hint, error } = props;
	return (
		<fieldset class="chips" aria-describedby={hint || error ? `${id}-about` : undefined}>
			<legend class={props.legendHidden ? "visually-hidden" : undefined}>{legend}</legend>
			<div class="chips-row">
				{options.map((option) => (
					<label class="chip" key={option.value}>
						<input
							type={props.multiple ? "checkbox" : "radio"}
							name={id}
							autocomplete="off"
							checked={isChosen(props, option.value)}
							onChange={() => choose(props, option.value)}
						/>
						<span>
							{option.icon && <Icon of={option.icon} size={20} />}
							{option.label}
						</span>
					</label>
				))}
			</div>
			<p id={`${id}-about`} class={error ? "field-error" : "field-hint"} aria-live="polite">
				{error ?? hint}
			</p>
		</fieldset>
	);
}

function isChosen<V extends string>(props: ChoiceChipsProps<V>, value: V): boolean {
	return props.multiple ? props.value.includes(value) : props.value === value;
}

function choose<V extends string>(props: ChoiceChipsProps<V>, value: V): void {
	if (props.multiple) props.onChange(toggled(props.value, value));
	else props.onChange(value);
}

function toggled<V extends string>(chosen: readonly V[], value: V): V[] {
	return chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
}
