/** Ids that the phone makes. */

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** UUIDv7 (RFC 9562): 48 bits of milliseconds, then chance. For the door's stream only: it holds the time. */
export function uuidv7(now: number = Date.now()): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	for (let index = 0; index < 6; index += 1) {
		bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256;
	}
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const text = hex(bytes);
	return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
		"-",
	);
}

/** UUIDv4: says nothing of when or where, as the people's stream wants it. */
export function uuidv4(): string {
	return crypto.randomUUID();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(value: unknown): value is string {
	return typeof value === "string" && UUID.test(value);
}

/** The same items in an order that tells nothing of the one they came in (Fisher and Yates). */
export function shuffled<T>(items: readonly T[]): T[] {
	const deck = [...items];
	for (let index = deck.length - 1; index > 0; index -= 1) {
		const other = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
		const place = other % (index + 1);
		[deck[index], deck[place]] = [deck[place] as T, deck[index] as T];
	}
	return deck;
}

/** What people call a device by: it says so itself in its settings, and whoever cuts one off sees the same. */
export function shortName(id: string): string {
	return id.slice(0, 8);
}
