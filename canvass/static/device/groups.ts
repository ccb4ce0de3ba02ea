/** Things by what they have in common; pure. */

/** The items by key, in the order in which the keys first came. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		if (key !== null) {
			const group = groups.get(key);
			if (group === undefined) {
				groups.set(key, [item]);
			} else {
				group.push(item);
			}
		}
	}
	return groups;
}
