/** A desk for a test: Celia's browser, real vaults made in it, and a server that keeps what is sealed. */

import "fake-indexeddb/auto";
import { afterEach, vi } from "vitest";
import { stopListening } from "../../canvass/static/device/changes";
import { db } from "../../canvass/static/device/db";
import {
	type Body,
	b64decode,
	b64encode,
	hex,
	keyId,
	sha256,
	type Vault,
} from "../../canvass/static/device/framing";
import { importSign, makeBoxKey, openBlob, sign, wrapKey } from "../../canvass/static/device/holders";
import { erasePhone } from "../../canvass/static/device/identity";
import { entryBytes } from "../../canvass/static/device/keyentries";
import { type KeyLog, verifyChain } from "../../canvass/static/device/keylog";
import type { QueuedContact } from "../../canvass/static/device/queue";
import { sealTo } from "../../canvass/static/device/seal";
import type { ContactBody } from "../../canvass/static/device/types";
import { lock, unlock } from "../../canvass/static/device/unlocked";
import { sealedKeyId } from "../../canvass/static/device/unsealing";
import { makeOrganisationVaults, type NewVaults } from "../../canvass/static/device/vaults";
import { type Call, CELIA, DeskRecords, handed, type Kept } from "./desk_records";
import { CAMPAIGN, json, ORG } from "./server";

export { CELIA } from "./desk_records";

