import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { onLocking, openVaults } from "../device/unlocked";

/** What a list showed, and how far it was scrolled, when one of its records was opened. */
interface Left {
	record: string;
	filter: unknown;
	scrolled: number;
}

const RECORD = /\/[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** By the list's path, in this page's memory alone: what was looked for may be a name. */
const left = new Map<string, Left>();
onLocking(() => {
	if (openVaults().size === 0) left.clear();
});

export interface KeptList<F> {
	filter: F;
	setFilter: (filter: F) => void;
	/** The path of the record that one comes back from; empty for who was in none. */
	record: string;
}

/**
 * A list that stands as it was left for who comes back from one of its records: the same filter, the same rows in sight, the keys at
 * the record. Who comes from elsewhere finds it as `initial` says. `ready`: its rows are drawn.
 */
export function useKeptList<F>(list: string, initial: F, ready = true): KeptList<F> {
	const [from] = useState(() => left.get(list));
	const [filter, setFilter] = useState((from?.filter as F | undefined) ?? initial);
	const last = useRef(filter);
	last.current = filter;
	useLayoutEffect(() => {
		left.delete(list);
		return () => {
			const record = location.pathname;
			if (RECORD.test(record)) left.set(list, { record, filter: last.current, scrolled: scrollY });
		};
	}, []);
	useLayoutEffect(() => {
		if (!ready || !from) return;
		// The router, too, scrolls where it has led, and rows are drawn once the page has scrolled.
		requestAnimationFrame(() => {
			scrollTo(0, from.scrolled);
			requestAnimationFrame(() =>
				setTimeout(() => document.querySelector<HTMLElement>(`main a[href="${from.record}"]`)?.focus()),
			);
		});
	}, [ready]);
	return { filter, setFilter, record: from?.record ?? "" };
}
