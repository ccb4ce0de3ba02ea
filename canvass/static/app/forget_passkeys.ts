import { readMeta } from "../device/db";

/** Erases this phone by `erase`; what it had as passkeys leaves the device's own list too, where browsers let a page say so. */
export async function withoutPasskeys(erase: () => Promise<unknown>): Promise<void> {
	const [lock, words] = await Promise.all([readMeta("lock"), readMeta("words_wrap")]);
	await erase();
	const kept = [lock?.passkey, words?.passkey].flatMap((one) => (one ? [one.credential] : []));
	if (kept.length === 0) return;
	await import("./authenticator")
		.then(({ authenticator }) => Promise.all(kept.map(authenticator.forget)))
		.catch(() => undefined);
}
