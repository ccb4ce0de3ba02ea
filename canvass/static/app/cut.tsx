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
import type { TurfMap } from "./map/turf_map";
import { DoorsComing, type RegionDoors, useRegionDoors } from "./region_doors";
import { Answered, Fault, useAnswer } from "./server";
import { StreetPanel } from "./street_panel";
import { TurfCanvas } from "./turf_canvas";
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
	const doors = useRegionDoors(id);
	return (
		<Page title={_("Cortar en zonas")} back={`/campaigns/${id}`} width="full">
			{ground.value ? (
				<CutDesk {...ground.value} doors={doors} />
			) : (
				<div class="desk-waiting">
					<Answered answer={ground}>{() => null}</Answered>
				</div>
			)}
		</Page>
	);
}

interface CutDeskProps extends Ground {
	doors: RegionDoors;
}

function CutDesk({ campaign, turfs, plans, doors }: CutDeskProps) {
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
				points={doors.drawn}
				turfs={turfs}
				selected={null}
				onReady={setMap}
				onTurf={nothing}
				onPlace={nothing}
			/>
			<aside ref={panel} class="desk-panel" tabIndex={-1} aria-label={_("Cortar en zonas")}>
				<Fault of={doors.fault} again={doors.again} />
				{streets && doors.all && (
					<StreetPanel
						points={doors.all}
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
						<DoorsComing doors={doors} />
						<Drafts plans={plans} />
						{campaign.state === "open" ? (
							<CutForm
								campaign={campaign.id}
								points={doors.all}
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
