/** Long work in short tasks: whoever taps meanwhile is answered first. */

const drawn = new MessageChannel();
const waiting: (() => void)[] = [];
drawn.port1.onmessage = () => waiting.shift()?.();

interface Yielding {
	yield?: () => Promise<void>;
}

/** Lets the browser answer a finger or draw a frame before the work goes on. Never inside a database transaction. */
export function breathe(): Promise<void> {
	const scheduler = (globalThis as { scheduler?: Yielding }).scheduler;
	if (scheduler?.yield) {
		return scheduler.yield();
	}
	return new Promise((resolve) => {
		waiting.push(resolve);
		drawn.port2.postMessage(null);
	});
}

const A_MOMENT_MS = 100;

/**
 * Lets the browser draw what was changed before the work goes on: answers that come by thousands, each in a short task, may keep
 * it from drawing till the last of them. A page that nobody sees draws nothing, and waits a moment.
 */
export function onGlass(): Promise<void> {
	if (!("requestAnimationFrame" in globalThis)) return breathe();
	return new Promise((resolve) => {
		const late = setTimeout(resolve, A_MOMENT_MS);
		requestAnimationFrame(() => {
			clearTimeout(late);
			setTimeout(resolve);
		});
	});
}
