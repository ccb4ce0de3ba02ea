/** After a restore: phones that the server no longer knows, and what it holds of them. */

import { request } from "./api";
import { wholeList } from "./paging";
import type { MemberName } from "./types";

export interface HeldPhone {
	/** What it is called until somebody says whose it is. */
	phone: string;
	events: number;
	first_at: string;
	last_at: string;
	/** Which leases its events name: a hint. */
	leases: { turf: string; name: string; members: MemberName[] }[];
}

/** How many of each verdict. */
export interface HandedIn {
	accepted: number;
	duplicate: number;
	quarantined: number;
	conflict: number;
}

export function listHeld(): Promise<HeldPhone[]> {
	return wholeList("/held-pushes");
}

/** It is this member's phone from now on, and what is held is handed in. */
export function confirmHeld(phone: string, member: string): Promise<HandedIn> {
	return request("POST", `/held-pushes/${phone}/confirmation`, { body: { member } });
}

/** It is nobody's: what is held goes, and the phone is refused. */
export function discardHeld(phone: string): Promise<null> {
	return request("DELETE", `/held-pushes/${phone}`);
}

/** Those of these phones that name no lease are nobody's: what is held of them goes, and they are refused. */
export function discardStrangers(phones: readonly string[]): Promise<null> {
	return request("POST", "/held-pushes/discards", { body: { phones } });
}
