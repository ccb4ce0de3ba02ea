import { type Inputs, useEffect, useState } from "preact/hooks";
import { breathe } from "../device/breath";
import { onChange } from "../device/changes";

type News<T> = { value: T } | { error: unknown };
type Read<T> = News<T> | null;

/**
 * What `read` finds in the phone's store, read anew after each change in any tab; undefined until the first answer.
 * While it reads again the last value stays, so nothing jumps; and where that fails, so that no form is pulled away from
 * under what was typed: the line of truth says that nothing can be read. A first read that fails is thrown to the error boundary.
 */
export function useStore<T>(read: () => Promise<T>, deps: Inputs): T | undefined {
	const [found, setFound] = useState<Read<T>>(null);
	// The dependencies are the caller's: `read` is a new function at each render.
	useEffect(() => {
		setFound(null);
		return follow(read, (news) => setFound((before) => (before && "error" in news ? before : news)));
	}, deps);
	if (found && "error" in found) throw found.error;
	return found?.value;
}

/** Reads at once and after each change, one read at a time: changes that come meanwhile are one more read. */
function follow<T>(read: () => Promise<T>, show: (found: News<T>) => void): () => void {
	let over = false;
	let reading = false;
	let stale = false;
	const readAgain = async () => {
		stale = true;
		if (reading) return;
		reading = true;
		while (stale && !over) {
			stale = false;
			const found = await read().then(
				(value) => ({ value }),
				(error: unknown) => ({ error }),
			);
			// What was read is drawn in a task of its own: both together would hold up a slow phone.
			await breathe();
			if (!over) show(found);
		}
		reading = false;
	};
	void readAgain();
	const stop = onChange(() => void readAgain());
	return () => {
		over = true;
		stop();
	};
}
