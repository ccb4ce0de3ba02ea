/**
 * The vaults unlocked for a working session: in this page's memory and nowhere else, locked again after 15 idle minutes.
 *
 * Argon2id and the word list come with it (`vaults.ts`), so only screens that are fetched when asked for import this.
 */

import { type Method, NetworkFault, request } from "./api";
import { onChange } from "./changes";
import { dayIn } from "./clock";
import type { Identity } from "./db";
import { type Body, BodyTooLong, SealingError, type Vault } from "./framing";
import { me } from "./identity";
import { fetchLog, hasGrown } from "./keyholders";
import type { KeyLog } from "./keylog";
import { isErased } from "./lock";
import {
	askChallenge,
	NotKeyholder,
	type Opening,
	type OwnKeys,
	openSession,
	ownKeys,
	sessionEnded,
} from "./reading_session";
import { type Sealed, sealTo } from "./seal";
import { TooLong } from "./sealing";
import {
	signStepup,
	type UnlockedHolder,
	type UnlockedVaults,
	unlockHolder,
	unwrapVaults,
	type Wrap,
} from "./vaults";
import { isSession } from "./wire";
import { dropWrapUnlessOf } from "./words_wrap";

export { NotKeyholder } from "./reading_session";

export const IDLE_MS = 15 * 60_000;
const LOOK_MS = 10_000;
const RECOVERY_KEYS = "/vaults/recovery";
/** Meanwhile a colleague may have lost their key: what is written later must not be sealed to one that they had. */
const FRESH_MS = 30_000;

/** The vaults are locked: the words are asked for again. */
export class Locked extends Error {
	override name = "Locked";
}

interface Unlocked {
	identity: Identity;
	holder: UnlockedHolder;
	vaults: UnlockedVaults;
	log: KeyLog;
	/** As the server keeps them: what another holder is given comes out of these. */
	wraps: readonly Wrap[];
	from: "/vaults/mine" | typeof RECOVERY_KEYS;
}

let unlocked: Unlocked | null = null;
let lastUse = 0;
/** When the keys were asked for last. */
let followed = 0;
let following: Promise<void> | undefined;
let returning: Promise<void> | undefined;
let watch: ReturnType<typeof setInterval> | undefined;
let stopFollowing: (() => void) | undefined;
const listeners = new Set<() => void>();

