/** Days and hours in the organisation's time zone, which need not be the browser's. */

/** The day (`2026-11-23`) that it is at `at` in `timeZone`, `plus` days later. */
export function dayInZone(timeZone: string | undefined, plus = 0, at: Date = new Date()): string {
	const parts = new Intl.DateTimeFormat("en-CA", {
		timeZone,
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
	}).format(at);
	const day = new Date(`${parts}T00:00:00Z`);
	day.setUTCDate(day.getUTCDate() + plus);
	return day.toISOString().slice(0, 10);
}

/** A moment as `datetime-local` fields want it, read on a clock in `timeZone`: `2026-11-23T20:00`. */
export function toLocalFields(at: Date, timeZone: string | undefined): string {
	return new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 16);
}

/**
 * The moment at which a clock in `timeZone` shows `local` (`2026-11-23T20:00`), or null if it is no time.
 * An hour that a change to summer time skips is read as the one after.
 */
export function fromLocalFields(local: string, timeZone: string | undefined): Date | null {
	const asUtc = Date.parse(`${local}Z`);
	if (Number.isNaN(asUtc)) return null;
	const guess = new Date(asUtc - offsetMs(new Date(asUtc), timeZone));
	const mended = new Date(asUtc - offsetMs(guess, timeZone));
	return toLocalFields(mended, timeZone) === local ? mended : guess;
}

/** How far a clock in `timeZone` is ahead of UTC at that moment. */
function offsetMs(at: Date, timeZone: string | undefined): number {
	const shown = new Intl.DateTimeFormat("en-US", {
		timeZone,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	}).formatToParts(at);
	const part = (type: string) => Number(shown.find((found) => found.type === type)?.value);
	const clock = Date.UTC(
		part("year"),
		part("month") - 1,
		part("day"),
		part("hour"),
		part("minute"),
		part("second"),
	);
	return clock - Math.floor(at.getTime() / 1000) * 1000;
}
