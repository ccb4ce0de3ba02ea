import { useMemo, useRef, useState } from "preact/hooks";
import type { Position } from "../device/cutting";
import { campaignPoints, type Point } from "../device/places";
import {
	type CutPlan,
	editPlan,
	type PlanDoors,
	type PlanEdit,
	planDoors,
	redoEdit,
	undoEdit,
} from "../device/plans";
import { _ } from "./i18n";
import { coloursOf, neighboursOf } from "./map/colouring";
import { addressesOf, type Spot, spotsOf } from "./map/plan_doors";
import { editWords } from "./plan_words";
import { type Act, type Answer, staleRecord, useAct, useAnswer } from "./server";

const NO_DOORS: PlanDoors = { door: [], lon: [], lat: [], place: [], turf: [], position: [] };
const NO_ADDRESSES: ReadonlyMap<string, string> = new Map();

/** A draft under a lead's hands: what it is now, how to change it, how to go back. */
export interface Drafting {
	plan: CutPlan;
	doors: PlanDoors;
	spots: readonly Spot[];
	/** Addresses by place; empty until the server has told them. */
	addresses: ReadonlyMap<string, string>;
	/** Why doors or their addresses are not known, and how to ask for them again. */
	missing: Pick<Answer<unknown>, "fault" | "again">;
	neighbours: ReadonlyMap<number, ReadonlySet<number>>;
	colours: ReadonlyMap<number, number>;
	act: Act;
	/** What the latest change did, in words. */
	said: string;
	/** Changes the plan; null where it failed, and `act` says why. */
	edit: (edit: PlanEdit) => Promise<CutPlan | null>;
	undo: () => Promise<unknown>;
	redo: () => Promise<unknown>;
	/** Runs another act of the server's on the plan as it stands. */
	change: (ask: Ask, words: Words) => Promise<CutPlan | null>;
}

/** Asks the server for a change of the plan as it stands; null where there is nothing to change. */
type Ask = (plan: CutPlan) => Promise<CutPlan | null>;
/** What was done, in words. */
type Words = (next: CutPlan, before: CutPlan) => string;

/** `first` is the plan as it was fetched; `onChange` hears of each later one. */
export function useDrafting(plan: CutPlan, onChange: (plan: CutPlan) => void): Drafting {
	// Those of the revision before stay until the new ones are known.
	const found = useAnswer(() => planDoors(plan.id), [plan.id, plan.rev]);
	const named = useAnswer(() => addressesIn(plan.campaign), [plan.campaign]);
	const doors = found.value ?? NO_DOORS;
	const spots = useMemo(() => spotsOf(doors), [doors]);
	const neighbours = useMemo(() => neighboursOf(plan.turfs), [plan.turfs]);
	const colours = useColours(neighbours);
	const [said, setSaid] = useState("");
	const act = useAct();
	const latest = useRef(plan);
	latest.current = plan;
	const line = useRef<Promise<unknown>>(Promise.resolve());
	const once = async (ask: Ask, words: Words) => {
		const before = latest.current;
		let next: CutPlan | null = null;
		await act.run(async () => {
			try {
				next = await ask(before);
			} catch (fault) {
				const current = staleRecord<CutPlan>(fault);
				if (!current) throw fault;
				// Nothing of one's own is lost but one act, if that: what stands is shown, and the act can be done again.
				latest.current = current;
				onChange(current);
				setSaid(_("El borrador ya no es el que usted veía. Mire cómo quedó antes de repetir."));
				return;
			}
			if (!next) return;
			latest.current = next;
			onChange(next);
			setSaid(words(next, before));
		});
		return next;
	};
	/** One after another, each on what the one before has left: keys are pressed faster than a server answers. */
	const change = (ask: Ask, words: Words): Promise<CutPlan | null> => {
		const mine = line.current.then(() => once(ask, words));
		line.current = mine;
		return mine;
	};
	return {
		plan,
		doors,
		spots,
		addresses: named.value ?? NO_ADDRESSES,
		missing: found.fault !== null ? found : named,
		neighbours,
		colours,
		act,
		said,
		change,
		edit: (edit) =>
			change(
				({ id, rev }) => editPlan(id, rev, edit),
				(next, before) => editWords(edit, before, next),
			),
		undo: () =>
			change(
				async ({ id, rev, can_undo }) => (can_undo ? await undoEdit(id, rev) : null),
				() => _("Deshecho."),
			),
		redo: () =>
			change(
				async ({ id, rev, can_redo }) => (can_redo ? await redoEdit(id, rev) : null),
				() => _("Rehecho."),
			),
	};
}

async function addressesIn(campaign: string): Promise<ReadonlyMap<string, string>> {
	const points: Point[] = [];
	for await (const page of campaignPoints(campaign)) points.push(...page);
	return addressesOf(points);
}

/** Colours stay from one edit to the next wherever they can: a map that changes all its colours is a new map to the eye. */
function useColours(neighbours: ReadonlyMap<number, ReadonlySet<number>>): ReadonlyMap<number, number> {
	const before = useRef<ReadonlyMap<number, number>>(new Map());
	return useMemo(() => {
		before.current = coloursOf(neighbours, before.current);
		return before.current;
	}, [neighbours]);
}

/** The way through a turf, from door to door. */
export function walkOf(turf: number | null, spots: readonly Spot[]): Position[] {
	if (turf === null || turf === 0) return [];
	return spots
		.filter((spot) => spot.turf === turf)
		.sort((a, b) => a.position - b.position)
		.map(({ lon, lat }): Position => [lon, lat]);
}
