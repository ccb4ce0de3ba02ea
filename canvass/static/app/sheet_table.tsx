import type { Result } from "../device/types";
import type { SheetDoor, SheetStop } from "../device/walk_sheet";
import { _ } from "./i18n";
import { placeName, unitName } from "./places";
import { resultName } from "./results";

/** Results that have a column of their own: a tick is quicker than a code. */
const TICKED: readonly Result[] = ["conversation", "not_home", "come_back", "declined"];
/** The others, by the code that is written down. */
const CODED: readonly Result[] = [
	"other_language",
	"do_not_knock",
	"inaccessible",
	"vacant",
	"not_found",
	"skipped_unsafe",
];

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
export function SheetTable({ stops }: { stops: readonly SheetStop[] }) {
	return (
		<table class="sheet-table">
			<thead>
				<tr>
					<th scope="col">{_("N.º")}</th>
					<th scope="col">{_("Puerta")}</th>
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
			{stops.map((stop) => (
				<tbody key={stop.place}>
					{stop.doors.length > 1 && <Building stop={stop} />}
					{stop.doors.map((door, index) => (
						<Door
							key={door.door}
							door={door}
							n={index === 0 && stop.doors.length === 1 ? stop.n : null}
							name={stop.doors.length > 1 ? unitName(door) : placeName(door)}
						/>
					))}
				</tbody>
			))}
		</table>
	);
}

function Building({ stop: { n, doors } }: { stop: SheetStop }) {
	const [first] = doors;
	if (!first) return null;
	const address = [first.number, first.street].filter(Boolean).join(" ");
	return (
		<tr class="sheet-building">
			<th scope="row">{n}</th>
			<td colSpan={3 + TICKED.length}>
				{first.name && first.name !== address ? `${first.name} · ${address}` : address}
			</td>
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
