/** The team: members, their devices, and the invitations that bring new ones. */

import { request } from "./api";
import { enrolmentLink, makeToken, tokenHash } from "./fragment";
import type { Vault } from "./framing";
import { KeysRefused, me } from "./identity";
import type { Head } from "./keylog";
import { checkLog } from "./keys";
import { wholeList } from "./paging";
import type { Member, Role } from "./types";
import type { SignedEntry } from "./wire";

export interface TeamMember extends Member {
	keyholder: boolean;
	/** The vaults that they can open. */
	vaults: Vault[];
	/** What nobody accepted, or is overdue, comes to them. */
	coordinator: boolean;
	devices: { id: string; revoked_at: string | null }[];
	campaigns: string[];
}

/** A device with its days; `used_on` is null where nobody is signed in on it. */
export interface SeenDevice {
	id: string;
	revoked_at: string | null;
	since: string | null;
	used_on: string | null;
}

export interface Invitation {
	id: string;
	role: Role;
	alias: string;
	expires_at: string;
	used_at: string | null;
	by: string | null;
}

export interface InvitationDraft {
	role: Role;
	alias: string;
	/** Brings a new device to a member who is already of the team. */
	member?: string;
}

export function listMembers(): Promise<TeamMember[]> {
	return wholeList("/members");
}

export function changeMember(
	id: string,
	changes: Partial<Pick<TeamMember, "alias" | "role" | "active" | "coordinator">>,
): Promise<TeamMember> {
	return request("PATCH", `/members/${id}`, { body: changes });
}

/** The device reads nothing more; what it still hands in waits in quarantine. */
export function revokeDevice(id: string): Promise<null> {
	return request("DELETE", `/devices/${id}`);
}

/** One's own devices; an administrator may ask for anybody's. */
export async function listDevices(member: string): Promise<SeenDevice[]> {
	const found = await request<{ items: SeenDevice[] }>("GET", `/members/${member}/devices`);
	return found.items;
}

/** The device reads nothing more; what it still hands in counts. */
export function endSessions(device: string): Promise<null> {
	return request("DELETE", `/devices/${device}/sessions`);
}

/** Only this device still reads as this member. */
export function endOtherSessions(): Promise<null> {
	return request("DELETE", "/session/others");
}

export function listInvitations(): Promise<Invitation[]> {
	return wholeList("/invitations");
}

/** The link opens nothing any more. Throws ApiError `invitation_used` where it already has. */
export function withdrawInvitation(id: string): Promise<null> {
	return request("DELETE", `/invitations/${id}`);
}

/**
 * Opens an invitation and answers its link, which nobody but this browser has seen: the server learns the token's hash.
 * The link names the key log's head as verified here and now.
 *
 * Throws KeysRefused, and ApiError `vaults_missing` before the vaults exist.
 */
export async function invite(
	draft: InvitationDraft,
	origin: string,
): Promise<{ invitation: Invitation; link: string }> {
	const pinned = await verifiedHead();
	const token = makeToken();
	const body = { ...draft, token_hash: await tokenHash(token) };
	const invitation = await request<Invitation>("POST", "/invitations", { body });
	return { invitation, link: enrolmentLink(origin, { token, pinned }) };
}

async function verifiedHead(): Promise<Head | null> {
	const { entries } = await request<{ entries: SignedEntry[] }>("GET", "/vaults");
	const known = await me();
	const checked = await checkLog(entries, known?.org.id ?? "", known?.pin ?? null);
	if (checked.state === "refused") throw new KeysRefused();
	return checked.pin;
}
