import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepBasemaps, keepPieces, openBasemap, tilesOf } from "../../canvass/static/device/basemap";
import { changed } from "../../canvass/static/device/changes";
import { db } from "../../canvass/static/device/db";
import { erasePhone } from "../../canvass/static/device/identity";
import { purgeEndedLeases } from "../../canvass/static/device/leases";
import { sync } from "../../canvass/static/device/sync";
import { unlocked } from "./lock";
import { captivePortal, enrolledPhone, later, offline } from "./phone";
import { json, type Server, TURF } from "./server";

const FILE = readFileSync(new URL("../samples/basemap.pmtiles", import.meta.url));
const HERE = tilesOf([-82.5, 35.6, -82.4999, 35.6001]).at(-1) ?? [0, 0, 0];
const DAY = 86_400_000;

let server: Server;
let version: string | null;

/** The server's basemap: a street over the whole turf. */
function serve(path: string, range: string | null): Response | undefined {
	if (path === "/basemap") {
		const bounds = [-82.51, 35.6, -82.49, 35.6];
		return json(200, { version, bounds, min_zoom: 10, max_zoom: 15, bytes: FILE.length, attribution: "" });
	}
	if (path !== "/basemap.pmtiles") return undefined;
	const [from, to] = (range?.match(/\d+/g) ?? []).map(Number) as [number, number];
	return new Response(FILE.subarray(from, to + 1), { status: 206, headers: { ETag: `"${version}"` } });
}

beforeEach(async () => {
	version = "first";
	server = await enrolledPhone();
	await sync();
	server.fault = { before: ({ path, headers }) => serve(path, headers.get("Range")) };
});

it("keeps a turf's piece, and reads it without a network", async () => {
	expect(await keepPieces()).toBe(1);
	server.fault = offline;
	const basemap = await openBasemap(TURF);
	expect(new TextDecoder().decode((await basemap?.tile(...HERE)) ?? undefined)).toContain("Calle Roble");
});

it("fetches it again only when the server has another", async () => {
	await keepPieces();
	const asked = server.callsTo("/basemap.pmtiles").length;
	expect(await keepPieces()).toBe(0);
	expect(server.callsTo("/basemap.pmtiles")).toHaveLength(asked);
	version = "second";
	expect(await keepPieces()).toBe(1);
	expect((await db.basemaps.get(TURF))?.version).toBe("second");
});

it("keeps nothing of a file that was replaced meanwhile, nor of a portal's answers", async () => {
	server.fault = {
		before: ({ path, headers }) => {
			const answer = serve(path, headers.get("Range"));
			if (path.startsWith("/basemap.pmtiles")) answer?.headers.set("ETag", '"other"');
			return answer;
		},
	};
	await expect(keepPieces()).rejects.toThrow();
	server.fault = captivePortal;
	await expect(keepPieces()).rejects.toThrow();
	expect(await db.basemaps.count()).toBe(0);
});

afterEach(() => vi.unstubAllGlobals());

it("is read again after its beginning did not come", async () => {
	const basemap = await openBasemap(null);
	server.fault = offline;
	await expect(basemap?.tile(...HERE)).rejects.toThrow();
	server.fault = { before: ({ path, headers }) => serve(path, headers.get("Range")) };
	expect((await basemap?.tile(...HERE))?.byteLength).toBeGreaterThan(0);
});

it("is asked for again after a file that is none, and where there was none, with the next network", async () => {
	const online = new Set<() => void>();
	vi.stubGlobal("addEventListener", (_: "online", listener: () => void) => online.add(listener));
	server.fault = {
		before: ({ path }) =>
			path === "/basemap"
				? serve(path, null)
				: new Response(new Uint8Array(16_384), { status: 206, headers: { ETag: '"first"' } }),
	};
	await keepBasemaps();
	expect(await db.basemaps.count()).toBe(0);
	version = null;
	server.fault = { before: ({ path, headers }) => serve(path, headers.get("Range")) };
	const asked = server.callsTo("/basemap").length;
	changed();
	await vi.waitFor(() => expect(server.callsTo("/basemap").length).toBeGreaterThan(asked));
	version = "second";
	await vi.waitFor(async () => {
		for (const listener of online) listener();
		expect(await db.basemaps.count()).toBe(1);
	});
});

it("goes with its turf: when the server ends it, when its time is over, when the phone is erased", async () => {
	await keepPieces();
	server.fault = null;
	server.leases = [];
	await sync({ tapped: true });
	expect(await db.basemaps.count()).toBe(0);

	await unlocked();
	server.lend({ grace_until: new Date(Date.now() + DAY).toISOString() });
	await sync({ tapped: true });
	server.fault = { before: ({ path, headers }) => serve(path, headers.get("Range")) };
	expect(await keepPieces()).toBe(1);
	later(2 * DAY);
	await purgeEndedLeases();
	expect(await db.basemaps.count()).toBe(0);

	await db.basemaps.put({ turf: TURF, version: "", sealed: new Uint8Array() });
	await erasePhone({ losing: Infinity });
	expect(await db.basemaps.count()).toBe(0);
});

it("has none where the server has none or nobody answers", async () => {
	version = null;
	expect(await keepPieces()).toBe(0);
	expect(await openBasemap(TURF)).toBeNull();
	server.fault = offline;
	expect(await openBasemap(TURF)).toBeNull();
});

it("asks for few tiles however far a turf reaches, the coarse ones first", () => {
	const tiles = tilesOf([-83, 35, -82, 36]);
	expect(tiles).toHaveLength(150);
	expect(tiles.every(([z]) => z === 12)).toBe(true);
	expect(tilesOf([-82.503, 35.597, -82.497, 35.603]).length).toBeLessThan(25);
});
