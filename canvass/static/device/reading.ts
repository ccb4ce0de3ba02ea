/** Reads what stood inside a seal: what has another shape than ours becomes empty. Pure. */

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A number of people, or null. */
export function count(value: unknown): number | null {
	return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 100 ? value : null;
}

export function text(value: unknown): string {
	return typeof value === "string" ? value : "";
}

export function texts(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** A day as `2026-11-23`, or nothing. */
export function day(value: unknown): string {
	return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : "";
}

export function code<C extends string>(value: unknown, known: readonly C[], otherwise: C): C {
	return known.find((one) => one === value) ?? otherwise;
}

export function codes<C extends string>(value: unknown, known: readonly C[]): C[] {
	return Array.isArray(value) ? known.filter((one) => value.includes(one)) : [];
}
