export type RowHeight<T> = number | ((item: T, index: number) => number);

/** Where each row begins, in pixels from the top of the list, and at the end the whole list's height. */
export function rowOffsets<T>(items: readonly T[], height: RowHeight<T>, scale: number): Float64Array {
	const offsets = new Float64Array(items.length + 1);
	items.forEach((item, index) => {
		const rows = typeof height === "number" ? height : height(item, index);
		offsets[index + 1] = (offsets[index] as number) + rows * scale;
	});
	return offsets;
}

/** Index of the first offset at or below `y`, by halving; the last one where `y` lies beyond the list. */
export function firstAtOrAfter(offsets: Float64Array, y: number): number {
	let low = 0;
	let high = offsets.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((offsets[middle] as number) < y) low = middle + 1;
		else high = middle;
	}
	return low;
}
