/** A server that speaks docs/protocol.md from memory, and can be made to fail as networks and servers do. */

import { createHash } from "node:crypto";
import type { Envelope, HomeSlots, Lease, Row } from "../../canvass/static/device/types";
import type { SignedEntry } from "../../canvass/static/device/wire";
import { ALMA, ASSIGNMENT, CAMPAIGN, ORG, row, TOKEN, TURF } from "./town";

export * from "./town";

interface Call {
	method: string;
	path: string;
	body: unknown;
	headers: Headers;
	credentials: string | undefined;
}

/** Answers in the server's place, or lets the call through with undefined. `after` sees the true answer and may lose it. */
export interface Fault {
	before?: (call: Call) => Response | Error | undefined;
	after?: (call: Call, answer: Response) => Response | Error | undefined;
}

type Sent = { id: string; envelope: string };

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
	return new Response(JSON.stringify(body), {
		status,
		headers: { "Content-Type": "application/json", ...headers },
	});
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A turf's digest as the server tells it of rows that are not removed: see `canvass/digests.py`. */
export function digestAsServed(rows: readonly { door: string; revision: number }[]): string {
	const names = [...new Set(rows.map(({ door }) => door.slice(-2)))].sort();
	const groups = names.map((name) => {
		const its = rows.filter(({ door }) => door.endsWith(name)).map((one) => `${one.door}:${one.revision}\n`);
		return `${name}:${sha256(its.sort().join(""))}\n`;
	});
	return sha256(groups.join(""));
}

export class Server {
	calls: Call[] = [];
	faults: Fault[] = [];
	/** Set to make every call fail until it is taken away. */
	fault: Fault | null = null;
	events = new Map<string, string>();
	people = new Map<string, string>();
	verdicts = new Map<string, { verdict: string; reason?: string; retry_after?: number; late?: boolean }>();
	rows: Row[] = [];
	leases: Lease[] = [];
	keyLog: SignedEntry[] = [];
	backedUpThrough = 0;
	peopleBackedUp = false;
	slots: HomeSlots = { week: "", items: [] };
	/** Slots that somebody else holds already. */
	heldSlots = new Set<string>();
	minClient = "0.1.0";
	revision = 1000;
	cursor = 1;
	sessionOpen = true;
	invitationUsed = false;
	/** Whose the session is. */
	device = "de000000-0000-4000-8000-000000000001";

	constructor(doors = 3) {
		this.rows = Array.from({ length: doors }, (_, index) => row(index + 1));
		this.lend();
	}

	lend(changes: Partial<Lease> = {}): void {
		this.leases = [
			{
				assignment: ASSIGNMENT,
				generation: 1,
				starts_at: "2020-01-01T00:00:00Z",
				until: "2090-01-01T00:00:00Z",
				grace_until: "2090-01-02T00:00:00Z",
				members: [{ id: ALMA.id, alias: ALMA.alias }],
				turf: {
					id: TURF,
					name: "Emma Norte",
					note: "",
					campaign: CAMPAIGN,
					doors: this.rows.length,
					polygon: {},
				},
				...changes,
			},
		];
	}

	fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
		const url = new URL(String(input), "https://canvass.test");
		const call: Call = {
			method: init.method ?? "GET",
			path: url.pathname.replace(/^\/api/, "") + url.search,
			body: init.body ? JSON.parse(String(init.body)) : null,
			headers: new Headers(init.headers),
			credentials: init.credentials,
		};
		this.calls.push(call);
		const fault = this.fault ?? this.faults.shift();
		const before = fault?.before?.(call);
		const answer = before ?? this.answer(call);
		const after = answer instanceof Error ? answer : (fault?.after?.(call, answer) ?? answer);
		if (after instanceof Error) throw after;
		return after;
	};

	callsTo(path: string): Call[] {
		return this.calls.filter((call) => call.path.startsWith(path));
	}

	protected answer(call: Call): Response {
		const [path = ""] = call.path.split("?");
		if (path === "/sync/push") return json(200, this.push((call.body as { events: Sent[] }).events));
		if (path === "/sync/people") return json(200, this.handIn((call.body as { records: Sent[] }).records));
		if (path === "/contacts/statuses") return json(200, this.statuses((call.body as { ids: string[] }).ids));
		if (path === "/slots/holds/statuses") return json(200, this.holds((call.body as { ids: string[] }).ids));
		if (path === "/invitations/lookup") return this.lookup((call.body as { token_hash: string }).token_hash);
		if (path === "/enrolments") return this.enrol((call.body as { token: string }).token);
		if (!this.sessionOpen) return json(401, { code: "session_needed", message: "…" });
		if (path === "/session" && call.method === "DELETE") return this.endSession();
		if (path === "/sync/home") return json(200, this.home());
		if (path === "/sync/pull") return this.pull(call.path);
		if (path.endsWith("/snapshot")) return json(200, this.snapshot());
		if (path.endsWith("/return")) return json(200, { id: path.split("/")[2] });
		return json(404, { code: "not_found", message: "…" });
	}

	protected lookup(hash: string): Response {
		const known = createHash("sha256").update(Buffer.from(TOKEN, "base64url")).digest("hex");
		if (hash !== known) return json(404, { code: "invitation_unknown", message: "…" });
		if (this.invitationUsed) return json(410, { code: "invitation_used", message: "…" });
		const answer = {
			role: "volunteer",
			alias: "Alma",
			expires_at: "2090-01-01T00:00:00Z",
			org: ORG,
			entries: this.keyLog,
		};
		return json(200, answer);
	}

	protected enrol(token: string): Response {
		if (token !== TOKEN || this.invitationUsed) return json(410, { code: "invitation_used", message: "…" });
		this.invitationUsed = true;
		this.device = "de000000-0000-4000-8000-000000000002";
		return json(201, {
			member: ALMA,
			device: { id: this.device },
			push_token: "new-token",
			org: ORG,
		});
	}

	protected endSession(): Response {
		this.sessionOpen = false;
		return new Response(null, { status: 204 });
	}

	protected push(sent: Sent[]) {
		const verdicts = sent.map(({ id, envelope }) => ({
			reason: null,
			retry_after: null,
			id,
			...this.judge(id, envelope),
		}));
		const named = new Set(sent.map(({ envelope }) => (JSON.parse(envelope) as Envelope).outbox));
		return {
			verdicts,
			outboxes: [...named].map((outbox) => this.report(outbox)),
			server_time: new Date().toISOString(),
			min_client: this.minClient,
		};
	}

	protected judge(id: string, envelope: string): { verdict: string } {
		const planned = this.verdicts.get(id);
		if (planned) return planned;
		const known = this.events.get(id);
		if (known !== undefined) return { verdict: known === envelope ? "duplicate" : "conflict" };
		this.events.set(id, envelope);
		this.project(JSON.parse(envelope) as Envelope);
		return { verdict: "accepted" };
	}

	protected report(outbox: string) {
		const mine = [...this.events.values()]
			.map((text) => JSON.parse(text) as Envelope)
			.filter((one) => one.outbox === outbox);
		const seqs = new Set(mine.map((one) => one.device_seq));
		const most = Math.max(0, ...seqs);
		const missing = Array.from({ length: most }, (_, index) => index + 1).filter((seq) => !seqs.has(seq));
		const contiguous_through = (missing[0] ?? most + 1) - 1;
		return { outbox, contiguous_through, missing, backed_up_through: this.backedUpThrough };
	}

	/** Enough of a projection to tell what a pull would show. */
	protected project({ id, kind, body, recorded_at }: Envelope): void {
		if (kind === "visit.recorded") {
			const { door, result, literature } = body as { door: string; result: never; literature: boolean };
			const last = { visit: id, result, literature, at: recorded_at, late: false, mine: true };
			this.change(door, (one) => ({ ...one, attempts: one.attempts + 1, last }));
		}
		if (kind === "visit.voided") {
			const { visit } = body as { visit: string };
			const at = this.rows.find((one) => one.last?.visit === visit);
			if (at) this.change(at.door, (one) => ({ ...one, attempts: one.attempts - 1, last: null }));
		}
	}

	change(doorId: string, to: (one: Row) => Row): void {
		this.revision += 1;
		this.rows = this.rows.map((one) => (one.door === doorId ? { ...to(one), revision: this.revision } : one));
	}

	protected digest(): string {
		return digestAsServed(this.rows.filter((one) => !one.removed));
	}

	protected pull(_path: string): Response {
		this.cursor += 1;
		return json(200, this.changes());
	}

	protected changes() {
		return { rows: this.rows, cursor: `log.${this.cursor}.f`, more: false, digest: this.digest() };
	}

	snapshot() {
		const rows = this.rows.filter((one) => !one.removed);
		return { turf: TURF, cursor: `log.${this.cursor}.f`, digest: this.digest(), rows };
	}

	protected handIn(sent: Sent[]) {
		const verdicts = sent.map(({ id, envelope }) => {
			const known = this.people.get(id);
			this.people.set(id, known ?? envelope);
			const verdict = known === undefined ? "accepted" : known === envelope ? "duplicate" : "conflict";
			const plan = this.verdicts.get(id);
			return { id, verdict, backed_up: this.peopleBackedUp, reason: null, retry_after: null, ...plan };
		});
		return { verdicts, server_time: new Date().toISOString() };
	}

	protected statuses(ids: string[]) {
		return { items: ids.map((id) => ({ id, status: this.people.has(id) ? "waiting" : "unknown" })) };
	}

	/** First come, first served; the answer is worked out when it is asked for. */
	protected holds(ids: string[]) {
		const state = (id: string) => {
			const envelope = JSON.parse(this.people.get(id) ?? "{}") as { body?: { slot?: string } };
			return this.heldSlots.has(envelope.body?.slot ?? "")
				? "taken"
				: envelope.body
					? "confirmed"
					: "unknown";
		};
		return { items: ids.map((id) => ({ id, state: state(id) })) };
	}

	protected home() {
		const campaign = {
			id: CAMPAIGN,
			name: "Otoño",
			starts_on: "2026-11-01",
			ends_on: "2026-12-01",
			languages: ["es"],
			script: null,
		};
		return {
			org: ORG,
			member: ALMA,
			device: { id: this.device },
			server_time: new Date().toISOString(),
			min_client: this.minClient,
			vaults_exist: this.keyLog.length > 0,
			key_log: this.keyLog,
			campaigns: [campaign],
			scripts: [],
			leases: this.leases,
			stop_notices: [],
			slots: this.slots,
		};
	}
}
