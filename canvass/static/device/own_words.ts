/** What the organisation names itself: how many there can be of its needs, or of its ladder's steps. */

const MOST_IN_USE = 20;
const MOST = 60;

/** Whether one more can be added: those that are no longer used keep their names, and take no place among the others. Pure. */
export function hasRoom(items: readonly { retired: boolean }[]): boolean {
	const inUse = items.filter(({ retired }) => !retired).length;
	return items.length < MOST && inUse < MOST_IN_USE;
}
