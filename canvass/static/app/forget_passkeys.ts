import { readMeta } from "../device/db";

/** Ends by `end` what passkeys open here; they leave the device's own list too, where browsers let a page say so. */
export async function withoutPasskeys(end: () => Promise<unknown>): Promise<void> {
	const [lock, words] = await Promise.all([readMeta("lock"), readMeta("words_wrap")]);
	await end();
	const kept = [lock?.passkey, words?.passkey].flatMap((one) => (one ? [one.credential] : []));
	if (kept.length === 0) return;
	await import("./authenticator")
		.then(({ authenticator }) => Promise.all(kept.map(authenticator.forget)))
		.catch(() => undefined);
}
