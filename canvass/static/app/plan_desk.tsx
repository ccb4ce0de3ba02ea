import { Redo2, Undo2 } from "lucide";
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import type { CutPlan, PlanDoors } from "../device/plans";
import { Dividing } from "./dividing";
import { useFreshPanel } from "./fresh_panel";
import { _ } from "./i18n";
import type { Spot } from "./map/plan_doors";
import type { PlanMap } from "./map/plan_map";
import { PlanCanvas } from "./plan_canvas";
import { PlanLeftOver } from "./plan_left_over";
import { PlanOverview } from "./plan_overview";
import { PlanRedraw } from "./plan_redraw";
import { PlanTurf } from "./plan_turf";
import { type Drafting, useDrafting, walkOf } from "./planning";
import { Fault } from "./server";
import { useUndoKeys } from "./sketching";
import { Button } from "./ui";

/** What the panel beside the map is about. */
export type PlanFocus =
	| { on: "all" }
	| { on: "left_over" }
	| { on: "turf"; n: number }
	| { on: "redraw"; n: number }
	| { on: "divide"; n: number };

interface PlanDeskProps {
	plan: CutPlan;
	onChange: (plan: CutPlan) => void;
	/** After it was discarded. */
	onGone: () => void;
}

/** A draft on the map, and beside it the same in words, with all that can be done with it. */
export function PlanDesk({ plan, onChange, onGone }: PlanDeskProps) {
	const drafting = useDrafting(plan, onChange);
	const [wanted, setFocus] = useState<PlanFocus>({ on: "all" });
	const [taken, setTaken] = useState<readonly string[]>([]);
	const [chosen, setChosen] = useState<readonly number[]>([]);
	const [leftOut, setLeftOut] = useState<number | null>(null);
	const [map, setMap] = useState<PlanMap | null>(null);
	const focus = standing(wanted, plan);
	const turf = "n" in focus ? plan.turfs.find(({ n }) => n === focus.n) : undefined;
	const about = focus.on === "left_over" ? 0 : (turf?.n ?? null);
	// What was taken may have gone to another turf since: by an edit, by undoing one, by somebody else.
	const picked = useMemo(() => stillIn(about, taken, drafting.doors), [about, taken, drafting.doors]);
	const panel = useFreshPanel(JSON.stringify(focus));
	const go = useCallback((next: PlanFocus) => {
		setFocus(next);
		setTaken([]);
	}, []);
	const onSpot = usePicking(drafting, about, setTaken, go);
	const onTurf = useCallback((n: number) => go({ on: "turf", n }), [go]);
	useUndoKeys(
		() => undoOf(focus, map, drafting),
		() => focus.on !== "redraw" && focus.on !== "divide" && void drafting.redo(),
	);
	const show = (next: PlanFocus) => {
		go(next);
		const shown = "n" in next && plan.turfs.find(({ n }) => n === next.n);
		if (shown) map?.showShape(shown.polygon);
		if (next.on === "left_over") map?.showLeftOver();
	};
	const now = useRef(wanted);
	now.current = wanted;
	/** Heard only from what is still shown: an answer that comes late pulls nobody back. */
	const from = (move: (next: PlanFocus) => void) => (next: PlanFocus) => {
		if (now.current === wanted) move(next);
	};
	const common = { drafting, picked, onPick: setTaken, onFocus: from(show) };
	return (
		<div class="desk desk-plan">
			<PlanCanvas
				drafting={drafting}
				selected={turf ? turf.n : null}
				walk={useMemo(() => walkOf(about, drafting.spots), [about, drafting.spots])}
				picked={picked}
				onReady={setMap}
				onTurf={onTurf}
				onSpot={onSpot}
			/>
			<aside ref={panel} class="desk-panel" tabIndex={-1} aria-label={_("Borrador de zonas")}>
				{plan.state === "draft" && (
					<UndoBar drafting={drafting} drawing={focus.on === "redraw" || focus.on === "divide"} />
				)}
				{(drafting.act.fault ?? drafting.missing.fault) !== null && (
					<div class="plan-fault">
						<Fault of={drafting.act.fault} />
						<Fault of={drafting.missing.fault} again={drafting.missing.again} />
					</div>
				)}
				{focus.on === "all" && (
					<PlanOverview
						drafting={drafting}
						chosen={chosen}
						onChoose={setChosen}
						leftOut={leftOut}
						onAccepted={(doors) => {
							setChosen([]);
							setLeftOut(doors);
						}}
						onFocus={show}
						onGone={onGone}
						onShowAll={() => map?.showAll()}
					/>
				)}
				{focus.on === "turf" && turf && <PlanTurf key={turf.n} turf={turf} {...common} />}
				{focus.on === "left_over" && <PlanLeftOver {...common} />}
				{focus.on === "redraw" && turf && map && (
					<PlanRedraw key={turf.n} turf={turf} map={map} drafting={drafting} onFocus={from(go)} />
				)}
				{focus.on === "divide" && turf && map && (
					<Dividing
						key={turf.n}
						name={turf.name}
						map={map}
						busy={drafting.act.busy}
						onDivide={(line) => drafting.edit({ kind: "split", turf: turf.n, line })}
						onBack={() => from(go)({ on: "turf", n: turf.n })}
					/>
				)}
			</aside>
		</div>
	);
}

