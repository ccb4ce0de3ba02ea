/** A passkey beside the phone's PIN: it wraps the same key of keys a second time, and ends with it. */

import { changed } from "./changes";
import { db, readMeta } from "./db";
import { type Authenticator, type Mixed, unwrapBy, wrapUnderNew } from "./passkeys";
import { openWith, type RightPin } from "./pin";
import { dropSecrets, PASSKEY_SALT, secret, secretFor } from "./secrets";

function mixed(lock: string, file: Mixed["file"]): Mixed {
	return { file, label: ["phone", lock] };
}

/** Makes a passkey for who has just typed the PIN; false where none came of it. */
export async function addPasskey(
	authenticator: Authenticator,
	{ lock: id, root }: RightPin,
): Promise<boolean> {
	const file = await secretFor(PASSKEY_SALT);
	const passkey = await wrapUnderNew(authenticator, mixed(id, file), root);
	if (passkey === null) return false;
	const added = await db.transaction("rw", db.meta, async () => {
		const lock = await readMeta("lock");
		if (lock?.id !== id) return false;
		await db.meta.put({ ...lock, passkey });
		return true;
	});
	changed();
	return added;
}

/** Unlocks this page by the passkey; false where the PIN has to be typed instead. No try is used up: there is nothing to guess. */
export async function openByPasskey(authenticator: Authenticator): Promise<boolean> {
	const lock = await readMeta("lock");
	const file = await secret(PASSKEY_SALT);
	if (lock?.passkey === undefined || file === null) return false;
	const root = await unwrapBy(authenticator, mixed(lock.id, file), lock.passkey);
	// The lock may have been given up, in another tab or by the tenth wrong PIN, while the device was asking.
	if (root === null || (await readMeta("lock"))?.id !== lock.id) return false;
	await openWith({ lock: lock.id, root });
	return true;
}

/** From now on the PIN alone opens, for who kept a copy of the store too. */
export async function removePasskey(authenticator: Authenticator): Promise<void> {
	const credential = (await readMeta("lock"))?.passkey?.credential;
	await db.transaction("rw", db.meta, async () => {
		const lock = await readMeta("lock");
		if (lock === undefined) return;
		const { passkey: _, ...pinAlone } = lock;
		await db.meta.put(pinAlone);
	});
	await dropSecrets({ has: (name) => name !== PASSKEY_SALT });
	changed();
	if (credential) await authenticator.forget(credential);
}
