import { useRef } from "preact/hooks";
import { wordsBeginning } from "../device/wordhints";
import { unknownWords } from "../device/words";
import { _, formatList, ngettext } from "./i18n";
import { Button, TextField } from "./ui";

const HINTS = 4;

interface WordsFieldProps {
	label: string;
	value: string;
	/** How many words there should be. */
	count: number;
	onInput: (value: string) => void;
	error?: string | undefined;
	autoFocus?: boolean;
}

/** A field for drawn words, with those of the list that may be meant. Nothing of it is kept by the browser. */
export function WordsField({ label, value, count, onInput, error, autoFocus = false }: WordsFieldProps) {
	const box = useRef<HTMLDivElement>(null);
	const begun = /\S+$/.exec(value)?.[0] ?? "";
	const hints = wordsBeginning(begun, HINTS).filter(
		(word) => unknownWords(begun).length > 0 || word !== begun,
	);
	const finished = value.slice(0, value.length - begun.length);
	const strange = unknownWords(finished);
	const typed = value.split(/\s+/).filter(Boolean).length;
	const take = (word: string) => {
		onInput(`${finished}${word} `);
		box.current?.querySelector("input")?.focus();
	};
	return (
		<div class="words-field" ref={box}>
			<TextField
				label={label}
				hint={_("Con o sin acentos. De cada palabra bastan las primeras cuatro letras.")}
				error={strange.length > 0 ? strangeText(strange) : error}
				value={value}
				autoCapitalize="none"
				autoFocus={autoFocus}
				onInput={onInput}
			/>
			<p class="words-count" role="status">
				{_("%(n)s de %(count)s palabras", { n: typed, count })}
			</p>
			<div class="words-hints">
				{hints.map((word) => (
					<Button key={word} kind="quiet" onClick={() => take(word)}>
						{word}
					</Button>
				))}
			</div>
		</div>
	);
}

function strangeText(words: readonly string[]): string {
	const list = formatList(words.map((word) => `«${word}»`));
	return ngettext("No está en la lista: %(words)s", "No están en la lista: %(words)s", words.length, {
		words: list,
	});
}
