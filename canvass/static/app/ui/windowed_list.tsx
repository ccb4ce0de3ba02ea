import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { locale } from "../i18n";
import { firstAtOrAfter, type RowHeight, rowOffsets } from "./row_offsets";

export interface WindowedListProps<T> {
	items: readonly T[];
	keyOf: (item: T) => string;
	/** Pixels at normal text size, one for all or one each; known before drawing, so nothing ever jumps. */
	rowHeight: RowHeight<T>;
	/** A row, of its item and what the caller's closure holds; its first link or button is what the arrow keys go to. */
	children: (item: T, index: number) => ComponentChildren;
	/** The list's accessible name. */
	label: string;
	/** The row that is brought into sight at first. */
	initialIndex?: number;
	/** Rows drawn beyond what is seen, on each side. */
	overscan?: number;
}

/**
 * A list of thousands that draws only what is seen. It scrolls with the page, or in the nearest box that scrolls.
 * Rows say their place in the whole; arrow keys, Home and End move the focus through all of them.
 */
export function WindowedList<T>(props: WindowedListProps<T>) {
	const { items, keyOf, rowHeight, children, label, initialIndex = 0, overscan = 4 } = props;
	const list = useRef<HTMLDivElement>(null);
	const scale = textScale.value;
	const offsets = useMemo(() => rowOffsets(items, rowHeight, scale), [items, rowHeight, scale]);
	const seen = useSeen(list, offsets, initialIndex);
	const [focused, setFocused] = useState<number | null>(null);
	useFocusOn(list, focused);
	useLayoutEffect(() => {
		if (initialIndex > 0) bringIntoSight(list.current, offsets, initialIndex);
	}, []);

	const move = (event: KeyboardEvent) => {
		const to = target(event.key, focused, items.length);
		if (to === null) return;
		event.preventDefault();
		bringIntoSight(list.current, offsets, to);
		setFocused(to);
	};
	const rows = drawn(seen, offsets, seen.measured ? overscan : 0, focused);
	return (
		// biome-ignore lint/a11y/useSemanticElements: rows are placed by hand inside a box of the whole list's height.
		<div
			ref={list}
			class="windowed"
			role="list"
			aria-label={label}
			style={{ height: `${offsets.at(-1)}px` }}
			onKeyDown={move}
			onFocusIn={(event) => setFocused(indexOf(event.target))}
			onFocusOut={(event) => !list.current?.contains(event.relatedTarget as Node | null) && setFocused(null)}
		>
			{rows.map((index) => (
				<Row
					key={keyOf(items[index] as T)}
					item={items[index] as T}
					index={index}
					count={items.length}
					top={offsets[index] as number}
					bottom={offsets[index + 1] as number}
					draw={children}
				/>
			))}
		</div>
	);
}

interface RowProps<T> {
	item: T;
	index: number;
	count: number;
	top: number;
	bottom: number;
	draw: (item: T, index: number) => ComponentChildren;
}

/** One row. While the list scrolls, a row that stays in sight is not drawn again. */
function Row<T>({ item, index, count, top, bottom, draw }: RowProps<T>) {
	const shown = useMemo(() => draw(item, index), [draw, item, index, locale.value]);
	return (
		// biome-ignore lint/a11y/useSemanticElements: as the list, so its rows.
		<div
			class="windowed-row"
			role="listitem"
			aria-setsize={count}
			aria-posinset={index + 1}
			data-index={index}
			style={{ top: `${top}px`, height: `${bottom - top}px` }}
		>
			{shown}
		</div>
	);
}

/** How much larger than usual text is: by what the reader asked for, and by the width of the window. */
const textScale = signal(measureText());
addEventListener("resize", () => {
	textScale.value = measureText();
});

