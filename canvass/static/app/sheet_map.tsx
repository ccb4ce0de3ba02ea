import { useMemo } from "preact/hooks";
import type { Position, Shape } from "../device/cutting";
import type { SheetStop } from "../device/walk_sheet";
import { startOnMap } from "./beginning";
import { _ } from "./i18n";
import { partsOf } from "./map/shapes";
import { type Stop, sheetPlane } from "./map/sheet_plane";
import { distanceText } from "./places";

interface SheetMapProps {
	stops: readonly SheetStop[];
	polygon: Shape;
	/** Where the walk begins, if a lead has said so. */
	start: Position | null;
}

/** The way through a turf for paper: its stops by their numbers, in lines that a cheap printer can draw. */
export function SheetMap({ stops, polygon, start }: SheetMapProps) {
	const plane = useMemo(() => {
		const shown = startOnMap(
			start,
			stops.flatMap(({ doors }) => doors),
		);
		return sheetPlane(stops.flatMap(pointOf), partsOf(polygon).flat(), shown);
	}, [stops, polygon, start]);
	const way = plane.stops.map(({ x, y }) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L");
	return (
		<svg
			class="sheet-map"
			viewBox={`0 0 ${plane.width} ${plane.height}`}
			role="img"
			aria-label={_("Mapa de la caminata; la lista de abajo dice lo mismo.")}
		>
			{plane.rings.map((ring) => (
				<path key={ring} class="sheet-outline" d={ring} />
			))}
			{plane.stops.length > 1 && <path class="sheet-way" d={`M${way}`} />}
			{plane.streets.map(({ name, x, y }) => (
				<text key={name} class="sheet-street" x={x} y={y}>
					{name}
				</text>
			))}
			{plane.stops.map((stop) => (
				<circle
					key={stop.label}
					class={stop.labelled ? "sheet-stop" : "sheet-dot"}
					cx={stop.x}
					cy={stop.y}
					r={stop.labelled ? 2.3 : 0.9}
				/>
			))}
			{plane.stops
				.filter((stop) => stop.labelled)
				.map((stop) => (
					<text key={stop.label} x={stop.x} y={stop.y + 0.95}>
						{stop.label}
					</text>
				))}
			{plane.start && <Start at={plane.start} />}
			<Scale {...plane.scale} bottom={plane.height - 2} />
			<North right={plane.width - 5} />
		</svg>
	);
}

function pointOf({ n, doors }: SheetStop): Stop[] {
	return doors
		.flatMap(({ lon, lat, street }): Stop[] =>
			lon === null || lat === null ? [] : [{ at: [lon, lat], label: String(n), street }],
		)
		.slice(0, 1);
}

/** A black flag; the words on the sheet say where it stands. */
function Start({ at: [x, y] }: { at: Position }) {
	const [left, top] = [x.toFixed(2), y.toFixed(2)];
	return <path class="sheet-start" d={`M${left} ${top}v-7l5 2l-5 2`} />;
}

function Scale({ metres, millimetres, bottom }: { metres: number; millimetres: number; bottom: number }) {
	return (
		<g class="sheet-scale">
			<path d={`M2 ${bottom - 1.5}V${bottom}H${2 + millimetres}V${bottom - 1.5}`} />
			<text x={2 + millimetres / 2} y={bottom - 1}>
				{distanceText(metres)}
			</text>
		</g>
	);
}

function North({ right }: { right: number }) {
	return (
		<g class="sheet-scale">
			<path d={`M${right} 10V3M${right - 1.8} 5.5L${right} 3L${right + 1.8} 5.5`} />
			<text x={right} y={13.5}>
				{_("N")}
			</text>
		</g>
	);
}
