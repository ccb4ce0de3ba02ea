import { signal } from "@preact/signals";

/** What browsers that can install an app tell the page; not in TypeScript's library. */
interface InstallPrompt extends Event {
	prompt: () => Promise<unknown>;
	userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
}

const offered = signal<InstallPrompt | null>(null);

// The browser offers it once and early: whoever asks for this module later would have missed it.
addEventListener("beforeinstallprompt", (event) => {
	event.preventDefault();
	offered.value = event as InstallPrompt;
});
addEventListener("appinstalled", () => {
	offered.value = null;
});

export function isInstalled(): boolean {
	return matchMedia("(display-mode: standalone)").matches;
}

/** Whether this browser offers to put the app on the home screen by a tap; else its menu does. */
export function canInstall(): boolean {
	return offered.value !== null;
}

export async function install(): Promise<void> {
	const prompt = offered.value;
	if (!prompt) return;
	await prompt.prompt();
	if ((await prompt.userChoice).outcome === "accepted") offered.value = null;
}

/** Asks the browser not to clear what is on this phone when it runs short of room. Some browsers ask the volunteer. */
export async function keepStorage(): Promise<boolean> {
	return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}
