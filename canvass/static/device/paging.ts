/** Lists that the server gives in pages, read to their end. */

import { request } from "./api";

export interface Page<T> {
	items: T[];
	/** What the next request brings back as `after`; null on the last page. */
	next: string | null;
}

export type Query = Record<string, string | number | undefined>;

/** As many items as the server gives in a page. */
export const LARGEST_PAGE = 500;

type Ask = <A>(method: "GET", path: string) => Promise<A>;

/** The pages of a list, each as it arrives. `path` as for `request`, or for what else asks for each. */
export async function* pages<T>(path: string, query: Query = {}, ask: Ask = request): AsyncGenerator<T[]> {
	let after: string | null = null;
	do {
		const page: Page<T> = await ask("GET", path + search({ ...query, after: after ?? undefined }));
		yield page.items;
		after = page.next;
	} while (after !== null);
}

/** A whole list; for those of which a person has dozens, not thousands. */
export async function wholeList<T>(path: string, query: Query = {}): Promise<T[]> {
	const items: T[] = [];
	for await (const page of pages<T>(path, query)) items.push(...page);
	return items;
}

function search(query: Query): string {
	const given = Object.entries(query).filter(([, value]) => value !== undefined);
	return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}
