/** Which stores there are on this phone. */

import { FIRST_STORE } from "./whose";

/** Whether this browser can tell: without that, nobody's would be sure to be sent and purged. */
export function canShare(): boolean {
	return "databases" in indexedDB;
}

/** All of them, also those of nobody yet, or any more. */
export async function storesHere(): Promise<string[]> {
	if (!canShare()) return [FIRST_STORE];
	const names = (await indexedDB.databases()).map(({ name = "" }) => name);
	return names.filter((name) => name === FIRST_STORE || name.startsWith(`${FIRST_STORE}-`));
}
