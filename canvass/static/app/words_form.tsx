import { KeyRound } from "lucide";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { areWrongWords, NotKeyholder } from "../device/unlocked";
import { writtenOut } from "../device/wordhints";
import { DRAWN_WORDS } from "../device/words";
import { DeskFault, deskFaultText } from "./desk_faults";
import { _ } from "./i18n";
import { useAct } from "./server";
import { Button } from "./ui";
import { WordsField } from "./words_field";

interface WordsFormProps {
	class: string;
	/** The button's word. */
	act: string;
	/** Which words, where it is not a keyholder's own seven. */
	label?: string;
	count?: number;
	/** What is wrong with words as they were typed, before anything is tried with them. */
	fault?: (words: string) => string | undefined;
	/** That they are whole, and open nothing. */
	wrong?: string;
	/** Instead of the form, where this member turns out to have no key. */
	keyless?: ComponentChildren;
	autoFocus?: boolean;
	/** There is another way above it, which is the first one. */
	second?: boolean;
	onWords: (words: string) => Promise<void>;
	/** Above the words, and below the button. */
	children: ComponentChildren;
	below?: ComponentChildren;
}

/** Asks for words that open something: written out from their first letters, checked, tried. */
export function WordsForm({
	label = _("Sus siete palabras, en orden"),
	count = DRAWN_WORDS,
	fault: faultIn = missingWords,
	onWords,
	wrong,
	autoFocus = false,
	second = false,
	...form
}: WordsFormProps) {
	const [typed, setTyped] = useState("");
	const [fault, setFault] = useState<string | undefined>();
	const act = useAct();
	const submit = (event: Event) => {
		event.preventDefault();
		const words = writtenOut(typed);
		const found = faultIn(words);
		setTyped(words);
		setFault(found);
		if (found === undefined) return act.run(() => onWords(words));
	};
	const opensNothing = areWrongWords(act.fault);
	if (act.fault instanceof NotKeyholder && form.keyless) return <>{form.keyless}</>;
	return (
		<form class={form.class} onSubmit={submit} noValidate>
			{form.children}
			<WordsField
				label={label}
				value={typed}
				count={count}
				error={fault ?? (opensNothing ? (wrong ?? deskFaultText(act.fault)) : undefined)}
				autoFocus={autoFocus}
				onInput={(value) => {
					act.forget();
					setFault(undefined);
					setTyped(value);
				}}
			/>
			{!opensNothing && <DeskFault of={act.fault} />}
			<Button
				kind={second ? "secondary" : "main"}
				type="submit"
				wide
				icon={KeyRound}
				busy={act.busy}
				disabled={!typed.trim()}
			>
				{act.busy ? _("Abriendo…") : form.act}
			</Button>
			{form.below}
		</form>
	);
}

/** That a keyholder's words are not all there. */
function missingWords(words: string): string | undefined {
	return words.trim().split(/\s+/).length < DRAWN_WORDS ? _("Faltan palabras: son siete.") : undefined;
}
