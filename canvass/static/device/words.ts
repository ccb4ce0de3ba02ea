/**
 * Words that people read, write and say; one Spanish list of 2,048 for both languages.
 *
 * The list weighs as much as all of sealing: only what unlocks keys imports this, never a volunteer's page.
 */

import { generateMnemonic, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/spanish.js";
import { type Bytes, joined, lengthPrefixed, PROTOCOL, sha256 } from "./framing";

export const DRAWN_WORDS = 7;
export const RECOVERY_WORDS = 12;
const HOLDER_WORDS = 6;
const RECOVERY_BITS = 128;
const BITS = 11;

/** The list as people see it, with accents. */
export const WORDS: readonly string[] = wordlist.map((word) => word.normalize("NFC"));
const listed = new Map(wordlist.map((word) => [normalise(word), word]));

/** Lower case, accents off, single spaces: how words are compared, and what a key is derived from. */
export function normalise(words: string): string {
	return words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").split(/\s+/).filter(Boolean).join(" ");
}

/** Seven words (77 bits): drawn, never chosen, since who takes the server can guess for ever. */
export function drawWords(): string {
	// 2,048 divides 65,536: no word is likelier than another.
	const chance = crypto.getRandomValues(new Uint16Array(DRAWN_WORDS));
	return Array.from(chance, (number) => WORDS[number % WORDS.length]).join(" ");
}

/** Twelve words of BIP-39 (128 bits and a checksum), for paper. */
export function drawRecoveryWords(): string {
	return generateMnemonic(wordlist as string[], RECOVERY_BITS).normalize("NFC");
}

/** Which of the words typed are none of the list, as they were typed: so that a form can name the slip. */
export function unknownWords(typed: string): string[] {
	return typed.split(/\s+/).filter((word) => word && !listed.has(normalise(word)));
}

/** Whether these are twelve words of the list, accents or not, whose checksum holds. */
export function areRecoveryWords(typed: string): boolean {
	const words = normalise(typed)
		.split(" ")
		.map((word) => listed.get(word) ?? "");
	return words.length === RECOVERY_WORDS && validateMnemonic(words.join(" "), wordlist as string[]);
}

/** Six words to compare aloud: 66 bits of `SHA-256(LP("canvass/1", "holder", org, id) ‖ box ‖ sign)`. */
export async function holderWords(org: string, id: string, box: Bytes, sign: Bytes): Promise<string> {
	const digest = await sha256(joined(lengthPrefixed(PROTOCOL, "holder", org, id), box, sign));
	const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, "0")).join("");
	return Array.from({ length: HOLDER_WORDS }, (_, place) => {
		return WORDS[Number.parseInt(bits.slice(place * BITS, (place + 1) * BITS), 2)];
	}).join(" ");
}
