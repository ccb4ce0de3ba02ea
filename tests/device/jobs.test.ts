import { afterEach, expect, test, vi } from "vitest";
import { followJob, type Job } from "../../canvass/static/device/jobs";

const job = (state: Job["state"], done: number): Job => ({
	id: "j",
	kind: "import",
	state,
	done,
	total: 10,
	result: null,
	error: null,
});

function answering(...answers: (Job | Error)[]): void {
	const fetches = vi.fn(async () => {
		const next = answers.shift();
		if (next instanceof Error) throw next;
		return new Response(JSON.stringify(next), { status: 200 });
	});
	vi.stubGlobal("fetch", fetches);
}

afterEach(() => {
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

test("a job is followed to its end, and a lost connection on the way is waited out", async () => {
	vi.useFakeTimers();
	answering(job("waiting", 0), new TypeError("offline"), job("running", 4), job("done", 10));
	const seen: Job["state"][] = [];
	const following = (async () => {
		for await (const { state } of followJob("j", new AbortController().signal)) seen.push(state);
	})();
	await vi.advanceTimersByTimeAsync(10_000);
	await following;
	expect(seen).toEqual(["waiting", "running", "done"]);
});

test("who leaves is told nothing more", async () => {
	vi.useFakeTimers();
	answering(job("running", 1), job("done", 10));
	const leaving = new AbortController();
	const seen: Job["state"][] = [];
	const following = (async () => {
		for await (const { state } of followJob("j", leaving.signal)) {
			seen.push(state);
			leaving.abort();
		}
	})();
	await vi.advanceTimersByTimeAsync(10_000);
	await following;
	expect(seen).toEqual(["running"]);
});
