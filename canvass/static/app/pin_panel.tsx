import { Check, CircleCheck, MapPin, RotateCcw, SkipForward, Undo2 } from "lucide";
import type { Position } from "../device/cutting";
import type { PlacePoint } from "../device/pins";
import { metresBetween } from "../device/turfs";
import { _, formatList, ngettext } from "./i18n";
import { current, type Said, settled, skipped } from "./pin_queue";
import { qualityName, qualityText } from "./pin_words";
import { addressOf, type Pinning, type Remark } from "./pinning";
import { distanceText, unitsText } from "./places";
import { Fault } from "./server";
import { Button, ButtonLink, Empty, Notice, Progress, WindowedList } from "./ui";

const ROW = 64;

interface PinPanelProps {
	pinning: Pinning;
	/** Where the pin was moved to; null where it stands as it was. */
	moved: Position | null;
	single: boolean;
	back: string;
	onReset: () => void;
}

/** The place that is looked at, what can be said of its point, and all the others. */
export function PinPanel({ pinning, moved, single, back, onReset }: PinPanelProps) {
	const { queue, remark, act } = pinning;
	const point = current(queue);
	const done = settled(queue);
	return (
		<div class="stack">
			{!single && (
				<Progress
					value={done}
					max={queue.total}
					label={_("Puntos revisados")}
					text={_("%(done)s de %(all)s revisados", { done, all: queue.total })}
				/>
			)}
			<Fault of={act.fault} />
			{remark && <Remarked remark={remark} />}
			{point ? (
				<Looked point={point} pinning={pinning} moved={moved} single={single} onReset={onReset} />
			) : (
				<Finished pinning={pinning} single={single} back={back} />
			)}
			{queue.last && (
				<Button icon={Undo2} busy={act.busy} onClick={() => void pinning.undo()}>
					{_("Deshacer: %(address)s", { address: addressOf(queue.last.was) })}
				</Button>
			)}
			{!single && <PointList pinning={pinning} />}
		</div>
	);
}

interface LookedProps {
	point: PlacePoint;
	pinning: Pinning;
	moved: Position | null;
	single: boolean;
	onReset: () => void;
}

function Looked({ point, pinning, moved, single, onReset }: LookedProps) {
	const { act, settle, skip } = pinning;
	const about = [point.city, unitsText(point.kind, point.doors)].filter(Boolean).join(" · ");
	return (
		<section class="stack" aria-labelledby="pin-title">
			<div class="pin-head" aria-live="polite">
				<h2 id="pin-title">{addressOf(point)}</h2>
				<p class="soft">{about}</p>
				<p>{qualityText(point.quality)}</p>
				<p class="soft">
					{moved ? (
						movedText(point, moved)
					) : (
						<>
							{_("Arrástrelo, o toque el mapa.")}{" "}
							<span class="pin-keys">{_("Las flechas del teclado también lo mueven.")}</span>
						</>
					)}
				</p>
			</div>
			<div class="pin-acts">
				<Button
					kind="main"
					wide
					icon={moved ? MapPin : Check}
					busy={act.busy}
					onClick={() => void settle(moved)}
				>
					{moved ? _("Mover aquí") : _("Está bien")}
				</Button>
				<Button icon={RotateCcw} disabled={!moved} onClick={onReset}>
					{_("Reponer")}
				</Button>
				{!single && (
					<Button icon={SkipForward} onClick={skip}>
						{_("Saltar")}
					</Button>
				)}
			</div>
		</section>
	);
}

function Finished({ pinning, single, back }: { pinning: Pinning; single: boolean; back: string }) {
	const left = skipped(pinning.queue);
	return (
		<Empty
			icon={CircleCheck}
			title={single || left > 0 ? _("Listo") : _("Todos los puntos están revisados")}
			act={<ButtonLink href={back}>{_("Volver")}</ButtonLink>}
		>
			{left > 0 && (
				<Button onClick={pinning.again}>
					{ngettext("Ver el que saltó", "Ver los %(n)s que saltó", left, { n: left })}
				</Button>
			)}
		</Empty>
	);
}

function Remarked({ remark }: { remark: Remark }) {
	if (remark.kind === "stale") {
		return (
			<Notice kind="attention" alert title={_("Otra persona cambió este punto mientras tanto")}>
				<p>{_("Así está ahora. Diga si está bien, o muévalo otra vez.")}</p>
			</Notice>
		);
	}
	return (
		<Notice kind="attention" alert>
			<p>
				{_("%(address)s queda fuera del contorno de %(turfs)s, pero sigue en esa zona.", {
					address: remark.address,
					turfs: formatList(remark.turfs.map(({ name }) => name)),
				})}
			</p>
		</Notice>
	);
}

function PointList({ pinning: { queue, look } }: { pinning: Pinning }) {
	return (
		<div class="pin-list">
			<WindowedList
				items={queue.points}
				keyOf={({ id }) => id}
				rowHeight={ROW}
				label={_("Puntos por revisar")}
			>
				{(point) => (
					<button
						type="button"
						class="record-link"
						aria-current={point.id === queue.at ? "true" : undefined}
						onClick={() => look(point.id)}
					>
						<span>
							<strong>{addressOf(point)}</strong>
							<small class="soft">{qualityName(point.quality)}</small>
						</span>
						<SaidBadge said={queue.said.get(point.id)} />
					</button>
				)}
			</WindowedList>
		</div>
	);
}

function SaidBadge({ said }: { said: Said | undefined }) {
	if (said === undefined) return null;
	return <span class="badge">{said === "skipped" ? _("Saltado") : _("Revisado")}</span>;
}

function movedText(point: PlacePoint, [lon, lat]: Position): string {
	const distance = distanceText(metresBetween(point, { lon, lat }) ?? 0);
	if (point.doors < 2) return _("Movido %(distance)s.", { distance });
	// All go together, each as far from the others as before.
	return _("Movido %(distance)s, con: %(units)s.", { distance, units: unitsText(point.kind, point.doors) });
}
