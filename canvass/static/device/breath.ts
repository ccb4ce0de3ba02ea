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
