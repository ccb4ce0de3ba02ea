/** How alike the names of landlords, employers and offices are, as people spell them at a desk. Pure. */

import { plain } from "./plain";

/** Words that a company's name has or has not, as whoever wrote it liked. */
const FORM = new Set([
	..."llc inc corp co ltd company incorporated corporation group properties property management mgmt".split(
		" ",
	),
	..."the and of el la los las de del y sa cv".split(" "),
]);

/** A name by which spellings are compared: no accents, capitals, marks, nor what says only what kind of company it is. */
export function nameKey(name: string): string {
	const words = plain(name)
		.replace(/['’.]/g, "")
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean);
	const telling = words.filter((word) => !FORM.has(word));
	return (telling.length > 0 ? telling : words).join(" ");
}

/**
 * Dice's coefficient over the pairs of neighbouring letters of two keys, 0 to 1: L. R. Dice, "Measures of the amount of
 * ecologic association between species" (1945); order of words counts little, one wrong letter costs two pairs.
 */
export function spelledAlike(a: Pairs, b: Pairs): number {
	const [few, many] = a.size < b.size ? [a, b] : [b, a];
	let shared = 0;
	for (const pair of few) if (many.has(pair)) shared += 1;
	return few.size === 0 ? 0 : (2 * shared) / (few.size + many.size);
}

export type Pairs = ReadonlySet<string>;

/** The pairs of neighbouring letters of each word. */
export function pairsOf(key: string): Pairs {
	const pairs = new Set<string>();
	for (const word of key.split(" ")) {
		const padded = ` ${word} `;
		for (let at = 0; at < padded.length - 1; at += 1) pairs.add(padded.slice(at, at + 2));
	}
	return pairs;
}
