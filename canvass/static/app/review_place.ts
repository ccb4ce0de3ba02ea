import { useLayoutEffect, useRef } from "preact/hooks";

export interface Place {
	/** The contact that keys have chosen and that has not got them yet. */
	chosenByKeys: { current: string | undefined };
	/** Keys go to a contact. */
	choose: (id: string) => void;
	/** A row of the list was tapped, or opened by key. */
	open: (id: string, event: MouseEvent) => void;
}

/**
 * Where one is between the list and the record. Enter takes the keys into the record. A phone shows one of both: a record begins at
 * its top however far the list was scrolled, and who comes back stands where they were in it.
 */
export function usePlace(chosen: string | undefined): Place {
	const chosenByKeys = useRef<string | undefined>(undefined);
	const entering = useRef(false);
	const before = useRef({ chosen, scrolled: 0 });
	useLayoutEffect(() => {
		const { chosen: last, scrolled } = before.current;
		before.current.chosen = chosen;
		if (chosen && (entering.current || isOnePane())) enterRecord();
		entering.current = false;
		if (!isOnePane() || chosen === last) return;
		scrollTo(0, chosen ? 0 : scrolled);
		// The rows there are drawn once the page has scrolled.
		if (!chosen && last) requestAnimationFrame(() => setTimeout(() => focusRow(last)));
	}, [chosen]);
	const choose = (id: string) => {
		// Behind the last there is no other: what were left to a later drawing of its row would take the keys out of a field.
		if (id === chosen) focusRow(id);
		else chosenByKeys.current = id;
	};
	const open = (id: string, { detail, ctrlKey, metaKey, shiftKey }: MouseEvent) => {
		// It opens beside this page, where nothing changes.
		if (ctrlKey || metaKey || shiftKey) return;
		before.current.scrolled = scrollY;
		// A click that no finger and no mouse has made is the Enter key's.
		const byKey = detail === 0;
		if (byKey && id === chosen) enterRecord();
		else entering.current = byKey;
	};
	return { chosenByKeys, choose, open };
}

/** The keys go on in the record, at its top. */
export function enterRecord(): void {
	document.querySelector<HTMLElement>(".desk-record > .contact")?.focus();
}

function focusRow(id: string): void {
	document.querySelector<HTMLElement>(`.contact-row[href$="${id}"]`)?.focus({ preventScroll: true });
}

/** As the style sheet says it. */
function isOnePane(): boolean {
	return matchMedia("(max-width: 59.99rem)").matches;
}
