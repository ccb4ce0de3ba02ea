/**
 * What the lock's keys are made of beside the PIN or a passkey: 32 random bytes for the PIN, for each passkey, and for each turf.
 *
 * They lie in files of the browser's own (OPFS), since its database keeps on disk what was deleted from it: without its
 * file nobody who has the PIN, and every byte of the database, reads a turf again. Browsers that let no page write such
 * files (Safari before 26, private windows) keep them in the database, which is less. See decision 0025.
 */

import { db, oneAtATime } from "./db";
import type { Bytes } from "./framing";
import { FIRST_STORE } from "./whose";

/** The one beside the PIN, and those beside passkeys; every other is named after its turf. */
export const PIN_SALT = "pin";
export const PASSKEY_SALT = "passkey";
export const WORDS_SALT = "words";
const BYTES = 32;

function drawn(): Bytes {
	return crypto.getRandomValues(new Uint8Array(BYTES));
}

/** The folder of whoever's store this is, or null where this browser has none that can be written to. */
async function folder(): Promise<FileSystemDirectoryHandle | null> {
	try {
		if (!("createWritable" in FileSystemFileHandle.prototype)) return null;
		const name = db.name.replace(FIRST_STORE, "lock");
		return await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
	} catch {
		return null;
	}
}

async function write(file: FileSystemFileHandle, bytes: Bytes): Promise<void> {
	const writer = await file.createWritable({ keepExistingData: true });
	await writer.write(bytes);
	await writer.close();
}

/** Tabs draw and drop one after the other: two that drew the same one would read each other's rows as noise. */
const inTurn = <T>(work: () => Promise<T>) => oneAtATime("secrets", work);

async function read(place: FileSystemDirectoryHandle | null, name: string): Promise<Bytes | null> {
	const file = await place?.getFileHandle(name).catch(() => null);
	const bytes = file && new Uint8Array(await (await file.getFile()).arrayBuffer());
	// One whose first writing was cut off is none.
	if (bytes?.length === BYTES) return bytes;
	return (await db.secrets.get(name))?.bytes ?? null;
}

/** The secret of that name, or null. */
export async function secret(name: string): Promise<Bytes | null> {
	return read(await folder(), name);
}

/** The secret of that name, drawn where there is none yet. */
export function secretFor(name: string): Promise<Bytes> {
	return inTurn(async () => {
		const place = await folder();
		const known = await read(place, name);
		if (known !== null) return known;
		const bytes = drawn();
		if (place === null) await db.secrets.put({ name, bytes });
		else await write(await place.getFileHandle(name, { create: true }), bytes);
		return bytes;
	});
}

/** Overwritten first: what the disk makes of that is its own affair, and so it is deleted too. */
async function destroy(place: FileSystemDirectoryHandle, name: string): Promise<void> {
	await write(await place.getFileHandle(name), drawn()).catch(() => undefined);
	await place.removeEntry(name).catch(() => undefined);
}

/** Destroys all but those of these names; needs no key, and no network. */
export function dropSecrets(kept: Pick<ReadonlySet<string>, "has"> = new Set()): Promise<void> {
	return inTurn(async () => {
		const place = await folder();
		const names: string[] = [];
		for await (const name of place?.keys() ?? []) names.push(name);
		for (const name of names.filter((one) => !kept.has(one))) {
			await destroy(place as FileSystemDirectoryHandle, name);
		}
		await db.secrets.filter(({ name }) => !kept.has(name)).delete();
	});
}
