/** The server of `server.ts`, with a backup from which it can be restored, and a memory of all that it ever was told. */

import type { Envelope } from "../../canvass/static/device/types";
import { json, Server } from "./server";

interface Backup {
	events: Map<string, string>;
	people: Map<string, string>;
}

export class RestorableServer extends Server {
	backup: Backup = { events: new Map(), people: new Map() };
	/** Every text that was ever handed in under an id, whatever became of it. */
	told = new Map<string, Set<string>>();
	/** Every id that it ever had, restored or not. */
	everHad = new Set<string>();
	conflicts: string[] = [];
	private life = 1;

	backUp(): void {
		this.backup = { events: new Map(this.events), people: new Map(this.people) };
	}

	/** What came after the last backup is gone, and the log is another one. */
	restore(): void {
		this.events = new Map(this.backup.events);
		this.people = new Map(this.backup.people);
		this.life += 1;
	}

	private note(sent: readonly { id: string; envelope: string }[]): void {
		for (const { id, envelope } of sent) {
			this.told.set(id, (this.told.get(id) ?? new Set()).add(envelope));
			this.everHad.add(id);
		}
	}

	private noteConflicts(verdicts: readonly { id: string; verdict: string }[]): void {
		this.conflicts.push(...verdicts.filter((one) => one.verdict === "conflict").map((one) => one.id));
	}

	protected override push(sent: { id: string; envelope: string }[]) {
		this.note(sent);
		const answer = super.push(sent);
		this.noteConflicts(answer.verdicts);
		return answer;
	}

	protected override handIn(sent: { id: string; envelope: string }[]) {
		this.note(sent);
		const answer = super.handIn(sent);
		this.noteConflicts(answer.verdicts);
		const verdicts = answer.verdicts.map((one) => ({ ...one, backed_up: this.backup.people.has(one.id) }));
		return { ...answer, verdicts };
	}

	protected override report(outbox: string) {
		const backedUp = [...this.backup.events.values()]
			.map((text) => JSON.parse(text) as Envelope)
			.filter((one) => one.outbox === outbox)
			.map((one) => one.device_seq);
		const has = new Set(backedUp);
		let through = 0;
		while (has.has(through + 1)) through += 1;
		return { ...super.report(outbox), backed_up_through: through };
	}

	protected override pull(path: string): Response {
		const known = new URLSearchParams(path.split("?")[1]).get("cursor") ?? "";
		if (known.startsWith(`log${this.life}.`)) return super.pull(path);
		return json(409, { code: "log_changed", message: "…" });
	}

	protected override changes() {
		return { ...super.changes(), cursor: this.mark() };
	}

	override snapshot() {
		return { ...super.snapshot(), cursor: this.mark() };
	}

	private mark(): string {
		return `log${this.life}.${this.cursor}.f`;
	}
}
