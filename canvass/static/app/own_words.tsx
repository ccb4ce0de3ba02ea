import { ApiError } from "../device/api";
import { _ } from "./i18n";
import { type Act, Fault, faultWords } from "./server";
import { StaleFault } from "./stale_fault";
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

interface NotSavedProps<T> {
	of: Pick<Act, "fault" | "forget">;
	onCurrent: (current: T) => void;
}

/** Why a list of the organisation's own words was not saved: somebody else was quicker, or what is wrong with all of it. */
export function NotSaved<T>({ of, onCurrent }: NotSavedProps<T>) {
	const words = wholeListWords(of.fault) ?? faultWords(of.fault);
	return <StaleFault<T> of={of} onCurrent={onCurrent} otherwise={<Fault of={of.fault} words={words} />} />;
}

/** What the server says of the list as a whole; of one line it is said beside the line. */
function wholeListWords(fault: unknown): string | undefined {
	if (!(fault instanceof ApiError)) return undefined;
	return fault.errors.find(({ path }) => path[0] === "items" && path.length === 1)?.message;
}
