import { afterEach, expect, test, vi } from "vitest";
import { type Arriving, arrivingPoints } from "../../canvass/static/device/places";

afterEach(() => vi.unstubAllGlobals());

/** A server that has so many places, their ids spread evenly, and tells them in pages. */
function tells(places: number): void {
	const ids = Array.from({ length: places }, (_none, n) =>
		Math.floor(((n + 1) / (places + 1)) * 2 ** 32)
			.toString(16)
			.padStart(8, "0"),
	);
	vi.stubGlobal("fetch", async (url: string) => {
		const asked = new URL(url, "http://localhost").searchParams;
		const [first, limit] = [Number(asked.get("after") ?? 0), Number(asked.get("limit"))];
		const items = ids
			.slice(first, first + limit)
			.map((id) => ({ place: `${id}-0000-4000-8000-000000000000` }));
		return new Response(
			JSON.stringify({ items, next: items.length === limit ? String(first + limit) : null }),
		);
	});
}

/** What was told, with how many points there were by then. */
async function arrivals(): Promise<(Omit<Arriving, "points"> & { n: number })[]> {
	const told = [];
	for await (const { points, ...rest } of arrivingPoints("c")) told.push({ ...rest, n: points.length });
	return told;
}

test("a state's doors are shown from the first page on, but not laid out anew for each of the others", async () => {
	tells(145_000);
	const told = await arrivals();
	const shown = told.filter(({ worthShowing }) => worthShowing).map(({ n }) => n);
	expect(shown[0]).toBe(10_000);
	expect(told.at(-1)).toEqual({ n: 145_000, share: 1, worthShowing: true, whole: true });
	// Each page anew would be 1,195,000 points laid out.
	expect(shown.reduce((sum, n) => sum + n)).toBeLessThan(4 * 145_000);
});

test("how far it is goes up evenly to the whole", async () => {
	tells(95_000);
	const shares = (await arrivals()).map(({ share }) => share);
	expect(shares.slice(0, 4).map((share) => share.toFixed(2))).toEqual(["0.11", "0.21", "0.32", "0.42"]);
	expect(shares).toEqual([...shares].sort((a, b) => a - b));
	expect(shares.at(-1)).toBe(1);
});

test("a town's doors come at once and are shown once, and none are none", async () => {
	for (const places of [700, 0]) {
		tells(places);
		const told = (await arrivals()).filter(({ worthShowing }) => worthShowing);
		expect(told).toEqual([{ n: places, share: 1, worthShowing: true, whole: true }]);
	}
});
