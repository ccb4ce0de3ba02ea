import { useEffect, useRef } from "preact/hooks";

/** Does `act`, as the screen last meant it, when the calling screen closes: whichever way somebody leaves it. */
export function useLeaving(act: () => void): void {
	const latest = useRef(act);
	latest.current = act;
	useEffect(() => () => latest.current(), []);
}
