import { useLayoutEffect } from "preact/hooks";

/** Begins the calling screen at its top: one that takes another's place in the history keeps that one's scrolling. */
export function useTop(): void {
	useLayoutEffect(() => scrollTo(0, 0), []);
}
