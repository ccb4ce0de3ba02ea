/** Text as people look for it: without accents and capitals. Pure. */

export function plain(text: string): string {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether all of the words are somewhere in these texts. */
export function hasWords(texts: readonly (string | undefined)[], words: string): boolean {
	const text = plain(texts.join(" "));
	return plain(words)
		.split(/\s+/)
		.every((word) => text.includes(word));
}
