/**
 * What somebody was writing at a door when its screen closed, by a slip of the thumb or to look something up: in this page's
 * memory, for as long as a save could be undone, and nowhere else.
 */

import { UNDO_MS } from "./people";

interface Draft {
	content: unknown;
	timer: ReturnType<typeof setTimeout>;
}

const drafts = new Map<string, Draft>();

/** Keeps what was written under its screen's name; what was kept there before goes. */
export function keepDraft(screen: string, content: unknown): void {
	takeDraft(screen);
	drafts.set(screen, { content, timer: setTimeout(() => drafts.delete(screen), UNDO_MS) });
}

/** What was kept under that name, or null; it is not kept any longer. */
export function takeDraft<T>(screen: string): T | null {
	const draft = drafts.get(screen);
	if (draft === undefined) {
		return null;
	}
	clearTimeout(draft.timer);
	drafts.delete(screen);
	return draft.content as T;
}

/** Drops all of it: when the phone is locked, and when its member signs out. */
export function forgetDrafts(): void {
	for (const screen of [...drafts.keys()]) {
		takeDraft(screen);
	}
}
