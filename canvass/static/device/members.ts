/** The team: members, their devices, and the invitations that bring new ones. */

import { request } from "./api";
import { wholeList } from "./paging";
import type { Member, Role } from "./types";

export interface TeamMember extends Member {
	keyholder: boolean;
	devices: { id: string; revoked_at: string | null }[];
	campaigns: string[];
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

/** A place in the key log that this browser has verified. */
export interface Head {
	n: number;
	hash: string;
}

const TOKEN_BYTES = 16;

export function listMembers(): Promise<TeamMember[]> {
	return wholeList("/members");
}

export function changeMember(
	id: string,
	changes: Partial<Pick<Member, "alias" | "role" | "active">>,
): Promise<TeamMember> {
	return request("PATCH", `/members/${id}`, { body: changes });
}

/** The device reads nothing more; what it still hands in waits in quarantine. */
export function revokeDevice(id: string): Promise<null> {
	return request("DELETE", `/devices/${id}`);
}

export function listInvitations(): Promise<Invitation[]> {
	return wholeList("/invitations");
}

/**
 * Opens an invitation and answers the fragment of its link, `token.n.hash`. The token is drawn here and never leaves
 * this browser but in the link; the server learns its hash. ApiError `vaults_missing` before the vaults exist.
 */
export async function invite(
	draft: InvitationDraft,
	head: Head,
): Promise<{ invitation: Invitation; fragment: string }> {
	const token = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
	const body = { ...draft, token_hash: await hexDigest(token) };
	const invitation = await request<Invitation>("POST", "/invitations", { body });
	return { invitation, fragment: `${base64url(token)}.${head.n}.${head.hash}` };
}

async function hexDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function base64url(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes))
		.replaceAll("+", "-")
		.replaceAll("/", "_")
		.replace(/=+$/, "");
}
