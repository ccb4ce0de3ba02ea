/** A phone that several people share, in one process: its page is loaded anew by `reload`, and its browser has one cookie. */

import { createHash } from "node:crypto";
import { expect, vi } from "vitest";
import * as api from "../../canvass/static/device/api";
import { openAs, PhoneStore } from "../../canvass/static/device/db";
import { enrol, readInvitation } from "../../canvass/static/device/enrolment";
import { makeRoom, peopleHere, share, switchTo } from "../../canvass/static/device/household";
import { erasePhone } from "../../canvass/static/device/identity";
import { forgetKeys } from "../../canvass/static/device/lock";
import * as ownSession from "../../canvass/static/device/own_session";
import { choosePin, tryPin } from "../../canvass/static/device/pin";
import { storesHere } from "../../canvass/static/device/stores";
import { sync } from "../../canvass/static/device/sync";
import { recordVisit } from "../../canvass/static/device/visits";
import { chosenStore, FIRST_STORE } from "../../canvass/static/device/whose";
import { aFolders } from "./opfs";
import { ALMA, door, json, ORG, Server, TURF } from "./server";

export const DARIO = {
	id: "a1000000-0000-4000-8000-000000000009",
	alias: "Darío",
	role: "volunteer" as const,
};
export const PINS = { Alma: "374951", Darío: "820617" };
const LINKS = { Alma: "AAECAwQFBgcICQoLDA0ODw", Darío: "EBESExQVFhcYGRobHB0eHw" };

export type Name = keyof typeof PINS;

interface Device {
	id: string;
	name: Name;
	token: string;
	back: string | null;
	revoked: boolean;
}

/** Knows two members' devices by their tokens, and whose session the browser's cookie is. */
export class SharedServer extends Server {
	devices: Device[] = [];
	/** The device whose session the browser has. */
	cookie: string | null = null;
	/** The sessions that live, by device. */
	sessions = new Set<string>();
	/** By whose token each event came, each time. */
	handed: { id: string; by: Name }[] = [];
	/** Whose turfs a lead has taken back. */
	takenBack = new Set<Name>();
	private caller: Device | undefined;

	protected override answer(call: Parameters<Server["answer"]>[0]): Response {
		const path = call.path.split("?")[0];
		const token = call.headers.get("Authorization")?.replace("Bearer ", "");
		this.caller = this.devices.find((one) => one.token === token);
		if (path === "/session/return" && call.method === "POST") return this.comeBack(call.body);
		if (path === "/sync/standing") return this.standing(call.body as { leases: string[] });
		const withCookie = call.credentials === "same-origin" && this.cookie !== null;
		const reader = withCookie ? this.devices.find((one) => one.id === this.cookie) : undefined;
		this.sessionOpen = reader !== undefined && this.sessions.has(reader.id) && !reader.revoked;
		this.device = reader?.id ?? "";
		if (path === "/session/return" && this.sessionOpen) {
			const { device, secret_hash } = call.body as { device: string; secret_hash: string };
			if (device !== reader?.id) return json(404, { code: "not_found", message: "…" });
			(reader as Device).back = secret_hash;
			return new Response(null, { status: 204 });
		}
		return super.answer(call);
	}

	private standing({ leases }: { leases: string[] }): Response {
		const { name, revoked } = this.caller as Device;
		const all = revoked || this.takenBack.has(name);
		return json(200, { may_read: !revoked, ended: all ? leases : [] });
	}

	private comeBack(body: unknown): Response {
		const hash = createHash("sha256")
			.update((body as { secret: string }).secret)
			.digest("hex");
		const me = this.caller;
		if (me === undefined || me.revoked || me.back !== hash)
			return json(403, { code: "return_refused", message: "…" });
		this.take(me.id);
		const face = { member: this.memberOf(me), device: { id: me.id }, org: ORG, holder: null };
		return json(201, { ...face, vaults_exist: false, expires_at: "2090-01-01T00:00:00Z" });
	}

	/** The session that the browser had ends, and this device's takes its place. */
	private take(device: string): void {
		if (this.cookie !== null) this.sessions.delete(this.cookie);
		this.sessions.add(device);
		this.cookie = device;
	}

	private memberOf({ name }: Device) {
		return name === "Alma" ? ALMA : DARIO;
	}