/** Calls `listener` whenever the vaults were unlocked or locked; the answer ends that. */
export function onLocking(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** The vaults that can be opened now; none while locked. */
export function openVaults(): ReadonlySet<Vault> {
	if (unlocked === null || isIdle()) return new Set();
	return new Set(Array.from(unlocked.vaults.keys.values(), ({ vault }) => vault));
}

/**
 * Unlocks with the holder's seven words. A reading session that has ended comes back by the same act.
 *
 * Throws SealingError `wrong_words`; NotKeyholder; KeysRefused or KeyLogRefused if the key log is not to be believed;
 * ApiError, NetworkFault.
 */
export async function unlock(words: string): Promise<void> {
	await unlockBy(({ id, blob }, org) => unlockHolder(words, blob, org, id));
}

/** Unlocks with whatever opens the holder's own keys. Throws as `unlock`. */
export async function unlockBy(open: Opening): Promise<void> {
	const identity = await me();
	if (identity === undefined) throw new NotKeyholder();
	const { holder, wraps } = await ownKeys(identity, open);
	begin(await openAll(identity, holder, wraps, "/vaults/mine"));
	await dropWrapUnlessOf(holder.id);
}

/**
 * Unlocks with recovery's twelve words, as an administrator who has its paper. Throws as `unlock`, and ApiError for anybody
 * else. The paper has been seen by then: it should be replaced.
 */
export async function unlockRecovery(words: string): Promise<void> {
	const identity = await me();
	if (identity === undefined) throw new NotKeyholder();
	const { holder: locked, wraps } = await request<OwnKeys>("GET", RECOVERY_KEYS);
	const holder = await unlockHolder(words, locked.blob, identity.org.id, locked.id);
	begin(await openAll(identity, holder, wraps, RECOVERY_KEYS));
}

async function openAll(
	identity: Identity,
	holder: UnlockedHolder,
	wraps: readonly Wrap[],
	from: Unlocked["from"],
): Promise<Unlocked> {
	const log = await fetchLog();
	return { identity, holder, vaults: await unwrapVaults(holder, wraps, log), log, wraps, from };
}

function begin(opened: Unlocked): void {
	lastUse = Date.now();
	hold(opened);
	watch ??= setInterval(lockIfIdle, LOOK_MS);
	stopFollowing ??= onChange(() => void lockIfAnother());
}

function hold(opened: Unlocked): void {
	unlocked = opened;
	followed = Date.now();
	tell();
}

/** Who may sign and wrap now, by which log, with which keys, opened and as they came. Throws Locked. */
export function atTheKeys(): Pick<Unlocked, "holder" | "vaults" | "log" | "wraps"> {
	return desk();
}

/** Whether it is recovery's paper with which these keys were opened. */
export function isRecovery(): boolean {
	return unlocked?.from === RECOVERY_KEYS;
}

/**
 * After keys were given or taken: what is unlocked follows. A paper that was replaced opens nothing any more, and what was
 * locked while this asked stays locked. It is no work of a person's: their idle time goes on.
 */
export async function followKeys(): Promise<void> {
	const { identity, holder, from } = desk();
	const { holder: kept, wraps } = await request<OwnKeys>("GET", from);
	const opened = kept.id === holder.id ? await openAll(identity, holder, wraps, from) : null;
	if (isIdle() || unlocked?.holder !== holder) return;
	if (opened) hold(opened);
	else lock();
}

/** Each key that is made, given or taken is an entry of the log: where that is as it was, nothing is opened and checked again. */
async function followIfGrown(): Promise<void> {
	const { log } = desk();
	if (await hasGrown(log)) await followKeys();
	else followed = Date.now();
}

/** Follows them. Without a network those that are known serve: who ticks at a door without one goes on. */
async function freshenKeys(): Promise<void> {
	following ??= withSession(followIfGrown).finally(() => {
		following = undefined;
	});
	await following.catch((error: unknown) => {
		if (!(error instanceof NetworkFault)) throw error;
	});
}

/** Forgets the keys, at once. */
export function lock(): void {
	clearInterval(watch);
	stopFollowing?.();
	watch = undefined;
	stopFollowing = undefined;
	if (unlocked === null) return;
	unlocked = null;
	tell();
}

/** The person is at work: the idle time begins anew. Too late, it locks: a laptop that slept has not been watched. */
export function touch(): void {
	if (unlocked === null) return;
	if (isIdle()) lock();
	else lastUse = Date.now();
}

/** Who is at work: their alias goes into what they write. Throws Locked. */
export function atWork(): { alias: string; member: string; today: string } {
	const { identity } = desk();
	return {
		alias: identity.member.alias,
		member: identity.member.id,
		today: dayIn(identity.org.time_zone),
	};
}

/** Seals a record to a vault's live key. Throws Locked, TooLong; as `followKeys` where the keys have to be asked for again. */
export async function sealInto(vault: Vault, kind: string, id: string, body: Body): Promise<Sealed> {
	desk();
	if (Date.now() - followed >= FRESH_MS) await freshenKeys();
	try {
		return await sealTo(desk().log, vault, kind, id, body);
	} catch (error) {
		throw error instanceof BodyTooLong ? new TooLong() : error;
	}
}

/**
 * Asks the server; a reading session that ended meanwhile comes back by the keys in memory, without asking anybody. Where
 * those were taken from their holder it does not: they lock, and what they opened leaves the screen.
 */
export async function withSession<T>(ask: () => Promise<T>): Promise<T> {
	try {
		return await ask();
	} catch (error) {
		if (!sessionEnded(error) || unlocked === null || isIdle()) throw error;
		returning ??= comeBack().finally(() => {
			returning = undefined;
		});
		await returning;
		if (unlocked === null) throw error;
		return ask();
	}
}

/** Once for all that were asked at the same time: the server lets proofs be tried a few times only. */
async function comeBack(): Promise<void> {
	const { challenge, holder } = await askChallenge();
	if (holder?.id !== unlocked?.holder.id) lock();
	if (unlocked !== null) await openSession(unlocked.holder, challenge);
}

/**
 * Proves to the server, with the holder's key, that it is they who ask: for five minutes this session may do what needs it.
 * Throws Locked where the words must be typed first.
 */
export async function prove(): Promise<void> {
	const { holder } = desk();
	const { challenge } = await askChallenge();
	const signature = await signStepup(holder, challenge);
	await withSession(() =>
		request("POST", "/session/proof", { body: { challenge, signature }, check: isSession }),
	);
}

/** As `request`, with `withSession`. */
export function deskRequest<T>(method: Method, path: string, body?: unknown): Promise<T> {
	return withSession(() => request<T>(method, path, body === undefined ? {} : { body }));
}

function desk(): Unlocked {
	if (unlocked === null || isIdle()) {
		lock();
		throw new Locked();
	}
	return unlocked;
}

function isIdle(): boolean {
	return Date.now() - lastUse >= IDLE_MS;
}

function lockIfIdle(): void {
	if (isIdle()) lock();
}

/** Signing out, erasing (also where it keeps what is unsent), or enrolling somebody else on this device takes the keys along, in any tab. */
async function lockIfAnother(): Promise<void> {
	const [identity, erased] = await Promise.all([me(), isErased()]);
	if (unlocked !== null && (erased || identity?.member.id !== unlocked.identity.member.id)) lock();
}

function tell(): void {
	for (const listener of listeners) listener();
}

/** Whether these were not the words. */
export function areWrongWords(error: unknown): boolean {
	return error instanceof SealingError && error.code === "wrong_words";
}
