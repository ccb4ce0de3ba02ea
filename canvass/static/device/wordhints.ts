/** Help with typing drawn words: which of the list may be meant, and the rest of a word begun. */

import { normalise, unknownWords, WORDS } from "./words";

/** In the list, four letters tell every word from all others. */
const TELLING = 4;
const plain = WORDS.map(normalise);

/** Words of the list that begin as `begun` does, accents and capitals aside. */
export function wordsBeginning(begun: string, most: number): string[] {
	const start = normalise(begun);
	if (start.length < 2) return [];
	return WORDS.filter((_word, place) => plain[place]?.startsWith(start)).slice(0, most);
}

/** The words typed, those begun with four letters or more written out. */
export function writtenOut(typed: string): string {
	return typed
		.split(/\s+/)
		.filter(Boolean)
		.map((word) => (unknownWords(word).length > 0 ? (onlyOne(word) ?? word) : word))
		.join(" ");
}

function onlyOne(word: string): string | null {
	if (normalise(word).length < TELLING) return null;
	const [found, another] = wordsBeginning(word, 2);
	return another === undefined ? (found ?? null) : null;
}
