import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { onLocking, openVaults } from "../device/unlocked";

/** What a list showed, and how far it was scrolled, when one of its records was opened. */
interface Left {
	/** Its path, and which of the links that lead there was taken: a case and its tasks have the same. */
	record: string;
	nth: number;
	filter: unknown;
	scrolled: number;
}

const RECORD = /\/[0-9a-f]{8}-[0-9a-f-]{27}$/;
const ACTS = ["keydown", "pointerdown", "wheel", "input"] as const;

/** By the list's path, in this page's memory alone: what was looked for may be a name. */
const left = new Map<string, Left>();
onLocking(() => {
	if (openVaults().size === 0) left.clear();
});

export interface KeptList<F> {
	filter: F;
	setFilter: (filter: F) => void;
	/** The path of the record that one comes back from, once the list is ready; empty for who has begun anything else by then. */
	record: string;
}

/**
 * A list that stands as it was left for who opened one of its records and comes back, by whatever way: the same filter, the same rows
 * in sight, the keys at the record. Who leaves it for anything else finds it as `initial` says. `ready`: its rows stand where they stay.
 */
export function useKeptList<F>(list: string, initial: F, ready = true): KeptList<F> {
	const [from] = useState(() => left.get(list));
	const [filter, setFilter] = useState((from?.filter as F | undefined) ?? initial);
	const [record, setRecord] = useState("");
	const shown = useRef(filter);
	shown.current = filter;
	useLayoutEffect(() => {
		left.delete(list);
		// Not as the list goes: by then the record stands beside it in the page, and the browser has scrolled.
		const opened = ({ target, ctrlKey, metaKey, shiftKey }: MouseEvent) => {
			const path = (target as Element).closest("main a")?.getAttribute("href") ?? "";
			// With these it opens beside this page, which stays.
			if (!RECORD.test(path) || ctrlKey || metaKey || shiftKey) return;
			const nth = linksTo(path).findIndex((link) => link.contains(target as Element));
			left.set(list, { record: path, nth, filter: shown.current, scrolled: scrollY });
		};
		addEventListener("click", opened, { capture: true });
		return () => removeEventListener("click", opened, { capture: true });
	}, []);
	const isActing = useActing();
	useLayoutEffect(() => {
		if (!ready || !from || isActing.current) return;
		setRecord(from.record);
		let over = false;
		// The router, too, scrolls where it has led; and the rows there are drawn once the page has scrolled.
		requestAnimationFrame(() => {
			if (over || isActing.current) return;
			scrollTo(0, from.scrolled);
			requestAnimationFrame(() => setTimeout(() => over || isActing.current || focusOn(from)));
		});
		return () => {
			over = true;
		};
	}, [ready]);
	return { filter, setFilter, record };
}

/** Whether somebody types, taps or scrolls by now: nothing is taken from under their hands. */
function useActing(): { current: boolean } {
	const acting = useRef(false);
	useLayoutEffect(() => {
		const begun = () => {
			acting.current = true;
		};
		for (const act of ACTS) addEventListener(act, begun, { capture: true, passive: true, once: true });
		return () => {
			for (const act of ACTS) removeEventListener(act, begun, { capture: true });
		};
	}, []);
	return acting;
}

function linksTo(path: string): HTMLElement[] {
	return [...document.querySelectorAll<HTMLElement>(`main a[href="${path}"]`)];
}

function focusOn({ record, nth }: Left): void {
	const links = linksTo(record);
	const link = links[nth] ?? links[0];
	if (!link) return;
	link.focus({ preventScroll: true });
	const { left: x, right, top, bottom } = link.getBoundingClientRect();
	if (bottom <= 0 || top >= innerHeight || right <= 0 || x >= innerWidth)
		link.scrollIntoView({ block: "nearest", inline: "nearest" });
}
