/**
 * A passkey beside a keyholder's words: it wraps what they are for the blob that the server keeps.
 *
 * So this device alone opens nothing, and who was removed gets no blob any more. See decision 0028.
 */

import { type Bytes, SealingError } from "./framing";
import { me } from "./identity";
import { type Authenticator, type Mixed, unwrapBy, wrapUnderNew } from "./passkeys";
import { secret, secretFor, WORDS_SALT } from "./secrets";
import { areWrongWords, NotKeyholder, unlockBy } from "./unlocked";
import { keyOfWords, unlockHolderBy } from "./vaults";
import { dropWrap, keepWrap, wordsWrap } from "./words_wrap";

/** What the right words are for a holder's blob. */
export interface RightWords {
	holder: string;
	key: Bytes;
}

/** Whether a passkey stands for somebody's words here; without its file it opens nothing any more. */
export async function hasWordsPasskey(): Promise<boolean> {
	const [kept, file] = await Promise.all([wordsWrap(), secret(WORDS_SALT)]);
	return kept !== undefined && file !== null;
}

async function mixed(holder: string, file: Bytes): Promise<Mixed> {
	return { file, label: ["words", (await me())?.org.id ?? "", holder] };
}

/** Unlocks with the seven words, for who adds a passkey to them next. Throws as `unlock`. */
export async function judgeWords(words: string): Promise<RightWords> {
	let right: RightWords | null = null;
	await unlockBy(async (locked, org) => {
		const key = await keyOfWords(words, locked.blob);
		const holder = await unlockHolderBy(key, locked, org);
		right = { holder: locked.id, key };
		return holder;
	});
	if (right === null) throw new NotKeyholder();
	return right;
}

/** Makes a passkey for who has just typed the words; false where none came of it. */
export async function addWordsPasskey(
	authenticator: Authenticator,
	{ holder, key }: RightWords,
): Promise<boolean> {
	const passkey = await wrapUnderNew(authenticator, await mixed(holder, await secretFor(WORDS_SALT)), key);
	if (passkey === null) return false;
	await keepWrap(holder, passkey);
	return true;
}

/**
 * Unlocks by the passkey; false where the words have to be typed instead. One that stands for words which no longer open
 * anything goes. Throws as `unlock`, without `wrong_words`.
 */
export async function unlockByPasskey(authenticator: Authenticator): Promise<boolean> {
	const [kept, file] = await Promise.all([wordsWrap(), secret(WORDS_SALT)]);
	if (kept === undefined) return false;
	const key = file && (await unwrapBy(authenticator, await mixed(kept.holder, file), kept.passkey));
	// Who turns away is not asked about a passkey that could never open again.
	if (file === null) await dropWrap();
	if (key === null) return false;
	try {
		await unlockBy((locked, org) => {
			if (locked.id !== kept.holder) throw new SealingError("wrong_words");
			return unlockHolderBy(key, locked, org);
		});
		return true;
	} catch (error) {
		if (!areWrongWords(error) && !(error instanceof NotKeyholder)) throw error;
		await removeWordsPasskey(authenticator);
		if (error instanceof NotKeyholder) throw error;
		return false;
	}
}

/** From now on the words alone open. */
export async function removeWordsPasskey(authenticator: Authenticator): Promise<void> {
	const credential = (await wordsWrap())?.passkey.credential;
	await dropWrap();
	if (credential) await authenticator.forget(credential);
}
