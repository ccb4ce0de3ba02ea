/** Records of unlocked vaults opened in memory, under keys too that were made after the unlocking. */

import { onGlass } from "./breath";
import { type Body, SealingError, type Vault } from "./framing";
import { LARGEST_PAGE, pages, type Query } from "./paging";
import { atTheKeys, deskRequest, followKeys, onLocking, openVaults } from "./unlocked";
import { sealedKeyId } from "./unsealing";
import { openRecord } from "./vaults";

/** Thousands of records may name a key that is not mine: each key is asked for once while the vaults are open. */
const followed = new Map<string, Promise<void>>();
onLocking(() => {
	if (openVaults().size === 0) followed.clear();
});

/**
 * Opens a record in memory. Where it lies under a key that is not known here, the keys are followed first.
 *
 * Throws Locked, and SealingError as `openRecord`.
 */
export async function open(vault: Vault, kind: string, id: string, sealed: string): Promise<Body> {
	const named = sealedKeyId(sealed);
	if (!atTheKeys().vaults.keys.has(named)) await follow(named);
	return openRecord(atTheKeys().vaults, vault, kind, id, sealed);
}

function follow(named: string): Promise<void> {
	const asked = followed.get(named) ?? followKeys().catch(() => undefined);
	followed.set(named, asked);
	return asked;
}

/** What opening takes on the way, by thousands at once, is more than a laptop's memory. */
const AT_ONCE = 24;
/** A page that draws ten times a second still seems to answer. */
const UNDRAWN_MS = 100;

/** What becomes of each, a few at a time, in their order; in between the page is drawn. */
export async function* inPortions<T, O>(
	items: readonly T[],
	openOne: (item: T) => Promise<O>,
): AsyncGenerator<O[]> {
	let drawn = performance.now();
	for (let at = 0; at < items.length; at += AT_ONCE) {
		if (performance.now() - drawn > UNDRAWN_MS) {
			await onGlass();
			drawn = performance.now();
		}
		yield await Promise.all(items.slice(at, at + AT_ONCE).map(openOne));
	}
}

/**
 * The pages of a list of the desk's. A session that ends between two comes back, and the list goes on where it was: what was read
 * is not read again. Throws as `deskRequest`.
 */
export function deskPages<T>(path: string, query: Query = {}): AsyncGenerator<T[]> {
	return pages<T>(path, { ...query, limit: LARGEST_PAGE }, deskRequest);
}

/** A list of sealed records, opened while more of it is on its way. Throws as `openOne`, and as `deskRequest`. */
export async function openList<T, O>(
	path: string,
	query: Query,
	openOne: (item: T) => Promise<O>,
): Promise<O[]> {
	const found: O[] = [];
	const openPage = async (page: readonly T[]) => {
		for await (const some of inPortions(page, openOne)) found.push(...some);
	};
	let opening = Promise.resolve();
	for await (const page of deskPages<T>(path, query)) {
		opening = opening.then(() => openPage(page));
		// It is told at the end, which waits for it; not as one that nobody awaits.
		opening.catch(() => undefined);
	}
	await opening;
	return found;
}

/** The body, or null if it does not open: one spoiled record must not hide the others. Throws Locked. */
export async function openOrNull(
	vault: Vault,
	kind: string,
	id: string,
	sealed: string,
): Promise<Body | null> {
	try {
		return await open(vault, kind, id, sealed);
	} catch (error) {
		if (error instanceof SealingError) return null;
		throw error;
	}
}
