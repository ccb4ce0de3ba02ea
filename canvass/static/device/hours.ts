/** Office hours, the days off, and the slots that they make in the coming weeks. Nothing of it is about anybody. */

import { request } from "./api";
import type { LanguageCode } from "./types";

export interface HoursDraft {
	/** 1 is Monday. */
	weekday: number;
	/** `HH:MM` in the organisation's time zone. */
	begins: string;
	ends: string;
	/** How long a conversation is. */
	minutes: number;
	place: string;
	languages: LanguageCode[];
}

export interface OfficeHours extends HoursDraft {
	id: string;
	rev: number;
}

export interface DayOff {
	day: string;
	reason: string;
}

export interface Hours {
	items: OfficeHours[];
	days_off: DayOff[];
}

/** `held`: promised at a door, and not reviewed yet; `off`: there is none any more. */
export type SlotState = "free" | "held" | "kept" | "off";

export interface Slot {
	id: string;
	/** In the organisation's time zone, as `begins` and `ends` are. */
	day: string;
	begins: string;
	ends: string;
	/** The same as moments. */
	at: string;
	until: string;
	place: string;
	languages: LanguageCode[];
	state: SlotState;
	rev: number;
}

export const SHORTEST_MINUTES = 20;
export const LONGEST_MINUTES = 40;

export function getHours(): Promise<Hours> {
	return request("GET", "/hours");
}

/** Adds a line to the week, or changes one; its slots follow. A stale one is an ApiError 409 whose `current` is the line as it stands. */
export function saveHours(draft: HoursDraft, line?: OfficeHours): Promise<Hours> {
	return line
		? request("PATCH", `/hours/${line.id}`, { body: { ...draft, rev: line.rev } })
		: request("POST", "/hours", { body: draft });
}

export function removeHours({ id, rev }: OfficeHours): Promise<Hours> {
	return request("DELETE", `/hours/${id}`, { body: { rev } });
}

/** Receives nobody on a day, or, without a reason, people after all. */
export function setDayOff(day: string, reason: string | null): Promise<Hours> {
	return request("PUT", "/hours/days-off", { body: { day, reason } });
}

/** By day and hour. */
export async function listSlots(): Promise<Slot[]> {
	return (await request<{ items: Slot[] }>("GET", "/slots")).items;
}

export function setSlot({ id, rev }: Slot, state: "free" | "kept"): Promise<Slot> {
	return request("PATCH", `/slots/${id}`, { body: { rev, state } });
}