/** What is in focus may be gone, undone or merged into another. */
function standing(focus: PlanFocus, { turfs, figures }: CutPlan): PlanFocus {
	if ("n" in focus && !turfs.some(({ n }) => n === focus.n)) return { on: "all" };
	if (focus.on === "left_over" && figures.left_over === 0) return { on: "all" };
	return focus;
}

/** Of these doors, those that lie in the turf; 0 stands for what is left over. */
function stillIn(turf: number | null, ids: readonly string[], doors: PlanDoors): readonly string[] {
	if (ids.length === 0) return ids;
	const wanted = new Set(ids);
	return doors.door.filter((id, index) => wanted.has(id) && doors.turf[index] === turf);
}

function undoOf(focus: PlanFocus, map: PlanMap | null, drafting: Drafting): void {
	if (focus.on === "redraw") map?.sketch?.undo();
	else if (focus.on !== "divide") void drafting.undo();
}

/** A tap on a door of the turf in focus picks it or lets it go; on another's, that one comes into focus. */
function usePicking(
	{ doors }: Drafting,
	about: number | null,
	setTaken: (change: (before: readonly string[]) => readonly string[]) => void,
	go: (focus: PlanFocus) => void,
): (spot: Spot) => void {
	const latest = useRef({ doors, about });
	latest.current = { doors, about };
	return useCallback(
		(spot: Spot) => {
			const ids = spot.doors.map((index) => latest.current.doors.door[index] ?? "");
			if (spot.turf !== latest.current.about) {
				go(spot.turf === 0 ? { on: "left_over" } : { on: "turf", n: spot.turf });
				if (spot.turf !== 0) return;
			}
			setTaken((before) =>
				ids.every((id) => before.includes(id))
					? before.filter((id) => !ids.includes(id))
					: [...before.filter((id) => !ids.includes(id)), ...ids],
			);
		},
		[setTaken, go],
	);
}

/** Undo and redo are always in sight, and what the last change did is said beside them. */
function UndoBar({ drafting, drawing }: { drafting: Drafting; drawing: boolean }) {
	const { plan, act, said } = drafting;
	return (
		<div class="undo-bar">
			<Button
				kind="quiet"
				bar
				icon={Undo2}
				disabled={drawing || !plan.can_undo}
				busy={act.busy}
				onClick={() => void drafting.undo()}
			>
				{_("Deshacer")}
			</Button>
			<Button
				kind="quiet"
				bar
				icon={Redo2}
				disabled={drawing || !plan.can_redo}
				busy={act.busy}
				onClick={() => void drafting.redo()}
			>
				{_("Rehacer")}
			</Button>
			<p role="status">{act.busy ? _("Un momento…") : said}</p>
		</div>
	);
}
