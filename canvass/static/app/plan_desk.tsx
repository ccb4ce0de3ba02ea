import { Redo2, Undo2 } from "lucide";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { CutPlan } from "../device/plans";
import { _ } from "./i18n";
import type { Spot } from "./map/plan_doors";
import type { PlanMap } from "./map/plan_map";
import { PlanCanvas } from "./plan_canvas";
import { PlanDivide } from "./plan_divide";
import { PlanLeftOver } from "./plan_left_over";
import { PlanOverview } from "./plan_overview";
import { PlanRedraw } from "./plan_redraw";
import { PlanTurf } from "./plan_turf";
import { type Drafting, useDrafting, useUndoKeys, walkOf } from "./planning";
import { Fault } from "./server";
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
	const [picked, setPicked] = useState<readonly string[]>([]);
	const [map, setMap] = useState<PlanMap | null>(null);
	const focus = standing(wanted, plan);
	const turf = "n" in focus ? plan.turfs.find(({ n }) => n === focus.n) : undefined;
	const about = focus.on === "left_over" ? 0 : (turf?.n ?? null);
	const panel = useFreshPanel(focus);
	const go = useCallback((next: PlanFocus) => {
		setFocus(next);
		setPicked([]);
	}, []);
	const onSpot = usePicking(drafting, about, setPicked, go);
	const onTurf = useCallback((n: number) => go({ on: "turf", n }), [go]);
	useUndoKeys(
		() => undoOf(focus, map, drafting),
		() => focus.on !== "redraw" && focus.on !== "divide" && void drafting.redo(),
	);
	const show = (next: PlanFocus) => {
		go(next);
		const shown = "n" in next && plan.turfs.find(({ n }) => n === next.n);
		if (shown) map?.showShape(shown.polygon);
	};
	const common = { drafting, picked, onPick: setPicked, onFocus: show };
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
				{drafting.act.fault !== null && (
					<div class="plan-fault">
						<Fault of={drafting.act.fault} />
					</div>
				)}
				{focus.on === "all" && (
					<PlanOverview drafting={drafting} onFocus={show} onGone={onGone} onShowAll={() => map?.showAll()} />
				)}
				{focus.on === "turf" && turf && <PlanTurf key={turf.n} turf={turf} {...common} />}
				{focus.on === "left_over" && <PlanLeftOver {...common} />}
				{focus.on === "redraw" && turf && map && (
					<PlanRedraw key={turf.n} turf={turf} map={map} drafting={drafting} onFocus={go} />
				)}
				{focus.on === "divide" && turf && map && (
					<PlanDivide key={turf.n} turf={turf} map={map} drafting={drafting} onFocus={go} />
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

function undoOf(focus: PlanFocus, map: PlanMap | null, drafting: Drafting): void {
	if (focus.on === "redraw") map?.sketch?.undo();
	else if (focus.on === "divide") map?.undoDividing();
	else void drafting.undo();
}

/** A tap on a door of the turf in focus picks it or lets it go; on another's, that one comes into focus. */
function usePicking(
	{ doors }: Drafting,
	about: number | null,
	setPicked: (change: (before: readonly string[]) => readonly string[]) => void,
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
			setPicked((before) =>
				ids.every((id) => before.includes(id))
					? before.filter((id) => !ids.includes(id))
					: [...before.filter((id) => !ids.includes(id)), ...ids],
			);
		},
		[setPicked, go],
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

/** What the panel shows next is read from its top, also by a screen reader. */
function useFreshPanel(focus: PlanFocus) {
	const panel = useRef<HTMLElement>(null);
	const key = JSON.stringify(focus);
	const shown = useRef(key);
	useEffect(() => {
		if (shown.current === key) return;
		shown.current = key;
		panel.current?.focus({ preventScroll: true });
	}, [key]);
	return panel;
}
