import type { RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type Point, type Told, weeksOf } from "../device/hearing";
import { weekBegins } from "./desk_words";
import { _, formatNumber } from "./i18n";

export interface Series extends Told {
	key: string;
	label: string;
}

interface WeekChartProps {
	title: string;
	series: readonly Series[];
}

const HEIGHT = 48;
const WIDTH = 12;
const GAP = 4;

/** Numbers week by week: a small column chart for each answer, and beside it the table that says the same in figures. */
export function WeekChart({ title, series }: WeekChartProps) {
	const id = useId();
	const weeks = weeksOf(series);
	const drawn = drawnOf(series);
	const most = Math.max(1, ...drawn.flatMap(({ points }) => points.map(({ n }) => n ?? 0)));
	return (
		<section class="heard">
			<h3 id={id}>{title}</h3>
			<div class="heard-parts">
				{drawn.length > 0 && (
					<div class="heard-charts" aria-hidden="true">
						{drawn.map(({ key, label, points }) => (
							<figure key={key}>
								<Columns points={points} weeks={weeksOf(drawn)} most={most} />
								<figcaption>{label}</figcaption>
							</figure>
						))}
					</div>
				)}
				<HeardTable title={id} weeks={weeks} series={series} />
			</div>
		</section>
	);
}

interface HeardTableProps {
	/** The id of what names it. */
	title: string;
	weeks: readonly string[];
	series: readonly Series[];
}

function HeardTable({ title, weeks, series }: HeardTableProps) {
	const table = useRef<HTMLElement>(null);
	const { isWider, isMore } = useSideways(table);
	return (
		<div>
			<div class={isMore ? "heard-side heard-more" : "heard-side"}>
				{/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it is wider than the screen, and keys must scroll it too. */}
				<section class="heard-table" ref={table} aria-labelledby={title} tabIndex={0}>
					<table>
						<thead>
							<tr>
								<th scope="col">{_("Semana")}</th>
								{series.map(({ key, label }) => (
									<th scope="col" key={key}>
										{label}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{weeks.map((week) => (
								<tr key={week}>
									<th scope="row">{weekBegins(week)}</th>
									{series.map(({ key, points }) => (
										<td key={key}>{numberWords(points, week)}</td>
									))}
								</tr>
							))}
						</tbody>
						<tfoot>
							<tr>
								<th scope="row">{_("En total")}</th>
								{series.map(({ key, total }) => (
									<td key={key}>{words(total)}</td>
								))}
							</tr>
						</tfoot>
					</table>
				</section>
			</div>
			{isWider && (
				<p class="heard-hint soft not-printed">{_("La tabla sigue hacia la derecha: deslícela.")}</p>
			)}
		</div>
	);
}

/** Whether an element is wider than what is seen of it, and whether more of it stands to the right of that. */
function useSideways(of: RefObject<HTMLElement | null>): { isWider: boolean; isMore: boolean } {
	const [seen, setSeen] = useState({ isWider: false, isMore: false });
	useEffect(() => {
		const { current } = of;
		if (!current) return;
		const look = () => {
			const { scrollWidth, clientWidth, scrollLeft } = current;
			// Of half a pixel nobody sees anything.
			setSeen({ isWider: scrollWidth > clientWidth, isMore: scrollWidth - clientWidth - scrollLeft > 1 });
		};
		const observer = new ResizeObserver(look);
		// Another campaign's table may be wider while what is seen of it stays as wide.
		for (const one of [current, ...current.children]) observer.observe(one);
		current.addEventListener("scroll", look, { passive: true });
		return () => {
			observer.disconnect();
			current.removeEventListener("scroll", look);
		};
	}, [of]);
	return seen;
}

/** What the columns show: the weeks; where of none a number is told, all of them together; nothing where not even that. */
function drawnOf(series: readonly Series[]): Series[] {
	if (series.some(({ points }) => points.some(({ n }) => n))) return [...series];
	if (!series.some(({ total }) => total)) return [];
	return series.map((one) => ({ ...one, points: [{ week: "", n: one.total }] }));
}

interface ColumnsProps {
	points: readonly Point[];
	weeks: readonly string[];
	most: number;
}

function Columns({ points, weeks, most }: ColumnsProps) {
	const width = Math.max(1, weeks.length) * (WIDTH + GAP);
	return (
		<svg class="columns" aria-hidden="true" viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT}>
			{weeks.map((week, at) => {
				const n = points.find((point) => point.week === week)?.n ?? 0;
				// Something is there, however little: a withheld number is a thin line.
				const height = Math.max(1, (n / most) * HEIGHT);
				return <rect key={week} x={at * (WIDTH + GAP)} y={HEIGHT - height} width={WIDTH} height={height} />;
			})}
		</svg>
	);
}

function numberWords(points: readonly Point[], week: string): string {
	const point = points.find((one) => one.week === week);
	if (point === undefined) return formatNumber(0);
	return words(point.n);
}

function words(n: number | null): string {
	return n === null ? _("pocas") : formatNumber(n);
}
