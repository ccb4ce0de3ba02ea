/** Long work on the server, followed until it ends. */

import { ApiError, NetworkFault, request } from "./api";

export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

export interface Job<Result = unknown> {
	id: string;
	kind: string;
	state: JobState;
	done: number;
	/** 0 while nobody knows. */
	total: number;
	result: Result | null;
	error: { code: string; message: string } | null;
}

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

export function getJob<Result>(id: string): Promise<Job<Result>> {
	return request("GET", `/jobs/${id}`);
}

/** Asks the job to stop; it ends as `cancelled`, and nothing half done stays. */
export function cancelJob(id: string): Promise<null> {
	return request("DELETE", `/jobs/${id}`);
}

export function isOver({ state }: Job): boolean {
	return state === "done" || state === "failed" || state === "cancelled";
}

/**
 * Yields a job each time that it is asked for, ever less often, until it is over or `signal` aborts.
 * A lost connection or a busy server is waited out: the work goes on without us.
 */
export async function* followJob<Result>(id: string, signal: AbortSignal): AsyncGenerator<Job<Result>> {
	let wait = FIRST_WAIT_MS;
	while (!signal.aborted) {
		const job = await getJob<Result>(id).catch(waitOut);
		if (signal.aborted) return;
		if (job) yield job;
		if (job && isOver(job)) return;
		await pause(wait, signal);
		wait = Math.min(LONGEST_WAIT_MS, wait * 1.4);
	}
}

function waitOut(error: unknown): null {
	if (error instanceof NetworkFault || (error instanceof ApiError && error.status >= 500)) return null;
	throw error;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener("abort", () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
