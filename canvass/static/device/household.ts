/**
 * Who has this phone. Each has a store of their own, which nobody else's page works on; here it is only looked at who they are
 * and how much of theirs waits, and one is chosen.
 */

import { changed } from "./changes";
import { db, PhoneStore, readMeta } from "./db";
import { endSessionSoon, me } from "./identity";
import { uuidv4 } from "./ids";
import { isShared, lock, sweepSecrets } from "./lock";
import { goAway } from "./own_session";
import { storesHere } from "./stores";
import { CHOSEN, FIRST_STORE } from "./whose";

/** The pages' own. */
declare const localStorage: { setItem(key: string, value: string): void };

export const MOST_PEOPLE = 5;

export interface PersonHere {
	store: string;
	member: string;
	alias: string;
	/** On this phone only: of their records, whatever they are. */
	unsent: number;
	/** Theirs is the store that this page works on. */
	here: boolean;
}

async function lookAt(store: PhoneStore): Promise<PersonHere | null> {
	const identity = await store.identity.get("me");
	if (identity === undefined) return null;
	const waiting = await store.outbox.where("state").anyOf("saved", "sending", "needs_you").count();
	const people = await store.people.where("state").anyOf("saved", "sending", "needs_you").count();
	const { id, alias } = identity.member;
	return { store: store.name, member: id, alias, unsent: waiting + people, here: store.name === db.name };
}

async function lookInto(name: string): Promise<PersonHere | null> {
	if (name === db.name) return lookAt(db);
	const store = new PhoneStore(name);
	try {
		return await lookAt(store);
	} finally {
		store.close();
	}
}

/** Everybody who is enrolled on this phone. */
export async function peopleHere(): Promise<PersonHere[]> {
	const found: PersonHere[] = [];
	for (const name of await storesHere()) {
		const person = await lookInto(name);
		if (person !== null) found.push(person);
	}
	return found.sort((a, b) => a.alias.localeCompare(b.alias));
}

/** Those whose stores this page does not work on. */
export async function othersHere(): Promise<PersonHere[]> {
	return (await peopleHere()).filter((one) => !one.here);
}

/**
 * From now on this phone may be others' too: its lock stands before every screen, and a PIN is asked for if there is none. What a
 * passkey opened only the PIN and the words open: whoever unlocks the phone would open everybody's by it.
 */
export async function share(): Promise<void> {
	await db.transaction("rw", db.meta, async () => {
		if (!(await isShared())) await db.meta.put({ key: "return", sealed: null });
		await db.meta.delete("words_wrap");
		const lock = await readMeta("lock");
		if (lock?.passkey === undefined) return;
		const { passkey: _, ...rest } = lock;
		await db.meta.put(rest);
	});
	await sweepSecrets();
	changed();
}

/**
 * Locks, and leaves the phone to somebody else: the page has to be loaded anew. Works without a network; the session is ended
 * where the server can be reached soon, and else by whoever reads next.
 */
async function leaveTo(store: string): Promise<void> {
	lock();
	if ((await me()) !== undefined) {
		await share();
		await goAway();
		localStorage.setItem(CHOSEN, store);
		await endSessionSoon();
	} else {
		localStorage.setItem(CHOSEN, store);
	}
}

/** Gives the phone to one who has it already. */
export function switchTo(person: Pick<PersonHere, "store">): Promise<void> {
	return leaveTo(person.store);
}

/** Gives the phone to one more, whose link is opened next. A store that is nobody's any more is used again. */
export async function makeRoom(): Promise<void> {
	const taken = new Set((await peopleHere()).map(({ store }) => store));
	const free = (await storesHere()).find((name) => !taken.has(name));
	await leaveTo(free ?? `${FIRST_STORE}-${uuidv4()}`);
}
