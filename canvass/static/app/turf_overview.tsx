import { FileUp, Maximize, PenLine, Printer, Scissors, Signpost } from "lucide";
import type { Campaign } from "../device/campaigns";
import type { CutTurf } from "../device/cutting";
import { _, ngettext } from "./i18n";
import type { DoorPoints } from "./map/door_points";
import type { TurfView } from "./map/turf_layers";
import { MapLegend } from "./map_legend";
import { doorsText } from "./places";
import { DoorsComing, type RegionDoors } from "./region_doors";
import { Fault } from "./server";
import { TurfButtons } from "./turf_buttons";
import { TurfCoverage } from "./turf_coverage";
import type { Focus } from "./turf_draw";
import { Button, ButtonLink, ChoiceChips, Empty } from "./ui";

interface TurfOverviewProps {
	campaign: Campaign;
	turfs: readonly CutTurf[];
	doors: RegionDoors;
	view: TurfView;
	onView: (view: TurfView) => void;
	onFocus: (focus: Focus) => void;
	onShowAll: () => void;
}

/** The map in words: how many doors there are, which turfs, and how to make one. */
export function TurfOverview(props: TurfOverviewProps) {
	const { campaign, turfs, doors, view, onView, onFocus, onShowAll } = props;
	const points = doors.all;
	const open = campaign.state === "open";
	if (points?.points.length === 0) return <NoDoors />;
	return (
		<div class="stack">
			<Fault of={doors.fault} again={doors.again} />
			<DoorsComing doors={doors} />
			{points && <Totals points={points} />}
			{open && (
				<div class="row">
					<Button
						kind="main"
						icon={PenLine}
						onClick={() => onFocus({ on: "sketch", turf: null, start: null })}
					>
						{_("Trazar una zona")}
					</Button>
					<Button icon={Signpost} disabled={!points} onClick={() => onFocus({ on: "streets" })}>
						{_("Elegir calles")}
					</Button>
					<ButtonLink icon={Scissors} href={`/campaigns/${campaign.id}/cut`}>
						{_("Cortar en zonas")}
					</ButtonLink>
				</div>
			)}
			{turfs.length > 0 && (
				<ChoiceChips
					legend={_("Qué muestra el mapa")}
					legendHidden
					options={[
						{ value: "turfs", label: _("Zonas") },
						{ value: "progress", label: _("Avance") },
					]}
					value={view}
					onChange={onView}
				/>
			)}
			{view === "progress" ? (
				<TurfCoverage campaign={campaign.id} turfs={turfs} onFocus={onFocus} />
			) : (
				<TurfButtons turfs={turfs} onFocus={onFocus} />
			)}
			{turfs.length > 0 && (
				<ButtonLink icon={Printer} href={`/campaigns/${campaign.id}/sheets`}>
					{_("Hojas de papel")}
				</ButtonLink>
			)}
			<Button icon={Maximize} onClick={onShowAll}>
				{_("Ver todas las puertas")}
			</Button>
			{view === "turfs" && <MapLegend />}
		</div>
	);
}

function NoDoors() {
	return (
		<Empty
			icon={FileUp}
			title={_("Todavía no hay direcciones")}
			act={
				<ButtonLink kind="main" href="/import">
					{_("Importar direcciones")}
				</ButtonLink>
			}
		>
			{_("Con una lista de direcciones, las puertas aparecen en este mapa.")}
		</Empty>
	);
}

function Totals({ points }: { points: DoorPoints }) {
	const free = points.doors - points.taken;
	return (
		<p>
			<span class="large">{doorsText(points.doors)}</span>
			<br />
			{ngettext("%(taken)s ya está en una zona", "%(taken)s ya están en zonas", points.taken, {
				taken: points.taken,
			})}
			{" · "}
			{ngettext("%(free)s libre", "%(free)s libres", free, { free })}
		</p>
	);
}