afterEach(() => {
	lock();
	stopListening();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

interface Resealed {
	id: string;
	was: string;
	key_id: string;
	sealed: string;
	changed?: boolean;
}

/** Speaks docs/protocol.md of vaults, sessions and the desk; it opens nothing. */
export class DeskServer extends DeskRecords {
	calls: Call[] = [];
	/** What was asked for behind each address. */
	asked: string[] = [];
	sessionOpen = true;
	/** Whether her keys were taken from her since. */
	keysTaken = false;
	/** The next answers that get lost on the way, after the server has acted. */
	lost = 0;
	/** The next request whose path ends with this does not arrive. */
	refused = "";
	contacts: QueuedContact[] = [];
	/** How many can be accompanied on one day. */
	most: number | null = null;

	constructor(
		public made: NewVaults,
		public log: KeyLog,
	) {
		super();
	}

	static async founded(): Promise<DeskServer> {
		const made = await makeOrganisationVaults(ORG.id, CELIA.id, CELIA.alias);
		return new DeskServer(made, await verifyChain(made.body.entries, null, ORG.id));
	}

	/** The same vaults, with nothing in them. */
	fresh(): DeskServer {
		return new DeskServer(this.made, this.log);
	}

	fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
		const url = new URL(String(input), "https://canvass.test");
		const call = {
			method: init.method ?? "GET",
			path: url.pathname.replace(/^\/api/, ""),
			body: init.body ? JSON.parse(String(init.body)) : {},
			auth: new Headers(init.headers).get("Authorization"),
			after: url.searchParams.get("after"),
			state: url.searchParams.get("state"),
		};
		this.calls.push(call);
		this.asked.push(url.search);
		if (this.refused && call.path.endsWith(this.refused)) {
			this.refused = "";
			throw new TypeError("Failed to fetch");
		}
		const answer = await this.answer(call);
		if (this.lost > 0) {
			this.lost -= 1;
			throw new TypeError("Failed to fetch");
		}
		return answer;
	};

	private answer(call: Call): Response | Promise<Response> {
		const [, noun = "", id, act] = call.path.split("/");
		if (noun === "sessions") return this.sessions(call, id);
		if (!this.sessionOpen) return json(401, { code: "session_needed", message: "…" });
		if (noun === "vaults") return this.vaults(call, id);
		if (noun === "contacts") return id ? this.review(call, id, act) : this.paged(this.contacts, call);
		if (noun === "slots") return this.held(call, id, act);
		if (noun === "patterns") return this.meeting(call);
		if (noun === "gatherings") return this.gathering(call, id, act);
		if (noun === "accompaniment") return json(200, { most: this.most });
		if (noun === "cases" || noun === "ladder") {
			const [, , , task, verb] = call.path.split("/");
			if (id === "notes") return this.paged([...this.notes.values()], call);
			return id === "tasks"
				? this.track(this.tasks, call, task, verb)
				: this.track(this[noun], call, id, act);
		}
		return json(404, { code: "not_found", message: "…" });
	}

	private sessions({ body, auth }: Call, act: string | undefined): Response {
		if (auth !== "Bearer push-token") return json(401, { code: "session_needed", message: "…" });
		const [holder] = this.made.body.holders;
		const own = this.keysTaken ? null : { id: holder?.id, blob: holder?.blob };
		if (act === "challenge") return json(200, { challenge: "sign this", holder: own });
		if (body.challenge !== "sign this" || !body.signature)
			return json(403, { code: "not_allowed", message: "…" });
		this.sessionOpen = true;
		return json(201, { member: CELIA, device: { id: "d" }, org: ORG, holder: null, vaults_exist: true });
	}

	private vaults({ body }: Call, part: string | undefined): Response | Promise<Response> {
		if (part === "stale") return json(200, { items: this.stale() });
		if (part === "export") return json(200, this.exported(String(body.kind)));
		if (part === "resealing") return this.reseal(body.items as Resealed[]);
		const { entries, holders, wraps } = this.made.body;
		const [mine] = holders;
		if (part === "mine") {
			const own = wraps.filter(({ holder }) => holder === mine?.id);
			return json(200, { holder: { id: mine?.id, blob: mine?.blob }, wraps: own });
		}
		return json(200, { entries, holders: holders.map(({ id, member }) => ({ id, member })) });
	}

	/** Contacts that lie under an older key, as `GET /vaults/stale` tells of them. */
	stale() {
		const live = this.log.live("intake")?.keyId;
		const old = this.contacts.filter(({ sealed }) => sealed !== null && sealedKeyId(sealed) !== live);
		return old.map(({ id, sealed }) => ({ vault: "intake", kind: "contact", id, clear: {}, sealed }));
	}

	private exported(kind: string) {
		const kept: Record<string, [string, readonly { id: string }[]]> = {
			contact: ["intake", this.contacts],
			case: ["consulta", [...this.cases.values()]],
			ladder: ["leadership", [...this.ladder.values()]],
		};
		const [vault, all] = kept[kind] ?? ["", []];
		const records = all.map(({ id, ...clear }) => ({ vault, kind, id, clear, ...clear }));
		return { at: "2026-11-28T09:00:00Z", records };
	}

	private async reseal(items: readonly Resealed[]): Promise<Response> {
		const live = this.log.live("intake")?.keyId;
		if (items.some(({ key_id }) => key_id !== live)) return json(422, { code: "seal_invalid", message: "…" });
		const outcomes = await Promise.all(
			items.map(async ({ id, was, sealed, key_id, changed }) => {
				const there = this.contacts.find((one) => one.id === id);
				if (!there || hex(await sha256(b64decode(there.sealed ?? ""))) !== was) return "moved";
				const rev = there.rev + (changed ? 1 : 0);
				this.contacts = this.contacts.map((one) => (one.id === id ? { ...one, rev, sealed, key_id } : one));
				return "done";
			}),
		);
		return json(200, { outcomes });
	}

	private review({ body }: Call, id: string, act: string | undefined): Response {
		const at = this.contacts.findIndex((one) => one.id === id);
		const before = this.contacts[at];
		if (!before) return json(404, { code: "not_found", message: "…" });
		if (act === undefined) return json(200, before);
		if (act === "reached") {
			this.contacts[at] = { ...before, reached: true };
			return json(200, this.contacts[at]);
		}
		const state =
			act === "pick-up" || act === "reopening" ? "picked_up" : act === "routing" ? "routed" : "closed";
		if (before.state === "routed" && before.sealed === body.sealed) return json(200, before);
		if (before.rev !== body.rev) return json(409, { code: "stale", message: "…", current: before });
		const sealed = (body.sealed as string | undefined) ?? before.sealed;
		const after: QueuedContact = { ...before, state, sealed, rev: before.rev + 1 };
		this.contacts[at] = after;
		if (body.case) {
			const { appointment, ...one } = body.case as Kept & { appointment: Kept | null };
			this.keep(this.cases, one, { state: "open" });
			if (appointment) {
				const task = { ...handed(appointment), of: one.id, state: "open", rev: 1 };
				this.tasks.set(task.id, task);
			}
		}
		if (body.ladder) this.keep(this.ladder, body.ladder as Kept, {});
		return json(200, after);
	}

	/** Somebody makes the vault another key, as their browser does; whoever held the old one holds it too. */
	async rotate(vault: Vault): Promise<void> {
		const { words, body } = this.made;
		const [celia] = body.holders;
		const live = this.log.live(vault);
		if (!celia || !live) throw new Error("no such vault");
		const { sign: pair } = await openBlob(words, b64decode(celia.blob), ORG.id, celia.id);
		const fresh = await makeBoxKey();
		const next = { ...live, n: this.log.hashes.length, prev: this.log.hashes.at(-1) ?? "", by: celia.id };
		const raw = entryBytes({ ...next, key: fresh.raw });
		const signature = b64encode(await sign(await importSign(pair), "log", raw));
		const wrap = await wrapKey(b64decode(celia.box), ORG.id, vault, celia.id, fresh);
		const given = { key_id: await keyId(fresh.raw), holder: celia.id, wrap: b64encode(wrap) };
		const entries = [...body.entries, { entry: b64encode(raw), signature }];
		this.made = { ...this.made, body: { ...body, entries, wraps: [...body.wraps, given] } };
		this.log = await verifyChain(entries, null, ORG.id);
	}

	/** Seals a body as a phone would, and keeps it as a contact. `clear` is what the server shows of it. */
	async handIn(body: Partial<ContactBody> = {}, clear: Partial<QueuedContact> = {}): Promise<QueuedContact> {
		const whole = contactBody(body);
		const sealed = await this.seal("intake", "contact", whole.id, { ...whole });
		const { id, campaign, week, urgent } = whole;
		const kept: QueuedContact = {
			id,
			campaign,
			week,
			urgent,
			state: "new",
			reached: false,
			rev: 1,
			...sealed,
			...clear,
		};
		this.contacts.push(kept);
		return kept;
	}

	seal(vault: Vault, kind: string, id: string, body: Body) {
		return sealTo(this.log, vault, kind, id, body);
	}
}

/** A contact who agreed to both tracks and needs housing. */
export function contactBody(changes: Partial<ContactBody> = {}): ContactBody {
	return {
		v: 1,
		type: "contact",
		id: crypto.randomUUID(),
		campaign: CAMPAIGN,
		week: "2026-W48",
		urgent: changes.urgency === "today",
		on: "2026-11-23",
		source: { kind: "door", door: "d", turf: "t", address: "14 Calle Roble" },
		met_by: "Alma",
		name: "Rosa",
		phone: "+18285550123",
		channel: "call",
		when: ["morning"],
		voicemail: false,
		ask_for: "",
		language: "es",
		needs: ["housing"],
		interests: [],
		urgency: "week",
		note: "Le subieron la renta.",
		promise: { words: "", name: "" },
		consent: {
			purposes: ["consulta", "leadership"],
			language: "es",
			words: "¿Podemos llamarle?",
			on: "2026-11-23",
		},
		...changes,
	};
}

/** Celia's browser, enrolled, its vaults still locked. */
export async function enrolledDesk(server: DeskServer): Promise<void> {
	vi.stubGlobal("fetch", server.fetch);
	await erasePhone();
	const device = { id: "de000000-0000-4000-8000-000000000002" };
	await db.identity.put({ key: "me", member: CELIA, device, org: ORG, push_token: "push-token", pin: null });
}

/** The same, with nothing on its server yet and the vaults open; that server. */
export async function unlockedDesk(founded: DeskServer): Promise<DeskServer> {
	const server = founded.fresh();
	await enrolledDesk(server);
	await unlock(server.made.words);
	return server;
}
