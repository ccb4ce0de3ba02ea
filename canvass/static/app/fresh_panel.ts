import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What the panel beside a map shows next is read from its top, also by a screen reader. `shown` tells one from the next. */
export function useFreshPanel(shown: unknown): RefObject<HTMLElement | null> {
	const panel = useRef<HTMLElement>(null);
	const before = useRef(shown);
	useEffect(() => {
		if (before.current === shown) return;
		before.current = shown;
		panel.current?.scrollTo(0, 0);
		panel.current?.focus({ preventScroll: true });
	}, [shown]);
	return panel;
}
