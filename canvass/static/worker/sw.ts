import {
	addRoute,
	cleanupOutdatedCaches,
	createHandlerBoundToURL,
	type PrecacheEntry,
	precache,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { deliverAll } from "../device/deliver";

declare const self: ServiceWorkerGlobalScope;

/** The map library is for those who look at a map: it is kept apart, when a screen asks for it or first uses it. */
const MAP_CACHE = "map-library";
const isMap = (path: string) => /(^|\/)map-library-|(^|\/)map-|maplibre/.test(path);

const everything = self.__WB_MANIFEST as PrecacheEntry[];
const mapFiles = everything.map(({ url }) => url).filter(isMap);

precache(everything.filter(({ url }) => !isMap(url)));
addRoute();
cleanupOutdatedCaches();

// Every address of the app is the same shell, also offline; what the server answers itself is left to it.
registerRoute(
	new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: [/^\/api(\/|$)/, /^\/apidocs\//] }),
);

registerRoute(
	({ url, sameOrigin }) => sameOrigin && mapFiles.includes(url.pathname.slice(1)),
	async ({ request }) => (await fromMapCache(request.url)) ?? fetchMapFile(request.url),
);

// Pages that the first worker finds open are its own too, so that they can lose the network at once.
self.addEventListener("activate", (event) =>
	event.waitUntil(Promise.all([dropOldMaps(), self.clients.claim()])),
);

self.addEventListener("sync" as keyof ServiceWorkerGlobalScopeEventMap, (event) =>
	(event as ExtendableEvent).waitUntil(send()),
);

self.addEventListener("message", (event) => {
	const type = (event.data as { type?: string } | null)?.type;
	// A new worker waits until a person says so: nobody's open form is pulled away.
	if (type === "take-over") event.waitUntil(takeOver(event.ports[0]));
	if (type === "keep-map") event.waitUntil(keepMap());
	if (type === "deliver") event.waitUntil(deliver(event.ports[0]));
});

/** Takes over unless a form in some page holds what is not saved (`app/dirty`): its page would lose the code it still needs. */
async function takeOver(answer: MessagePort | undefined): Promise<void> {
	await self.navigator.locks.request("canvass.form", { ifAvailable: true }, async (free) => {
		if (free) void self.skipWaiting();
		answer?.postMessage(free !== null);
	});
}

/** A page asked for it, and hears whether all of it went. */
async function deliver(answer: MessagePort | undefined): Promise<void> {
	const { ok } = await deliverAll({ tapped: true }).catch(() => ({ ok: false }));
	answer?.postMessage(ok);
}

/** What failed is thrown, so that the browser wakes the worker again. */
async function send(): Promise<void> {
	const { ok, fault } = await deliverAll();
	if (!ok) throw new Error(fault ?? "not sent");
}

async function fromMapCache(url: string): Promise<Response | undefined> {
	return (await caches.open(MAP_CACHE)).match(url);
}

async function fetchMapFile(url: string): Promise<Response> {
	const response = await fetch(url);
	if (response.ok) await (await caches.open(MAP_CACHE)).put(url, response.clone());
	return response;
}

async function keepMap(): Promise<void> {
	for (const file of mapFiles) {
		const url = new URL(file, self.location.origin).href;
		if (!(await fromMapCache(url))) await fetchMapFile(url);
	}
}

async function dropOldMaps(): Promise<void> {
	const cache = await caches.open(MAP_CACHE);
	for (const { url } of await cache.keys()) {
		if (!mapFiles.includes(new URL(url).pathname.slice(1))) await cache.delete(url);
	}
}