function measureText(): number {
	return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

const STEP = 4;
/** Rows drawn on each side of the first one before anything is measured: enough for a phone. */
const AROUND = 8;

interface Seen {
	first: number;
	last: number;
	/** Before the first frame it is a guess, and nothing beyond it is drawn. */
	measured: boolean;
}

function useSeen(list: { current: HTMLElement | null }, offsets: Float64Array, initial: number): Seen {
	const [seen, setSeen] = useState<Seen>({
		first: Math.max(0, initial - AROUND),
		last: initial + AROUND,
		measured: false,
	});
	// After the frame: to measure before it would make the browser lay everything out twice, in one long task.
	useEffect(() => {
		const box = scroller(list.current);
		const look = () => setSeen((before) => same(before, seenRows(list.current, box, offsets)));
		look();
		const where: EventTarget = box ?? window;
		where.addEventListener("scroll", look, { passive: true });
		window.addEventListener("resize", look);
		return () => {
			where.removeEventListener("scroll", look);
			window.removeEventListener("resize", look);
		};
	}, [offsets]);
	return seen;
}

function same(before: Seen, now: Seen): Seen {
	const { first, last, measured } = now;
	return before.first === first && before.last === last && before.measured === measured ? before : now;
}

function seenRows(list: HTMLElement | null, box: HTMLElement | null, offsets: Float64Array): Seen {
	if (!list) return { first: 0, last: 0, measured: false };
	const edge = box?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
	const top = list.getBoundingClientRect().top;
	const first = Math.max(0, firstAtOrAfter(offsets, edge.top - top + 1) - 1);
	const last = Math.min(offsets.length - 2, firstAtOrAfter(offsets, edge.bottom - top));
	// In steps, so that slow scrolling draws anew only now and then.
	return { first: first - (first % STEP), last: last - (last % STEP) + STEP - 1, measured: true };
}

/** The nearest box around the list that scrolls by itself, or null where the page does. */
function scroller(element: HTMLElement | null): HTMLElement | null {
	for (let box = element?.parentElement ?? null; box && box !== document.body; box = box.parentElement) {
		if (/auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
	}
	return null;
}

/** Indexes to draw, in order: what is seen, some beyond, and the row that has the focus, or it would be lost. */
function drawn({ first, last }: Seen, offsets: Float64Array, overscan: number, focused: number | null) {
	const end = Math.min(offsets.length - 2, last + overscan);
	const start = Math.max(0, Math.min(first - overscan, end));
	const rows = Array.from({ length: Math.max(0, end - start + 1) }, (_row, step) => start + step);
	if (focused === null || focused >= offsets.length - 1) return rows;
	if (focused < start) return [focused, ...rows];
	return focused > end ? [...rows, focused] : rows;
}

function useFocusOn(list: { current: HTMLElement | null }, focused: number | null): void {
	useLayoutEffect(() => {
		if (focused === null) return;
		const row = list.current?.querySelector<HTMLElement>(`[data-index="${focused}"]`);
		if (!row || row.contains(document.activeElement)) return;
		row.querySelector<HTMLElement>("a[href], button, input, [tabindex]")?.focus({ preventScroll: true });
	}, [focused]);
}

function bringIntoSight(list: HTMLElement | null, offsets: Float64Array, index: number): void {
	if (!list) return;
	const box = scroller(list);
	const view = box ?? document.documentElement;
	const edge = box?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
	const margin = (edge.bottom - edge.top) / 4;
	const top = list.getBoundingClientRect().top + (offsets[index] ?? 0);
	const bottom = list.getBoundingClientRect().top + (offsets[index + 1] ?? 0);
	if (top < edge.top + margin) view.scrollBy({ top: top - edge.top - margin, behavior: "instant" });
	else if (bottom > edge.bottom - margin)
		view.scrollBy({ top: bottom - edge.bottom + margin, behavior: "instant" });
}

function indexOf(element: EventTarget | null): number | null {
	const row = (element as HTMLElement | null)?.closest<HTMLElement>("[data-index]");
	return row ? Number(row.dataset.index) : null;
}

function target(key: string, focused: number | null, count: number): number | null {
	if (focused === null) return null;
	if (key === "ArrowDown") return Math.min(count - 1, focused + 1);
	if (key === "ArrowUp") return Math.max(0, focused - 1);
	if (key === "Home") return 0;
	return key === "End" ? count - 1 : null;
}
