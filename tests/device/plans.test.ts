import { afterEach, expect, test, vi } from "vitest";
import { editPlan, orderCut, publishPlan } from "../../canvass/static/device/plans";

afterEach(() => vi.unstubAllGlobals());

/** A server that answers once, and what it was asked. */
function answering(status: number, answer: unknown): { method: string; path: string; body: unknown }[] {
	const asked: { method: string; path: string; body: unknown }[] = [];
	vi.stubGlobal("fetch", async (path: string, { method, body }: RequestInit) => {
		asked.push({ method: String(method), path, body: JSON.parse(String(body)) });
		return new Response(JSON.stringify(answer), { status });
	});
	return asked;
}

test("a cut is ordered with all that the server wants to know", async () => {
	const asked = answering(202, { plan: "p", job: { id: "j" } });
	const order = {
		wish: { kind: "shift", hours: 2.5, doors_per_hour: 20 } as const,
		area: null,
		filter: { not_visited_since: null, never_home: true },
		start: null,
		seed: null,
	};
	expect((await orderCut("c", order)).plan).toBe("p");
	expect(asked).toEqual([{ method: "POST", path: "/api/campaigns/c/plans", body: order }]);
});

test("an edit goes with the revision that was seen, and a stale one brings what stands", async () => {
	const asked = answering(409, { code: "stale", message: "…", current: { id: "p", rev: 8 } });
	const edit = { kind: "merge", turfs: [1, 2] } as const;
	await expect(editPlan("p", 7, { ...edit, turfs: [1, 2] })).rejects.toMatchObject({
		code: "stale",
		answer: { current: { rev: 8 } },
	});
	expect(asked[0]).toMatchObject({ path: "/api/plans/p/edits", body: { rev: 7, edit } });
});

test("all turfs are published where none is named", async () => {
	const asked = answering(200, { turfs: ["t"], left_out: { doors: 2 } });
	expect((await publishPlan("p", 3, null)).left_out.doors).toBe(2);
	expect(asked[0]?.body).toEqual({ rev: 3, turfs: null });
});
