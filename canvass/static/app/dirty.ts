import { computed, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const forms = signal(0);

/** Whether a form holds something that was typed and not yet saved: the app is not updated then. */
export const dirty = computed(() => forms.value > 0);

/** Held, shared, by every page with such a form: the worker lets no newer one in as long as any page holds it. */
const LOCK = "canvass.form";

effect(() => {
	if (!dirty.value || !navigator.locks) return;
	let saved = () => {};
	const held = new Promise<void>((resolve) => {
		saved = resolve;
	});
	void navigator.locks.request(LOCK, { mode: "shared" }, () => held);
	return saved;
});

/** Counts the calling form as dirty for as long as it is shown and `changed`. */
export function useDirty(changed: boolean): void {
	useEffect(() => {
		if (!changed) return;
		forms.value += 1;
		return () => {
			forms.value -= 1;
		};
	}, [changed]);
}
