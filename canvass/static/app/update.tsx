import { signal } from "@preact/signals";
import { dirty } from "./dirty";
import { _ } from "./i18n";
import { Button } from "./ui";

const waiting = signal<ServiceWorker | null>(null);
let accepted = false;

/** Registers the worker that keeps the app on this phone, and notices when a newer one waits. */
export async function keepApp(): Promise<void> {
	if (!("serviceWorker" in navigator)) return;
	navigator.serviceWorker.addEventListener("controllerchange", () => {
		if (accepted) location.reload();
	});
	const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
	watch(registration);
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "visible" && navigator.onLine) registration.update().catch(() => {});
	});
}

function watch(registration: ServiceWorkerRegistration): void {
	const look = () => {
		// Without a controller this is the first install, which replaces nothing.
		if (navigator.serviceWorker.controller) waiting.value = registration.waiting;
	};
	look();
	registration.addEventListener("updatefound", () => {
		registration.installing?.addEventListener("statechange", look);
	});
}

/** Offers the new version; never while a form holds something unsaved, and never without a tap. */
export function Update() {
	const worker = waiting.value;
	if (!worker || dirty.value) return null;
	const accept = () => {
		accepted = true;
		worker.postMessage({ type: "take-over" });
	};
	return (
		<aside class="update" aria-label={_("Versión nueva")}>
			<p>{_("Hay una versión nueva. Lo guardado se queda en este teléfono.")}</p>
			<Button onClick={accept}>{_("Actualizar")}</Button>
			<Button kind="quiet" onClick={() => (waiting.value = null)}>
				{_("Después")}
			</Button>
		</aside>
	);
}
