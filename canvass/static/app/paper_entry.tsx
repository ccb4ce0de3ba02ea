import { useRef, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { correctVisit } from "../device/corrections";
import type { DoorView } from "../device/doors";
import { turfView } from "../device/turfs";
import type { Result } from "../device/types";
import { recordVisit, voidVisits } from "../device/visits";
import { tellFault } from "./faults";
import { _ } from "./i18n";
import { type Entered, enteredBefore, type PaperRow, paperRows } from "./paper_rows";
import { placeAddress, unitName } from "./places";
import { doorStateName, ResultMark, resultName } from "./results";
import { CODED, TICKED } from "./sheet_results";
import { useStore } from "./store";
import { NotHere } from "./turf";
import { Page, Progress, WindowedList } from "./ui";
import "./paper_entry.css";

const ROW = 104;
/** A shaky finger taps twice: the second tap is not meant to take the first back. */
const SHAKY_MS = 400;

/** What was ticked on paper, entered line by line: the sheet's order, its boxes and its codes. */
export function PaperEntry() {
	const { turf: id } = useRoute().params as { turf: string };
	const turf = useStore(() => turfView(id), [id]);
	const entering = useEntering();
	if (turf === undefined) return null;
	if (turf === null) return <NotHere />;
	const rows = paperRows(turf.doors);
	const { doors, visited } = turf.progress;
	return (
		<Page
			title={_("Pasar la hoja")}
			back={`/turfs/${id}`}
			under={
				<>
					<Progress
						value={visited}
						max={Math.max(1, doors)}
						label={_("Puertas visitadas")}
						text={_("%(visited)s de %(doors)s", { visited, doors })}
					/>
					<Legend />
				</>
			}
		>
			<p class="soft">
				{_(
					"Toque lo que dice la hoja: se guarda al momento. Otro toque en lo mismo lo quita. Queda con la hora de ahora.",
				)}
			</p>
			<WindowedList
				items={rows}
				keyOf={({ door }) => door.door}
				rowHeight={ROW}
				label={_("Puertas, en el orden del camino")}
			>
				{(row) => <Line row={row} entering={entering} />}
			</WindowedList>
		</Page>
	);
}

/** What the signs mean that stand in each line without their words. */
function Legend() {
	return (
		<ul class="paper-legend" aria-hidden="true">
			{TICKED.map((result) => (
				<li key={result}>
					<ResultMark result={result} /> {resultName(result)}
				</li>
			))}
		</ul>
	);
}

interface Entering {
	of: (door: DoorView) => Entered;
	flyer: (door: DoorView) => boolean;
	tap: (door: DoorView, result: Result) => Promise<void>;
	leaveFlyer: (door: DoorView, left: boolean) => Promise<void>;
}

/**
 * What was entered is known here at once: until the store has told the list, a second tap would make a second visit.
 * What is done at one door is done in turn.
 */
function useEntering(): Entering {
	const entered = useRef(new Map<string, Entered>());
	const turns = useRef(new Map<string, Promise<void>>());
	const last = useRef({ box: "", at: Number.NEGATIVE_INFINITY });
	const flyers = useRef(new Set<string>());
	const [, draw] = useState({});
	const of = ({ door, own }: DoorView) =>
		entered.current.has(door) ? (entered.current.get(door) ?? null) : enteredBefore(own, Date.now());
	const change = ({ door }: DoorView, work: () => Promise<Entered>): Promise<void> => {
		const turn = async () => {
			try {
				entered.current.set(door, await work());
			} catch (error) {
				await tellFault(error);
			} finally {
				// Also where nothing was saved: no box may show what is not so.
				draw({});
			}
		};
		const next = (turns.current.get(door) ?? Promise.resolve()).then(turn);
		turns.current.set(door, next);
		return next;
	};
	const correct = async ({ door, turf }: DoorView, visit: NonNullable<Entered>) => {
		await correctVisit({ door, turf, ...visit });
		return visit;
	};
	const shakes = (box: string) => {
		const { box: before, at } = last.current;
		last.current = { box, at: performance.now() };
		return box === before && last.current.at - at < SHAKY_MS;
	};
	return {
		of,
		flyer: (door) => of(door)?.literature ?? flyers.current.has(door.door),
		tap: async (view, result) => {
			const { door, turf } = view;
			if (shakes(`${door} ${result}`)) return;
			await change(view, async () => {
				const was = of(view);
				if (was?.result === result) {
					await voidVisits([was.visit]);
					return null;
				}
				if (was) return correct(view, { ...was, result });
				const literature = flyers.current.has(door);
				return { visit: await recordVisit({ door, turf, result, literature }), result, literature };
			});
		},
		leaveFlyer: (view, left) =>
			change(view, async () => {
				const was = of(view);
				if (was) return correct(view, { ...was, literature: left });
				if (left) flyers.current.add(view.door);
				else flyers.current.delete(view.door);
				return null;
			}),
	};
}

function Line({ row: { n, door }, entering }: { row: PaperRow; entering: Entering }) {
	const now = entering.of(door);
	return (
		<div class="paper-line">
			<div class="paper-head">
				<span class="paper-n">{n}</span>
				<a href={`/doors/${door.door}`}>
					{door.label ? unitName(door) : placeAddress(door)}
					{n !== null && door.label && <small class="soft"> {placeAddress(door)}</small>}
				</a>
				{!now && door.attempts > 0 && <small class="soft">{doorStateName(door)}</small>}
			</div>
			{door.do_not_knock && !now ? (
				<p class="paper-avoid">{_("No tocar: pidieron que nadie vuelva.")}</p>
			) : (
				<Boxes door={door} now={now} entering={entering} />
			)}
		</div>
	);
}

function Boxes({ door, now, entering }: { door: DoorView; now: Entered; entering: Entering }) {
	const other = now && CODED.includes(now.result) ? now.result : "";
	const choose = (value: string) => {
		const result = (value || other) as Result;
		if (result) void entering.tap(door, result);
	};
	return (
		<div class="paper-boxes">
			{TICKED.map((result) => (
				<button
					key={result}
					type="button"
					class="paper-box"
					aria-pressed={now?.result === result}
					aria-label={resultName(result)}
					onClick={() => void entering.tap(door, result)}
				>
					<ResultMark result={result} />
				</button>
			))}
			<select
				class="paper-other"
				aria-label={_("Otro (código)")}
				value={other}
				onChange={(event) => choose(event.currentTarget.value)}
			>
				<option value="">{_("Otro")}</option>
				{CODED.map((result, index) => (
					<option key={result} value={result}>
						{`${index + 1} ${resultName(result)}`}
					</option>
				))}
			</select>
			<label class="paper-flyer">
				<input
					type="checkbox"
					checked={entering.flyer(door)}
					onChange={(event) => void entering.leaveFlyer(door, event.currentTarget.checked)}
				/>
				{_("Volante")}
			</label>
		</div>
	);
}
