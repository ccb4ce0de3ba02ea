/** What a desk's server keeps, and hands out: sealed records by their ids, with what stands in clear beside them. It opens nothing. */

import type { HoldRecord } from "../../canvass/static/device/holds";
import type { Slot } from "../../canvass/static/device/hours";
import { json } from "./server";

export const CELIA = {
	id: "ce11a000-0000-4000-8000-000000000001",
	alias: "Celia",
	role: "staff" as const,
	active: true,
};

export interface Call {
	method: string;
	path: string;
	body: Record<string, unknown>;
	auth: string | null;
	after: string | null;
	state: string | null;
}

export interface Kept {
	id: string;
	rev: number;
	[field: string]: unknown;
}

/** Whose a new record is: oneself has accepted, others are asked. */
export function handed({ to, ...one }: Kept): Kept {
	const mine = to === CELIA.id;
	return {
		...one,
		assignee: mine ? to : null,
		offered_to: mine || !to ? null : to,
		offered_by: mine || !to ? null : CELIA.id,
	};
}

export class DeskRecords {
	/** Records in a page. */
	page = 500;
	cases = new Map<string, Kept>();
	ladder = new Map<string, Kept>();
	gatherings = new Map<string, Kept>();
	notes = new Map<string, Kept & { of: string }>();
	tasks = new Map<string, Kept & { of: string }>();
	holds: HoldRecord[] = [];
	/** The office hours' coming slots. */
	slots: Slot[] = [];

	protected held({ method, body }: Call, id: string | undefined, hold: string | undefined): Response {
		if (id === undefined) return json(200, { items: this.slots });
		const slot = this.slots.find((one) => one.id === id);
		if (slot && body.rev !== slot.rev) return json(409, { code: "stale", message: "…", current: slot });
		if (slot) {
			const set = { ...slot, state: body.state as Slot["state"], rev: slot.rev + 1 };
			this.slots = this.slots.map((one) => (one.id === id ? set : one));
			return json(200, set);
		}
		if (method === "GET") return json(200, { items: this.holds, next: null });
		if (method === "PATCH") return json(200, { id, ...body });
		this.holds = this.holds.filter((one) => one.id !== hold);
		return new Response(null, { status: 204 });
	}

	protected paged(all: readonly unknown[], { after }: Call): Response {
		const from = Number(after ?? 0);
		const to = from + this.page;
		return json(200, { items: all.slice(from, to), next: to < all.length ? String(to) : null });
	}

	protected keep(into: Map<string, Kept>, one: Kept, more: object): void {
		into.set(one.id, { ...more, ...handed(one), rev: 1 });
	}

	protected gathering(call: Call, id?: string, act?: string): Response {
		if (id === undefined && call.method === "POST") {
			const made = { ...handed({ ...(call.body as Kept), to: CELIA.id }), state: "planned", rev: 1 };
			if (!this.gatherings.has(made.id)) this.gatherings.set(made.id, made);
			return json(201, made);
		}
		if (act !== "replies") return this.track(this.gatherings, call, id, act);
		if (call.method === "GET")
			return json(200, { items: [...this.notes.values()].filter(({ of }) => of === id), next: null });
		return this.track(this.gatherings, call, id, "notes");
	}

	protected meeting({ body }: Call): Response {
		const made = { ...handed({ ...(body as Kept), to: CELIA.id }), state: "planned", rev: 1 };
		return json(201, made);
	}

	protected track<K extends Kept>(kept: Map<string, K>, call: Call, id?: string, act?: string): Response {
		if (id === undefined) {
			const all = [...kept.values()];
			return this.paged(call.state ? all.filter(({ state }) => state === call.state) : all, call);
		}
		const one = kept.get(id);
		if (!one) return json(404, { code: "not_found", message: "…" });
		if (act === "notes") {
			const note = call.body as Kept;
			const there = this.notes.get(note.id);
			if (there && there.sealed !== note.sealed) return json(409, { code: "id_taken", message: "…" });
			this.notes.set(note.id, { ...note, of: id });
			return json(201, note);
		}
		const ofIt = <P extends { of: string }>(all: Map<string, P>) =>
			[...all.values()].filter(({ of }) => of === id);
		if (call.method === "GET") return json(200, { ...one, notes: ofIt(this.notes), tasks: ofIt(this.tasks) });
		if (act === "tasks") {
			const made = { ...handed(call.body as Kept), of: id, state: "open", rev: 1 };
			this.tasks.set(made.id, made);
			return json(201, made);
		}
		if (this.notes.get((call.body.note as Kept | undefined)?.id ?? "")?.of === id) return json(200, one);
		if (call.body.rev !== one.rev) return json(409, { code: "stale", message: "…", current: one });
		const { note, to, ...given } = call.body;
		if (note) this.notes.set((note as Kept).id, { ...(note as Kept), of: String(one.of ?? id) });
		const asked: Record<string, object> = {
			offer: { offered_to: to, offered_by: CELIA.id },
			acceptance: { assignee: CELIA.id, offered_to: null, offered_by: null },
			return: { offered_to: null },
		};
		const changed = { ...one, ...given, ...asked[act ?? ""], rev: one.rev + 1 };
		kept.set(id, changed);
		return json(200, changed);
	}
}
