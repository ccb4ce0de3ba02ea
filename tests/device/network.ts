/** The way between the processes and the server: requests and answers arrive when the scheduler says, wrong, twice or never. */

import type { Scheduler } from "fast-check";
import { isAlive } from "./processes";
import type { RestorableServer } from "./restorable";
import { json } from "./server";

export const FAULTS = [
	"none",
	"offline",
	"lost answer",
	"twice",
	"time-out, delivered later",
	"portal page",
	"portal json",
	"portal login",
	"cut body",
	"half the verdicts",
	"commit failed",
	"patience",
	"too large",
] as const;
export type Fault = (typeof FAULTS)[number];

type Request = [string, RequestInit | undefined];

const html = () => new Response("<html>Welcome</html>", { headers: { "Content-Type": "text/html" } });

/** Answers that come before the server has seen anything. */
const INSTEAD: Partial<Record<Fault, () => Response>> = {
	"portal page": html,
	"portal json": () => json(200, { ok: true, verdicts: [], outboxes: [] }),
	"portal login": () => json(401, { code: 511, message: "sign in" }),
	"commit failed": () => json(503, { code: "unavailable", message: "…" }),
	patience: () => json(503, { code: "unavailable", message: "…" }, { "Retry-After": "20" }),
	"too large": () => json(413, { code: "too_large", message: "…" }),
};

async function withHalf(answer: Response): Promise<Response> {
	const body = (await answer.json()) as { verdicts?: unknown[] };
	return json(200, { ...body, ...(body.verdicts ? { verdicts: body.verdicts.slice(1) } : { leases: null }) });
}

async function cut(answer: Response): Promise<Response> {
	const text = await answer.text();
	return new Response(text.slice(0, text.length / 2), { status: answer.status });
}

export class Network {
	/** What befalls the next requests, in turn; then all goes well. */
	planned: Fault[] = [];
	/** When requests and answers arrive; null: at once. */
	scheduler: Scheduler | null = null;

	constructor(readonly server: RestorableServer) {}

	fetch = async (url: string, init?: RequestInit): Promise<Response> => {
		const fault = this.planned.shift() ?? "none";
		const sender = new Headers(init?.headers).get("Accept-Language") ?? "";
		await this.delay(`request of ${sender}`);
		const answer = await this.answer([url, init], fault);
		await this.delay(`answer to ${sender}: ${fault}`);
		// Nobody is left to hear it.
		if (!isAlive(sender)) return new Promise(() => {});
		if (answer instanceof Error) throw answer;
		return answer;
	};

	/** Nothing is delayed any more, and nothing goes wrong. */
	async calm(): Promise<void> {
		const { scheduler } = this;
		this.planned = [];
		this.scheduler = null;
		await scheduler?.waitIdle();
	}

	private async answer(request: Request, fault: Fault): Promise<Response | Error> {
		const instead = INSTEAD[fault]?.();
		if (instead) return instead;
		if (fault === "offline") return new TypeError("Failed to fetch");
		if (fault === "time-out, delivered later") {
			void this.delay("late delivery").then(() => this.server.fetch(...request));
			return new DOMException("late", "TimeoutError");
		}
		if (fault === "twice") await this.server.fetch(...request);
		const answer = await this.server.fetch(...request);
		if (fault === "lost answer") return new TypeError("Failed to fetch");
		if (fault === "cut body") return cut(answer);
		return fault === "half the verdicts" && answer.ok ? withHalf(answer) : answer;
	}

	private async delay(label: string): Promise<void> {
		await this.scheduler?.schedule(Promise.resolve(), label);
	}
}
