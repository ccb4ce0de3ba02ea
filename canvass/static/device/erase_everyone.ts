/** Erases what a phone knows of everybody who has it. */

import { db, openAs } from "./db";
import { othersHere, peopleHere } from "./household";
import { EventsWaiting, endSessionSoon, erasePhone } from "./identity";
import { counts } from "./truth";

/** How many people would be erased, and how many records only this phone has of them all. */
export async function everyoneHere(): Promise<{ people: number; unsent: number }> {
	const all = await peopleHere();
	return { people: all.length, unsent: all.reduce((sum, one) => sum + one.unsent, 0) };
}

/**
 * Erases everybody by `erase`, one after the other, whoever is at the phone first: from then on nothing more is saved here. Where
 * that were several, the page has to be loaded anew. Throws EventsWaiting where by now more than `losing` records are unsent.
 */
export async function eraseEveryone(erase: () => Promise<void>, losing = Infinity): Promise<void> {
	const here = db.name;
	const others = await othersHere();
	if ((await everyoneHere()).unsent > losing) throw new EventsWaiting(await counts());
	await erase();
	try {
		for (const { store } of others) {
			openAs(store);
			await erase();
		}
	} finally {
		openAs(here);
	}
}

/** As `eraseEveryone`, for good: also what is unsent, which are `losing` records, and the browser's session. */
export async function eraseEveryoneForGood(losing: number): Promise<void> {
	await eraseEveryone(() => erasePhone({ losing }), losing);
	await endSessionSoon();
}
