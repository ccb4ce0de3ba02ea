import type { OpenPerson } from "../device/ladder";
import { hasWords } from "../device/plain";
import { isOverdue } from "./desk_words";

/** Whom the ladder shows. */
export type Show = "all" | "mine" | "overdue" | "quiet";
export const SHOWS: readonly Show[] = ["all", "mine", "overdue", "quiet"];

export interface Filter {
	show: Show;
	words: string;
}

/** Whether somebody is of this part; `quiet`: for how many days nothing was heard of each who comes up. */
export function isShown(
	{ record }: OpenPerson,
	show: Show,
	me: string | undefined,
	quiet: ReadonlyMap<string, number>,
): boolean {
	if (show === "mine") return record.assignee === me;
	if (show === "overdue") return isOverdue(record.next_on);
	if (show === "quiet") return quiet.has(record.id);
	return true;
}

/** Who was heard of least comes up; the others stay in their order. */
export function quietFirst(people: readonly OpenPerson[], quiet: ReadonlyMap<string, number>): OpenPerson[] {
	const days = ({ record }: OpenPerson) => quiet.get(record.id) ?? 0;
	return [...people].sort((a, b) => days(b) - days(a));
}

/** Whether all of the words are found in what is known of somebody, whatever their accents. */
export function holds({ body }: OpenPerson, words: string): boolean {
	return hasWords([body?.card.name, body?.card.phone, body?.next_step], words);
}
