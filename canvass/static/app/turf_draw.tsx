import { useCallback, useMemo, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { type Campaign, getCampaign } from "../device/campaigns";
import { type CutTurf, listTurfs, type Shape } from "../device/cutting";
import { campaignPoints, type Point } from "../device/places";
import { useFreshPanel } from "./fresh_panel";
import { _ } from "./i18n";
import { type DoorPoints, doorPoints, NO_POINTS } from "./map/door_points";
import type { TurfMap } from "./map/turf_map";
import { PlacePanel } from "./place_panel";
import { Answered, useAnswer } from "./server";
import { StreetPanel } from "./street_panel";
import { TurfCanvas } from "./turf_canvas";
import { byName } from "./turf_list";
import { TurfOverview } from "./turf_overview";
import { TurfPanel } from "./turf_panel";
import { TurfSketch } from "./turf_sketch";
import { Page } from "./ui";
import "./styles/team.css";
import "./styles/turf_draw.css";

/** What the panel beside the map is about. */
export type Focus =
	| { on: "all" }
	| { on: "turf"; id: string }
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
	const points = useAnswer(() => allPoints(id), [id]);
	return (
		<Page title={campaign.value?.name ?? _("Mapa")} back={`/campaigns/${id}`} width="full">
			{campaign.value && turfs.value ? (
				<Desk
					campaign={campaign.value}
					turfs={turfs.value}
					points={points.value ?? null}
					pointsFault={points.fault}
					first={query.turf ?? null}
					onChange={async () => {
						await Promise.all([turfs.again(), points.again()]);
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

/** All doors that the campaign can draw turfs round. */
export async function allPoints(campaign: string): Promise<DoorPoints> {
	const points: Point[] = [];
	for await (const page of campaignPoints(campaign)) points.push(...page);
	return doorPoints(points);
}

interface DeskProps {
	campaign: Campaign;
	turfs: CutTurf[];
	points: DoorPoints | null;
	pointsFault: unknown;
	/** The turf that the caller came for. */
	first: string | null;
	/** After turfs were made, changed or retired. */
	onChange: () => Promise<void>;
}

function Desk({ campaign, turfs, points, pointsFault, first, onChange }: DeskProps) {
	const [focus, setFocus] = useState<Focus>(first ? { on: "turf", id: first } : { on: "all" });
	const [map, setMap] = useState<TurfMap | null>(null);
	const selected = focus.on === "turf" ? focus.id : null;
	const shown = useMemo(
		() => turfs.filter(({ id }) => focus.on !== "sketch" || id !== focus.turf?.id),
		[turfs, focus],
	);
	const onTurf = useCallback((id: string) => setFocus({ on: "turf", id }), []);
	const onPlace = useCallback((id: string) => setFocus({ on: "place", id }), []);
	const all = useCallback(() => setFocus({ on: "all" }), []);
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
	const turf = turfs.find(({ id }) => id === selected);
	const panel = useFreshPanel(focus);
	return (
		<div class="desk">
			<TurfCanvas
				points={points ?? NO_POINTS}
				turfs={shown}
				selected={selected}
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
						points={points}
						fault={pointsFault}
						onFocus={pick}
						onShowAll={() => map?.showAll()}
					/>
				)}
				{turf && (
					<TurfPanel
						key={turf.id}
						turf={turf}
						open={campaign.state === "open"}
						onFocus={setFocus}
						onBack={all}
						onChange={onChange}
					/>
				)}
				{focus.on === "place" && <PlacePanel key={focus.id} id={focus.id} onBack={all} onChange={onChange} />}
				{focus.on === "streets" && points && <StreetPanel points={points} onFocus={setFocus} onBack={all} />}
				{focus.on === "sketch" && map && (
					<TurfSketch
						key={focus.turf?.id ?? "new"}
						campaign={campaign.id}
						turfs={turfs}
						turf={focus.turf}
						start={focus.start}
						points={points ?? NO_POINTS}
						map={map}
						onSaved={saved}
						onLeave={() => setFocus(focus.turf ? { on: "turf", id: focus.turf.id } : { on: "all" })}
					/>
				)}
			</aside>
		</div>
	);
}
