import { Plus, Trash2 } from "lucide";
import type { FieldError } from "../device/api";
import type { Option } from "../device/types";
import { _ } from "./i18n";
import { below, TextPair } from "./script_texts";
import { Button } from "./ui";

interface OptionListProps {
	languages: readonly string[];
	options: Option[];
	errors: readonly FieldError[];
	onChange: (options: Option[]) => void;
}

/** What can be answered, in order. */
export function OptionList({ languages, options, errors, onChange }: OptionListProps) {
	const own = errors.find(({ path }) => path.length === 0)?.message;
	return (
		<div class="options">
			{options.map((option, index) => (
				<div key={option.id} class="option">
					<TextPair
						label={_("Opción %(n)s", { n: index + 1 })}
						languages={languages}
						value={option.text}
						errors={below(below(errors, index), "text")}
						onChange={(text) => onChange(options.with(index, { ...option, text }))}
					/>
					<Button
						kind="quiet"
						icon={Trash2}
						label={_("Quitar la opción %(n)s", { n: index + 1 })}
						onClick={() => onChange(options.toSpliced(index, 1))}
					/>
				</div>
			))}
			{own && (
				<p class="field-error" role="alert">
					{own}
				</p>
			)}
			<Button icon={Plus} onClick={() => onChange([...options, { id: freshId("o", options), text: {} }])}>
				{_("Añadir una opción")}
			</Button>
		</div>
	);
}

/** A short id that none of them has; it stays when the question is reworded, as answers name it. */
export function freshId(prefix: string, taken: readonly { id: string }[]): string {
	let n = taken.length + 1;
	while (taken.some(({ id }) => id === `${prefix}${n}`)) n += 1;
	return `${prefix}${n}`;
}
