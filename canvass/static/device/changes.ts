/** Tells every screen, in every tab and from the worker, that the store has changed: what to show is read anew from the store. */

const CHANNEL = "canvass.changed";
const listeners = new Set<() => void>();

let channel: BroadcastChannel | null = null;

function open(): BroadcastChannel {
	if (channel === null) {
		channel = new BroadcastChannel(CHANNEL);
		channel.onmessage = tell;
	}
	return channel;
}

function tell(): void {
	for (const listener of listeners) {
		listener();
	}
}

const wakers = new Set<() => void>();

/** Call after a Save: something waits to be sent. */
export function wanted(): void {
	changed();
	for (const wake of wakers) {
		wake();
	}
}

/** Calls `listener` after each Save of this page; the answer ends that. */
export function onWanted(listener: () => void): () => void {
	wakers.add(listener);
	return () => wakers.delete(listener);
}

/** Call after a transaction has completed, never inside one: a listener reads what is stored. */
export function changed(): void {
	open().postMessage(null);
	tell();
}

/** Calls `listener` after each change here or in another tab; the answer ends that. */
export function onChange(listener: () => void): () => void {
	open();
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Lets go of the channel, so that a process which only borrowed the store can end. */
export function stopListening(): void {
	listeners.clear();
	wakers.clear();
	channel?.close();
	channel = null;
}
