import type { Slot, SlotState } from "../device/hours";
import { dayInZone } from "./days";
import { _, formatDate } from "./i18n";
import { organisation } from "./organisation";

const DAY_MS = 86_400_000;
/** A Monday. */
const MONDAY = Date.parse("2024-01-01");

/** "lunes" */
export function weekdayName(weekday: number): string {
	return formatDate(dayOf(weekday), { weekday: "long" });
}

/** "lun" */
export function weekdayShort(weekday: number): string {
	return formatDate(dayOf(weekday), { weekday: "short" });
}

function dayOf(weekday: number): string {
	return new Date(MONDAY + (weekday - 1) * DAY_MS).toISOString().slice(0, 10);
}

/** A clock's hour as people here write it, "9:30 a. m."; a text that is none, as it stands. */
export function clockWords(clock: string): string {
	const at = new Date(`2024-01-01T${clock}Z`);
	if (Number.isNaN(at.getTime())) return clock;
	// Nobody reads "AM" well at the beginning of a line.
	return formatDate(at, { hour: "numeric", minute: "2-digit", timeZone: "UTC" }).replaceAll(" ", "\u00a0");
}

/** "9:00 a. m. – 9:30 a. m." */
export function spanWords({ begins, ends }: { begins: string; ends: string }): string {
	return `${clockWords(begins)} – ${clockWords(ends)}`;
}

export function slotState(state: SlotState): string {
	if (state === "held") return _("Apartada");
	return state === "free" ? _("Libre") : _("Ocupada");
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
	const at = Date.parse(day);
	const since = (new Date(at).getUTCDay() + 6) % 7;
	return new Date(at - since * DAY_MS).toISOString().slice(0, 10);
}

/** This week's Monday and those of the weeks of which there are slots. */
export function mondaysOf(slots: readonly Slot[]): string[] {
	const now = mondayOf(dayInZone(organisation.value?.time_zone));
	return [...new Set([now, ...slots.map(({ day }) => mondayOf(day))])].sort();
}

/** Slots by their day, in order. */
export function byDay(slots: readonly Slot[]): [string, Slot[]][] {
	const days = new Map<string, Slot[]>();
	for (const slot of slots) days.set(slot.day, [...(days.get(slot.day) ?? []), slot]);
	return [...days];
}
