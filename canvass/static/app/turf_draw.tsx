import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { type Campaign, getCampaign } from "../device/campaigns";
import { type CutTurf, listTurfs, type Position, type Shape } from "../device/cutting";
import { beginWords } from "./beginning";
import { Dividing } from "./dividing";
import { useFreshPanel } from "./fresh_panel";
import { _ } from "./i18n";
import type { TurfView } from "./map/turf_layers";
import type { TurfMap } from "./map/turf_map";
import { PlacePanel } from "./place_panel";
import { type RegionDoors, useRegionDoors } from "./region_doors";
import { Answered, useAnswer } from "./server";
import { StreetPanel } from "./street_panel";
import { TurfBegin } from "./turf_begin";
import { TurfCanvas } from "./turf_canvas";
import { useTurfEditing } from "./turf_editing";
import { Edited } from "./turf_edits";
import { useTurfGround } from "./turf_ground";
import { byName } from "./turf_list";
import { TurfMoving } from "./turf_moving";
import { TurfOverview } from "./turf_overview";
import { TurfPanel } from "./turf_panel";
import { TurfSketch } from "./turf_sketch";
import { Page } from "./ui";
import "./styles/plan.css";
import "./styles/team.css";
import "./styles/turf_draw.css";

/** What the panel beside the map is about. */
export type Focus =
	| { on: "all" }
	| { on: "turf"; id: string }
	/** What is done with a turf: divided along a line, its doors handed to another, where its walk begins. */
	| { on: "divide" | "moving" | "begin"; id: string }
	| { on: "place"; id: string }
	| { on: "streets" }
	/** Drawing: a turf whose shape is changed, or null for a new one; and what it starts with. */
	| { on: "sketch"; turf: CutTurf | null; start: Shape | null };

/** A campaign's map: its doors and turfs, and everything that can be done with them. */
export function TurfDraw() {
	const { params, query } = useRoute();
	const { id = "" } = params;
	const campaign = useAnswer(() => getCampaign(id), [id]);
	const turfs = useAnswer(async () => (await listTurfs(id)).sort(byName), [id]);
	const doors = useRegionDoors(id);
	return (
		<Page title={campaign.value?.name ?? _("Mapa")} back={`/campaigns/${id}`} width="full">
			{campaign.value && turfs.value ? (
				<Desk
					campaign={campaign.value}
					turfs={turfs.value}
					doors={doors}
					first={query.turf ?? null}
					onChange={async () => {
						// A whole state's doors come for long, and nobody waits for their marks to go on.
						void doors.again();
						await turfs.again();
					}}
				/>
			) : (
				<div class="desk-waiting">
					<Answered answer={campaign}>{() => <Answered answer={turfs}>{() => null}</Answered>}</Answered>
				</div>
			)}
		</Page>
	);
}

const ALL: Focus = { on: "all" };

interface DeskProps {
	campaign: Campaign;
	turfs: CutTurf[];
	doors: RegionDoors;
	/** The turf that the caller came for. */
	first: string | null;
	/** After turfs were made, changed or retired. */
	onChange: () => Promise<void>;
}

