import { _ } from "./i18n";
import { TextField } from "./ui";

/** What the organisation names itself stands in both languages. */
export interface BothNames {
	es: string;
	en: string;
}

const NAME_LETTERS = 40;

interface NameFieldsProps {
	value: BothNames;
	onChange: (names: Partial<BothNames>) => void;
}

/** A name of the organisation's own, in both languages. */
export function NameFields({ value: { es, en }, onChange }: NameFieldsProps) {
	const face = { maxLength: NAME_LETTERS, autoCapitalize: "sentences" } as const;
	return (
		<div class="field-pair">
			<TextField {...face} label={_("En español")} value={es} onInput={(name) => onChange({ es: name })} />
			<TextField {...face} label={_("En inglés")} value={en} onInput={(name) => onChange({ en: name })} />
		</div>
	);
}

/** The same without spaces at its ends, as it is saved. */
export function trimmed<N extends BothNames>(named: N): N {
	return { ...named, es: named.es.trim(), en: named.en.trim() };
}

export function isNamed({ es, en }: BothNames): boolean {
	return es.trim() !== "" && en.trim() !== "";
}
