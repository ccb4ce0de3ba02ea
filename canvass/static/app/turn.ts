/** Ends the task that runs now, so that the browser can draw, or take a tap, before what comes next. */
export function nextTask(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}
