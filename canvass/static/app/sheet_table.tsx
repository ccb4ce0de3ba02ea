import type { SheetDoor, SheetStop } from "../device/walk_sheet";
import { _ } from "./i18n";
import { placeAddress, placeName, unitName } from "./places";
import { resultName } from "./results";
import { CODED, TICKED } from "./sheet_results";

/** What is written for each of the rarer results. */
export function SheetCodes() {
	return (
		<dl class="sheet-codes">
			{CODED.map((result, index) => (
				<div key={result}>
					<dt>{index + 1}</dt>
					<dd>{resultName(result)}</dd>
				</div>
			))}
		</dl>
	);
}

/** The doors in the order they are walked, each with its boxes. */
export function SheetTable({ turf, stops }: { turf: string; stops: readonly SheetStop[] }) {
	const shared = sharedPlaces(stops);
	return (
		<table class="sheet-table">
			<thead>
				<tr>
					<th scope="col">{_("N.º")}</th>
					<th scope="col">
						{/* On each page, so that a loose one tells whose it is. */}
						{turf}
						<br />
						{_("Puerta")}
					</th>
					{TICKED.map((result) => (
						<th scope="col" class="sheet-box" key={result}>
							{resultName(result)}
						</th>
					))}
					<th scope="col" class="sheet-box">
						{_("Otro (código)")}
					</th>
					<th scope="col" class="sheet-box">
						{_("Volante")}
					</th>
				</tr>
			</thead>
			{stops.map((stop, index) => (
				<tbody key={stop.n}>
					{shared.has(stop.place) && stops[index - 1]?.place !== stop.place && <Shared stop={stop} />}
					{stop.doors.map((door, unit) => (
						<Door
							key={door.door}
							door={door}
							n={unit === 0 ? stop.n : null}
							name={shared.has(stop.place) ? unitName(door) : placeName(door)}
						/>
					))}
				</tbody>
			))}
		</table>
	);
}

/** Places with several doors: these are told apart by their units, and the place stands above them. */
function sharedPlaces(stops: readonly SheetStop[]): Set<string> {
	const doors = new Map<string, number>();
	for (const stop of stops) doors.set(stop.place, (doors.get(stop.place) ?? 0) + stop.doors.length);
	return new Set([...doors].flatMap(([place, n]) => (n > 1 ? [place] : [])));
}

function Shared({ stop: { doors } }: { stop: SheetStop }) {
	const [first] = doors;
	if (!first) return null;
	const address = placeAddress(first);
	return (
		<tr class="sheet-building">
			<th scope="rowgroup" colSpan={4 + TICKED.length}>
				{first.name && first.name !== address ? `${first.name} · ${address}` : address}
			</th>
		</tr>
	);
}

function Door({ door, n, name }: { door: SheetDoor; n: number | null; name: string }) {
	if (door.do_not_knock) {
		return (
			<tr class="sheet-avoid">
				<th scope="row">{n}</th>
				<td>{name}</td>
				<td colSpan={2 + TICKED.length}>{_("No tocar: pidieron que nadie vuelva.")}</td>
			</tr>
		);
	}
	return (
		<tr>
			<th scope="row">{n}</th>
			<td>{name}</td>
			{[...TICKED, "other", "flyer"].map((column) => (
				<td class="sheet-box" key={column}>
					<span class={column === "other" ? "sheet-line" : "sheet-tick"} aria-hidden="true" />
				</td>
			))}
		</tr>
	);
}
