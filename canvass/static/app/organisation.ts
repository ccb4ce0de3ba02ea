import { signal } from "@preact/signals";
import type { NamedNeed } from "../device/types";

/** What every screen needs of the organisation; null until the phone is enrolled. */
export interface Organisation {
	name: string;
	/** As people write it; `hotlineHref` makes it dialable. */
	hotline: string;
	/** IANA name, for example `America/New_York`. */
	time_zone: string;
	languages: string[];
	/** The needs of its own; an older server tells of none. */
	own_needs?: NamedNeed[];
}

export type Role = "volunteer" | "lead" | "staff" | "administrator";

/** Whose device this is; null until it is enrolled. */
export interface Member {
	id: string;
	alias: string;
	role: Role;
}

export const organisation = signal<Organisation | null>(null);
export const member = signal<Member | null>(null);

/** The one line about what is on this phone only; null where nothing is to be said yet. */
export const truthLine = signal<string | null>(null);

/** `tel:` address of a number as people write it. */
export function hotlineHref(hotline: string): string {
	return `tel:${hotline.replace(/[^\d+*#,]/g, "")}`;
}
