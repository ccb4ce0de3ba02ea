import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * For what appears because of a person's act, such as a report: brings it into view and the keyboard to it, once.
 * What it is given to wants `tabIndex={-1}`.
 */
export function useShown<E extends HTMLElement>() {
	const element = useRef<E>(null);
	useLayoutEffect(() => {
		element.current?.focus({ preventScroll: true });
		element.current?.scrollIntoView({ block: "nearest" });
	}, []);
	return element;
}
