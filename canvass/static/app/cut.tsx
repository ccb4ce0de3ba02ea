import { useCallback, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { type Campaign, getCampaign } from "../device/campaigns";
import { type CutTurf, listTurfs } from "../device/cutting";
import { listPlans, type PlanCard } from "../device/plans";
import type { Area } from "./cut_area";
import { CutForm } from "./cut_form";
import { Drafts } from "./drafts";
import { useFreshPanel } from "./fresh_panel";
import { _ } from "./i18n";
import { type DoorPoints, NO_POINTS } from "./map/door_points";
import type { TurfMap } from "./map/turf_map";
import { Answered, Fault, useAnswer } from "./server";
import { StreetPanel } from "./street_panel";
import { TurfCanvas } from "./turf_canvas";
import { allPoints } from "./turf_draw";
import { ButtonLink, Notice, Page } from "./ui";
import "./styles/team.css";
import "./styles/turf_draw.css";
import "./styles/plan.css";

interface Ground {
	campaign: Campaign;
	turfs: CutTurf[];
	plans: PlanCard[];
}

/** Cutting automatically: which doors, how large, and the drafts that there are already. */
export function CutScreen() {
	const { id = "" } = useRoute().params;
	const ground = useAnswer<Ground>(async () => {
		const [campaign, turfs, plans] = await Promise.all([getCampaign(id), listTurfs(id), listPlans(id)]);
		return { campaign, turfs, plans };
	}, [id]);
	const points = useAnswer(() => allPoints(id), [id]);
	return (
		<Page title={_("Cortar en zonas")} back={`/campaigns/${id}`} width="full">
			{ground.value ? (
				<CutDesk {...ground.value} points={points.value ?? null} pointsFault={points.fault} />
			) : (
				<div class="desk-waiting">
					<Answered answer={ground}>{() => null}</Answered>
				</div>
			)}
		</Page>
	);
}

interface CutDeskProps extends Ground {
	points: DoorPoints | null;
	pointsFault: unknown;
}

function CutDesk({ campaign, turfs, plans, points, pointsFault }: CutDeskProps) {
	const { route } = useLocation();
	const [map, setMap] = useState<TurfMap | null>(null);
	const [streets, setStreets] = useState(false);
	const [area, setArea] = useState<Area>(null);
	const panel = useFreshPanel(streets);
	const nothing = useCallback(() => undefined, []);
	const base = `/campaigns/${campaign.id}`;
	return (
		<div class="desk">
			<TurfCanvas
				points={points ?? NO_POINTS}
				turfs={turfs}
				selected={null}
				onReady={setMap}
				onTurf={nothing}
				onPlace={nothing}
			/>
			<aside ref={panel} class="desk-panel" tabIndex={-1} aria-label={_("Cortar en zonas")}>
				<Fault of={pointsFault} />
				{streets && points && (
					<StreetPanel
						points={points}
						onFocus={(focus) => {
							setStreets(false);
							if (focus.on === "sketch") setArea({ start: focus.start });
						}}
						onBack={() => setStreets(false)}
					/>
				)}
				{/* What has been filled in stays while streets are chosen. */}
				<div hidden={streets}>
					<div class="stack">
						<Drafts plans={plans} />
						{campaign.state === "open" ? (
							<CutForm
								campaign={campaign.id}
								points={points}
								map={map}
								area={area}
								onArea={setArea}
								onStreets={() => setStreets(true)}
								onBegun={(plan) => route(`${base}/plans/${plan}`)}
							/>
						) : (
							<Notice title={_("Esta campaña está cerrada")}>
								<p>{_("Para trazar o repartir zonas, vuelva a abrirla.")}</p>
								<ButtonLink href={base}>{_("Ver la campaña")}</ButtonLink>
							</Notice>
						)}
					</div>
				</div>
			</aside>
		</div>
	);
}