function Desk({ campaign, turfs, doors, first, onChange }: DeskProps) {
	const [wanted, setFocus] = useState<Focus>(first ? { on: "turf", id: first } : { on: "all" });
	const [view, setView] = useState<TurfView>("turfs");
	const focus = standing(wanted, turfs);
	const [map, setMap] = useState<TurfMap | null>(null);
	const selected = isAboutTurf(focus) ? focus.id : null;
	const editing = useTurfEditing(onChange);
	const turf = turfs.find(({ id }) => id === selected);
	const ground = useTurfGround(map, turf);
	const shown = useMemo(
		() => turfs.filter(({ id }) => focus.on !== "sketch" || id !== focus.turf?.id),
		[turfs, focus],
	);
	const { tapPlace } = ground;
	const moving = focus.on === "moving";
	const onTurf = useLatest((id: string) => !moving && setFocus({ on: "turf", id }));
	const onPlace = useLatest((id: string, at: Position) =>
		moving ? tapPlace(id, at) : setFocus({ on: "place", id }),
	);
	const all = useCallback(() => setFocus(ALL), []);
	/** Whoever picks a turf by its name wants to see where it is. */
	const pick = (next: Focus) => {
		setFocus(next);
		const picked = next.on === "turf" && turfs.find(({ id }) => id === next.id);
		if (picked) map?.showShape(picked.polygon);
	};
	const saved = async (turf: CutTurf) => {
		await onChange();
		setFocus({ on: "turf", id: turf.id });
	};
	const { said } = editing;
	const panel = useFreshPanel(useMemo(() => ({ focus, said }), [focus, said]));
	return (
		<div class="desk">
			<TurfCanvas
				points={doors.drawn}
				turfs={shown}
				selected={selected}
				view={view}
				{...(first ? { first } : {})}
				onReady={setMap}
				onTurf={onTurf}
				onPlace={onPlace}
			/>
			<aside ref={panel} class="desk-panel" tabIndex={-1} aria-label={_("Zonas y puertas")}>
				{focus.on === "all" && (
					<TurfOverview
						campaign={campaign}
						turfs={turfs}
						doors={doors}
						view={view}
						onView={setView}
						onFocus={pick}
						onShowAll={() => map?.showAll()}
					/>
				)}
				<Edited editing={editing} about={focus} onFocus={pick} />
				{turf && focus.on === "turf" && (
					<TurfPanel
						key={turf.id}
						turf={turf}
						turfs={turfs}
						editing={editing}
						begins={beginWords(turf.start, ground.walk)}
						open={campaign.state === "open"}
						onFocus={setFocus}
						onBack={all}
						onChange={onChange}
					/>
				)}
				{turf && focus.on === "moving" && (
					<TurfMoving
						key={turf.id}
						turf={turf}
						turfs={turfs}
						doors={ground.doors}
						editing={editing}
						picked={ground.picked}
						onPick={ground.pick}
						onBack={() => setFocus({ on: "turf", id: turf.id })}
					/>
				)}
				{turf && focus.on === "divide" && map && (
					<Dividing
						key={turf.id}
						name={turf.name}
						map={map}
						busy={editing.act.busy}
						onDivide={(line) => editing.split(turf, line)}
						onBack={() => setFocus({ on: "turf", id: turf.id })}
					/>
				)}
				{turf && focus.on === "begin" && map && (
					<TurfBegin
						key={turf.id}
						turf={turf}
						map={map}
						doors={ground.walk}
						onChange={onChange}
						onBack={() => setFocus({ on: "turf", id: turf.id })}
					/>
				)}
				{focus.on === "place" && <PlacePanel key={focus.id} id={focus.id} onBack={all} onChange={onChange} />}
				{focus.on === "streets" && doors.all && (
					<StreetPanel points={doors.all} onFocus={setFocus} onBack={all} />
				)}
				{focus.on === "sketch" && map && (
					<TurfSketch
						key={focus.turf?.id ?? "new"}
						campaign={campaign.id}
						turfs={turfs}
						turf={focus.turf}
						start={focus.start}
						points={doors.all}
						map={map}
						onSaved={saved}
						onLeave={() => setFocus(focus.turf ? { on: "turf", id: focus.turf.id } : { on: "all" })}
					/>
				)}
			</aside>
		</div>
	);
}

/** A turf that was in focus may be gone: merged into another, or retired by somebody else. */
function standing(focus: Focus, turfs: readonly CutTurf[]): Focus {
	return isAboutTurf(focus) && !turfs.some(({ id }) => id === focus.id) ? ALL : focus;
}

function isAboutTurf(
	focus: Focus,
): focus is Focus & { on: "turf" | "divide" | "moving" | "begin"; id: string } {
	return focus.on === "turf" || focus.on === "divide" || focus.on === "moving" || focus.on === "begin";
}

/** The same function from one drawing of the screen to the next, which does what the latest one would. */
function useLatest<A extends unknown[]>(act: (...given: A) => unknown): (...given: A) => void {
	const latest = useRef(act);
	latest.current = act;
	return useCallback((...given: A) => void latest.current(...given), []);
}
