/**
 * Who may be the same person: by phone, and by name and language. Pure; it says why, and a person decides.
 *
 * Names are compared as they sound in Spanish, nicknames as the names they stand for, letter by letter with one slip.
 */

import { plain } from "./plain";

/** What two records of a person are compared by; phones stand in E.164 already. */
export interface Known {
	name: string;
	phone: string;
	language: string;
}

export type Why = "phone" | "same_name" | "like_name" | "language";

export interface Match {
	/** The higher, the likelier: a phone weighs more than any name. */
	score: number;
	why: Why[];
}

const WEIGHTS: Record<Why, number> = { phone: 6, same_name: 3, like_name: 2, language: 1 };
/** A name alone that is only like another, in another language, is no reason to look. */
const ENOUGH = 3;
/** From so many letters on, one slip is forgiven. */
const LONG = 4;

const TITLES = new Set("el la los las don dona senor senora sr sra srta maestro maestra de del y".split(" "));
const NICKNAMES: Record<string, string> = {
	pepe: "jose",
	chepe: "jose",
	paco: "francisco",
	pancho: "francisco",
	lupe: "guadalupe",
	lupita: "guadalupe",
	chayo: "rosario",
	memo: "guillermo",
	nacho: "ignacio",
	tono: "antonio",
	tony: "antonio",
	tere: "teresa",
	chuy: "jesus",
	lalo: "eduardo",
	kike: "enrique",
	quique: "enrique",
	beto: "alberto",
	concha: "concepcion",
	conchita: "concepcion",
	meche: "mercedes",
	lola: "dolores",
	nando: "fernando",
	chema: "jose maria",
	mari: "maria",
	mary: "maria",
	maru: "maria eugenia",
	rosita: "rosa",
	juanito: "juan",
	anita: "ana",
	luisito: "luis",
	carlitos: "carlos",
	pedrito: "pedro",
};

/** How like two are, and why; null where there is no reason to look at them together. */
export function matchOf(one: Known, other: Known): Match | null {
	const why: Why[] = [];
	if (one.phone !== "" && one.phone === other.phone) why.push("phone");
	const names = namesAlike(one, other);
	if (names) why.push(names);
	if (why.length > 0 && one.language !== "" && one.language === other.language) why.push("language");
	const score = why.reduce((sum, reason) => sum + WEIGHTS[reason], 0);
	return score >= ENOUGH ? { score, why } : null;
}

/** Those that may be the same person, the likeliest first. */
export function matchesOf<K>(
	one: Known,
	others: readonly K[],
	known: (other: K) => Known,
): { other: K; match: Match }[] {
	const found = others.flatMap((other) => {
		const match = matchOf(one, known(other));
		return match ? [{ other, match }] : [];
	});
	return found.sort((a, b) => b.match.score - a.match.score);
}

function namesAlike(one: Known, other: Known): "same_name" | "like_name" | null {
	const [a, b] = [partsOf(one), partsOf(other)];
	const [few, many] = a.length <= b.length ? [a, b] : [b, a];
	// One name alone fits half the valley: it counts only beside another that is alone.
	if (few.length === 0 || (few.length === 1 && many.length > 1)) return null;
	if (few.every(({ plain }) => many.some((part) => part.plain === plain))) return "same_name";
	const left = [...many];
	const taken = few.every((part) => {
		const at = left.findIndex((other) => soundAlike(part.sound, other.sound));
		if (at >= 0) left.splice(at, 1);
		return at >= 0;
	});
	return taken ? "like_name" : null;
}

interface Part {
	plain: string;
	sound: string;
}

/** Many are compared with one after another: each name is taken apart once, and what that gave goes with its record. */
const taken = new WeakMap<Known, Part[]>();

function partsOf(known: Known): Part[] {
	const before = taken.get(known);
	if (before) return before;
	const words = plain(known.name)
		.split(/[^\p{L}]+/u)
		.filter((word) => word !== "" && !TITLES.has(word));
	const whole = words.flatMap((word) => (NICKNAMES[word] ?? word).split(" "));
	const parts = whole.map((word) => ({ plain: word, sound: soundOf(word) }));
	taken.set(known, parts);
	return parts;
}

/** As it sounds: what Spanish writes in two ways is one letter. */
function soundOf(word: string): string {
	return word
		.replace(/qu(?=[ei])|k/g, "c")
		.replace(/c(?=[ei])|z/g, "s")
		.replace(/ll/g, "y")
		.replace(/v/g, "b")
		.replace(/x/g, "j")
		.replace(/g(?=[ei])/g, "j")
		.replace(/(?<!c)h/g, "")
		.replace(/i$/, "y")
		.replace(/(.)\1+/g, "$1");
}

function soundAlike(one: string, other: string): boolean {
	if (one === other) return true;
	return one.length >= LONG && other.length >= LONG && isOneSlip(one, other);
}

/** Whether a letter was changed, left out, added, or two were swapped, and no more. */
function isOneSlip(one: string, other: string): boolean {
	if (Math.abs(one.length - other.length) > 1) return false;
	let at = 0;
	while (at < one.length && one[at] === other[at]) at += 1;
	const rest = (text: string, from: number) => text.slice(from);
	if (one.length === other.length) {
		if (rest(one, at + 1) === rest(other, at + 1)) return true;
		const swapped = one[at] === other[at + 1] && one[at + 1] === other[at];
		return swapped && rest(one, at + 2) === rest(other, at + 2);
	}
	const [short, long] = one.length < other.length ? [one, other] : [other, one];
	return rest(short, at) === rest(long, at + 1);
}
