/**
 * Whose store a page works on. Several people who share a phone have each their own: their database, their folder of secrets,
 * their token. Which one this browser's pages show is noted beside them; it names nobody. See decision 0030.
 */

/** The name of the first one's, as it was before phones were shared; behind it, the others' have something of their own. */
export const FIRST_STORE = "canvass";
/** Where the choice is noted; other pages hear of it as of any change there. */
export const CHOSEN = "canvass.whose";

/** The pages' own; a worker has none. */
declare const localStorage: { getItem(key: string): string | null };

/** The store of whoever was chosen last in this browser; null in a worker, and where the phone was never given to anybody. */
export function chosenStore(): string | null {
	try {
		return localStorage.getItem(CHOSEN);
	} catch {
		return null;
	}
}
