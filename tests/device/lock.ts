/** An unlocked phone, for tests that are about something else. */

import { db } from "../../canvass/static/device/db";
import { hold } from "../../canvass/static/device/lock";

/** The lock as a PIN would have made it, without what Argon2id costs each test. */
export const LOCK = { id: "10cc0000-0000-4000-8000-000000000001", wrapped: new Uint8Array(60) };
/** What opens the golden phones that have a lock. */
export const GOLDEN_PIN = "374951";
export const ROOT = new Uint8Array(32).fill(7);

/** From now on this page can read and write what tells of turfs. */
export async function unlocked(): Promise<void> {
	await db.meta.put({ key: "lock", ...LOCK });
	await hold(LOCK.id, ROOT);
}
