/** What stands for a keyholder's words on this device, as it lies in its store: of no use without the device's passkey. */

import { changed } from "./changes";
import { db, readMeta } from "./db";
import type { PasskeyWrap } from "./passkeys";
import { dropSecrets, WORDS_SALT } from "./secrets";
import type { WordsWrapRecord } from "./stored";

export async function wordsWrap(): Promise<WordsWrapRecord | undefined> {
	return readMeta("words_wrap");
}

export async function keepWrap(holder: string, passkey: PasskeyWrap): Promise<void> {
	await db.meta.put({ key: "words_wrap", holder, passkey });
	changed();
}

/** Its file first: without it a copy of the record opens nothing either. */
export async function dropWrap(): Promise<void> {
	await dropSecrets({ has: (name) => name !== WORDS_SALT });
	await db.meta.delete("words_wrap");
	changed();
}

/** Whoever lost their words has other keys by now, and a passkey that still stood for the old ones. */
export async function dropWrapUnlessOf(holder: string): Promise<void> {
	const kept = await wordsWrap();
	if (kept !== undefined && kept.holder !== holder) await dropWrap();
}
