import { useEffect, useRef } from "preact/hooks";

/** What single keys do while a screen is shown; keys that are typed into a field or a dialog are left alone. */
export function useKeys(acts: Readonly<Record<string, () => void>>): void {
	const latest = useRef(acts);
	latest.current = acts;
	useEffect(() => {
		const press = (event: KeyboardEvent) => {
			const act = isFree(event) ? latest.current[event.key] : undefined;
			if (!act) return;
			event.preventDefault();
			act();
		};
		addEventListener("keydown", press);
		return () => removeEventListener("keydown", press);
	}, []);
}

function isFree(event: KeyboardEvent): boolean {
	if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
	if (document.querySelector("dialog[open]")) return false;
	const element = event.target as HTMLElement | null;
	if (event.key === "Enter" && element?.closest("a, button, summary, input")) return false;
	return !element?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}