	protected override lookup(hash: string): Response {
		const name = (Object.keys(LINKS) as Name[]).find(
			(one) => createHash("sha256").update(Buffer.from(LINKS[one], "base64url")).digest("hex") === hash,
		);
		const face = {
			role: "volunteer",
			alias: name,
			expires_at: "2090-01-01T00:00:00Z",
			org: ORG,
			entries: [],
		};
		return name ? json(200, face) : json(404, { code: "invitation_unknown", message: "…" });
	}

	protected override enrol(token: string): Response {
		const name = (Object.keys(LINKS) as Name[]).find((one) => LINKS[one] === token) as Name;
		const n = this.devices.length + 1;
		const id = `de000000-0000-4000-8000-00000000000${n}`;
		const device = { id, name, token: `token-${n}`, back: null, revoked: false };
		this.devices.push(device);
		this.take(id);
		return json(201, { member: this.memberOf(device), device: { id }, push_token: device.token, org: ORG });
	}

	protected override endSession(): Response {
		if (this.cookie !== null) this.sessions.delete(this.cookie);
		this.cookie = null;
		return new Response(null, { status: 204 });
	}

	protected override push(sent: { id: string; envelope: string }[]) {
		for (const { id } of sent) this.handed.push({ id, by: this.caller?.name as Name });
		return super.push(sent);
	}

	protected override home() {
		const me = this.devices.find((one) => one.id === this.device) as Device;
		return { ...super.home(), member: this.memberOf(me) as typeof ALMA };
	}

	of(name: Name): Device {
		return this.devices.find((one) => one.name === name && !one.revoked) as Device;
	}
}

/** Nobody's phone, whose browser keeps files and a note of who was chosen. */
export async function nobodysPhone() {
	for (const name of await storesHere()) {
		openAs(name);
		await erasePhone({ losing: Infinity });
	}
	const notes = new Map<string, string>();
	vi.stubGlobal("localStorage", {
		getItem: (key: string) => notes.get(key) ?? null,
		setItem: (key: string, value: string) => void notes.set(key, value),
	});
	const files = aFolders();
	const server = new SharedServer();
	vi.stubGlobal("fetch", server.fetch);
	openAs(FIRST_STORE);
	api.shared.part = async () => ownSession;
	return { server, files, notes };
}

/** The page is loaded anew, on whose ever store was chosen; nobody has typed a PIN. */
export function reload(): void {
	forgetKeys();
	openAs(chosenStore() ?? FIRST_STORE);
}

/** Opens their link on the page that is there. */
export async function begins(name: Name): Promise<void> {
	await enrol(readInvitation(LINKS[name]));
}

export async function choosesPin(name: Name): Promise<void> {
	await choosePin(PINS[name]);
	await sync({ tapped: true });
}

export async function types(name: Name): Promise<void> {
	expect(await tryPin(PINS[name])).toEqual({ is: "open" });
	await sync({ tapped: true });
}

/** Alma's, who is ready to share it. */
export async function almasPhone(): Promise<void> {
	await begins("Alma");
	await sync({ tapped: true });
	await choosesPin("Alma");
	await share();
	await ownSession.giveReturn();
}

/** Alma's phone becomes hers and Darío's, who has it now. */
export async function sharedPhone(): Promise<void> {
	await almasPhone();
	await andDarios();
}

async function andDarios(): Promise<void> {
	await makeRoom();
	reload();
	await begins("Darío");
	await choosesPin("Darío");
}

/** They give the phone to that one, who has not typed their PIN yet. */
export async function hands(name: Name): Promise<void> {
	const person = (await peopleHere()).find((one) => one.alias === name);
	await switchTo(person as { store: string });
	reload();
}

export async function storeOf(name: Name): Promise<PhoneStore> {
	const person = (await peopleHere()).find((one) => one.alias === name);
	return new PhoneStore(person?.store ?? "");
}

export function visit(n: number): Promise<unknown> {
	return recordVisit({ door: door(n), turf: TURF, result: "not_home", literature: false });
}

/** Two visits of Alma's wait on their phone, and one of Darío's, who has it; nobody has typed a PIN. */
export async function bothRecorded(server: SharedServer): Promise<void> {
	await almasPhone();
	server.fault = { before: () => new TypeError("Failed to fetch") };
	await visit(1);
	await visit(2);
	server.fault = null;
	await andDarios();
	server.fault = { before: () => new TypeError("Failed to fetch") };
	await visit(3);
	server.fault = null;
	expect((await peopleHere()).map(({ alias, unsent }) => [alias, unsent])).toEqual([
		["Alma", 2],
		["Darío", 1],
	]);
	reload();
}
