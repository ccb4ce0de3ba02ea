import { computed, signal } from "@preact/signals";
import { onWanted } from "../device/changes";
import { dirty } from "./dirty";
import { _ } from "./i18n";
import { keepStorage } from "./install";
import { member } from "./organisation";
// Not from "./ui": the frame of every screen there shows the offer.
import { Button } from "./ui/button";

/** Chromium's; elsewhere the page alone sends. */
interface BackgroundSync {
	readonly sync?: { register(tag: string): Promise<void> };
}

const MAP_AFTER_MS = 10_000;
const waiting = signal<ServiceWorker | null>(null);
/** Another tab has let a newer worker in: this page belongs to an older app now. */
const outdated = signal(false);
const putOff = signal(false);
const offered = computed(() => (waiting.value !== null || outdated.value) && !putOff.value && !dirty.value);
let accepted = false;

/** Registers the worker that keeps the app on this phone, and notices when a newer one waits. */
export async function keepApp(): Promise<void> {
	if (!("serviceWorker" in navigator)) return;
	watchController(navigator.serviceWorker);
	const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
	watchRegistration(registration);
	wakeWhenClosed(registration);
	if (member.value) keepForTheWalk();
}

function watchController(workers: ServiceWorkerContainer): void {
	// The first worker of all takes over a page that it fits; only a later one makes the page old.
	let controlled = workers.controller !== null;
	workers.addEventListener("controllerchange", () => {
		if (accepted && !dirty.value) location.reload();
		waiting.value = null;
		outdated.value = controlled;
		controlled = true;
	});
}

function watchRegistration(registration: ServiceWorkerRegistration): void {
	const look = () => {
		waiting.value = navigator.serviceWorker.controller && registration.waiting;
		putOff.value = false;
	};
	look();
	registration.addEventListener("updatefound", () => {
		registration.installing?.addEventListener("statechange", look);
	});
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "visible" && navigator.onLine) registration.update().catch(() => {});
	});
}

/** After the first Save the browser is asked to keep what was saved; after each, to wake the worker with a network, the app closed or not. */
function wakeWhenClosed(registration: ServiceWorkerRegistration & BackgroundSync): void {
	onWanted(() => void registration.sync?.register("send").catch(() => {}));
	const stop = onWanted(() => {
		stop();
		void keepStorage();
	});
}

/** Once things are quiet: asks that nothing here be evicted, and fetches the map's code while there is a network. */
function keepForTheWalk(): void {
	const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
	const keep = async () => {
		await keepStorage();
		const { active } = await navigator.serviceWorker.ready;
		if (saving) return;
		active?.postMessage({ type: "keep-map" });
		const { keepBasemaps } = await import("../device/basemap");
		await keepBasemaps();
	};
	// Nobody waits for it: what fails is done when the app is next opened.
	setTimeout(() => keep().catch(() => undefined), MAP_AFTER_MS);
}

/** An old page only has to be loaded anew; a worker that waits is let in, if nothing speaks against it. */
async function accept(): Promise<void> {
	if (!waiting.value) return location.reload();
	const { takeOver } = await import("./updating");
	accepted = true;
	accepted = await takeOver(waiting.value);
}

/**
 * Offers the new version, in the foot of every page: there it covers nothing that cannot be scrolled out from under it.
 * Never while a form holds something unsaved, and never without a tap.
 */
export function Update() {
	if (!offered.value) return null;
	return (
		<section class="update" aria-label={_("Versión nueva")}>
			<p>{_("Hay una versión nueva. Lo guardado se queda en este teléfono.")}</p>
			<Button onClick={accept}>{_("Actualizar")}</Button>
			<Button
				kind="quiet"
				onClick={() => {
					putOff.value = true;
				}}
			>
				{_("Después")}
			</Button>
		</section>
	);
}
