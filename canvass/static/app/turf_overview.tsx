import { FileUp, Maximize, PenLine, Scissors, Signpost } from "lucide";
import type { Campaign } from "../device/campaigns";
import type { CutTurf } from "../device/cutting";
import { whereabouts, whereaboutsName } from "./assignment_words";
import { _, ngettext } from "./i18n";
import type { DoorPoints } from "./map/door_points";
import { MapLegend } from "./map_legend";
import { doorsText } from "./places";
import { Fault } from "./server";
import type { Focus } from "./turf_draw";
import { TurfSwatch } from "./turf_swatch";
import { Button, ButtonLink, Empty } from "./ui";

interface TurfOverviewProps {
	campaign: Campaign;
	turfs: readonly CutTurf[];
	/** Null until the server has told them all. */
	points: DoorPoints | null;
	fault: unknown;
	onFocus: (focus: Focus) => void;
	onShowAll: () => void;
}

/** The map in words: how many doors there are, which turfs, and how to make one. */
export function TurfOverview({ campaign, turfs, points, fault, onFocus, onShowAll }: TurfOverviewProps) {
	const open = campaign.state === "open";
	if (points?.points.length === 0) return <NoDoors />;
	return (
		<div class="stack">
			<Fault of={fault} />
			<Totals points={points} />
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
			<TurfButtons turfs={turfs} onFocus={onFocus} />
			<Button icon={Maximize} onClick={onShowAll}>
				{_("Ver todas las puertas")}
			</Button>
			<MapLegend />
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

function Totals({ points }: { points: DoorPoints | null }) {
	if (!points) return <p role="status">{_("Cargando las puertas…")}</p>;
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

interface TurfButtonsProps {
	turfs: readonly CutTurf[];
	onFocus: (focus: Focus) => void;
}

function TurfButtons({ turfs, onFocus }: TurfButtonsProps) {
	if (turfs.length === 0) {
		return (
			<p class="soft">
				{_("Todavía no hay zonas. Toque «Trazar una zona» y marque sus esquinas en el mapa.")}
			</p>
		);
	}
	return (
		<ul class="record-list">
			{turfs.map((turf) => (
				<li key={turf.id}>
					<button type="button" class="record-link" onClick={() => onFocus({ on: "turf", id: turf.id })}>
						<span>
							<strong>{turf.name}</strong>
							<small>
								{doorsText(turf.doors)} · {whereaboutsName(whereabouts(turf.assignment))}
							</small>
						</span>
						<TurfSwatch id={turf.id} />
					</button>
				</li>
			))}
		</ul>
	);
}
