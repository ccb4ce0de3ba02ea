import { signal } from "@preact/signals";
import { ArrowRight, Ellipsis, Map as MapIcon, PartyPopper } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { type DoorView, isToVisit } from "../device/doors";
import { type NextDoor, type Stop, type TurfView, turfView } from "../device/turfs";
import { tellFault } from "./faults";
import { _, ngettext, wholeCatalogue } from "./i18n";
import { distanceText, kindName, placeName, unitsText } from "./places";
import { doorResult, doorStateName, ResultMark } from "./results";
import { useStore } from "./store";
import type { TurfActsProps } from "./turf_acts";
import { endsSoon, untilText } from "./turfs";
import { Button, ButtonLink, ChoiceChips, Empty, Icon, Page, Progress, WindowedList } from "./ui";
import "./turf.css";

type Seldom = typeof import("./turf_acts");
type Shown = "all" | "left" | "come_back";

/** What the list shows, and where in it the reader was: kept while one goes to a door and comes back. */
const shown = signal<Shown>("all");
const opened = new Map<string, string>();

const ROW = 64;

/** The walk list of one turf: what is next on top, and every place in walking order. */
export function Turf() {
	const { turf: id } = useRoute().params as { turf: string };
	const turf = useStore(() => turfView(id), [id]);
	const [acts, setActs] = useState(false);
	if (turf === null) return <NotHere />;
	// The frame stands while the doors are being read: two short tasks instead of a long one.
	return (
		<Page
			title={turf?.name ?? ""}
			back="/turfs"
			under={turf && <Head turf={turf} />}
			foot={
				<>
					<ButtonLink icon={MapIcon} href={`/turfs/${id}/map`}>
						{_("Mapa")}
					</ButtonLink>
					<Button icon={Ellipsis} expanded={acts} onClick={() => setActs(true)}>
						{_("Más")}
					</Button>
				</>
			}
		>
			{turf && <Doors turf={turf} />}
			{turf && <Acts turf={turf} open={acts} onClose={() => setActs(false)} />}
		</Page>
	);
}

/** What is seldom wanted, fetched when it first is: the first door is not to wait for it. */
function useSeldom(wanted: boolean, onFault?: () => void): Seldom | null {
	const [part, setPart] = useState<Seldom | null>(null);
	const missing = wanted && part === null;
	useEffect(() => {
		if (!missing) return;
		Promise.all([import("./turf_acts"), wholeCatalogue()])
			.then(([found]) => setPart(found))
			.catch((fault) => {
				onFault?.();
				tellFault(fault);
			});
	}, [missing]);
	return part;
}

function Acts(props: TurfActsProps) {
	const part = useSeldom(props.open, props.onClose);
	return part && <part.TurfActs {...props} />;
}

/** Whom it suits. */
function Suits({ turf }: { turf: TurfView }) {
	const part = useSeldom(true);
	return part && <p>{part.goodForText(turf.good_for)}</p>;
}

function Doors({ turf }: { turf: TurfView }) {
	return (
		<>
			{(turf.note || turf.good_for.length > 0) && (
				<details class="turf-note" open={turf.progress.visited === 0}>
					<summary>{_("De quien coordina")}</summary>
					{turf.good_for.length > 0 && <Suits turf={turf} />}
					{turf.note && <p>{turf.note}</p>}
				</details>
			)}
			{turf.loaded ? <Stops turf={turf} /> : <NotLoaded />}
		</>
	);
}

/** For an address of a turf that is not this person's now. */
export function NotHere() {
	return (
		<Page title={_("No está en este teléfono")} back="/turfs">
			<Empty
				icon={MapIcon}
				title={_("Esta zona ya no está aquí")}
				act={
					<ButtonLink kind="main" href="/turfs">
						{_("Ver mis zonas")}
					</ButtonLink>
				}
			>
				{_("Terminó, o se entregó a otras personas. Lo que usted guardó se envía igual.")}
			</Empty>
		</Page>
	);
}

function NotLoaded() {
	return (
		<Empty icon={MapIcon} title={_("Las puertas todavía no están en este teléfono")}>
			{_("Llegan en cuanto haya señal; no hace falta esperar en esta pantalla.")}
		</Empty>
	);
}

function Head({ turf }: { turf: TurfView }) {
	const { doors, visited } = turf.progress;
	return (
		<>
			<div class="turf-progress">
				<Progress
					value={visited}
					max={Math.max(1, doors)}
					label={_("Puertas visitadas")}
					text={_("%(visited)s de %(doors)s", { visited, doors })}
				/>
				<span class={endsSoon(turf.until) ? "attention" : "soft"}>{untilText(turf.until)}</span>
			</div>
			{turf.next ? <Next {...turf.next} /> : turf.loaded && doors > 0 && <Done />}
		</>
	);
}

/** The next door: the one thing that matters here. */
function Next({ door, metres }: NextDoor) {
	return (
		<a class="next" href={`/doors/${door.door}`}>
			<span class="next-words">
				<small>{_("Siguiente")}</small>
				<strong>
					<span class="large">{door.number}</span> {door.street}
				</strong>
				<small>{nextAbout(door, metres)}</small>
			</span>
			<Icon of={ArrowRight} size={28} />
		</a>
	);
}

function nextAbout(door: DoorView, metres: number | null): string {
	return [door.label || kindName(door.kind), metres !== null && distanceText(metres)]
		.filter(Boolean)
		.join(" · ");
}

function Done() {
	return (
		<p class="next next-done" role="status">
			<Icon of={PartyPopper} />
			{_("Ya pasó por todas las puertas. ¡Gracias!")}
		</p>
	);
}

function Stops({ turf }: { turf: TurfView }) {
	const stops = turf.stops.filter((stop) => stop.doors.some(FILTERS[shown.value]));
	const at = stops.findIndex(({ place }) => place === opened.get(turf.turf));
	return (
		<>
			<div class="turf-filter">
				<ChoiceChips
					legend={_("Qué puertas se ven")}
					legendHidden
					value={shown.value}
					onChange={(value) => {
						shown.value = value;
					}}
					options={[
						{ value: "all", label: _("Todas") },
						{ value: "left", label: _("Faltan") },
						{ value: "come_back", label: _("Por volver") },
					]}
				/>
			</div>
			{stops.length ? (
				<WindowedList
					key={shown.value}
					items={stops}
					keyOf={({ place }) => place}
					rowHeight={ROW}
					label={_("Lugares, en el orden del camino")}
					initialIndex={Math.max(0, at)}
				>
					{(stop) => <StopRow turf={turf.turf} stop={stop} />}
				</WindowedList>
			) : (
				<p class="soft">{_("Aquí no hay ninguna. Elija «Todas» para ver la lista entera.")}</p>
			)}
		</>
	);
}

const FILTERS: Record<Shown, (door: DoorView) => boolean> = {
	all: () => true,
	left: isToVisit,
	come_back: ({ do_not_knock, last }) =>
		!do_not_knock && (last?.result === "come_back" || last?.result === "not_home"),
};

function StopRow({ turf, stop }: { turf: string; stop: Stop }) {
	const [door] = stop.doors;
	const open = () => opened.set(turf, stop.place);
	if (stop.doors.length === 1 && door) return <DoorRow door={door} onOpen={open} />;
	return (
		<a class="stop" href={`/turfs/${turf}/places/${stop.place}`} onClick={open}>
			<span class="stop-words">
				<strong class="stop-name">{placeName(stop)}</strong>
				<small>{unitsText(stop.kind, stop.doors.length)}</small>
			</span>
			<span class="number">
				<span class="visually-hidden">
					{_("%(visited)s de %(doors)s", { visited: stop.visited, doors: stop.doors.length })}
				</span>
				<span aria-hidden="true">
					{stop.visited}/{stop.doors.length}
				</span>
			</span>
		</a>
	);
}

/** A place of one door: its number, its street, how it stands. */
function DoorRow({ door, onOpen }: { door: DoorView; onOpen: () => void }) {
	return (
		<a class="stop" href={`/doors/${door.door}`} onClick={onOpen}>
			<span class="stop-words">
				<span class="stop-name">
					<span class="number">{door.number}</span> {door.street}
					{door.label && `, ${door.label}`}
				</span>
				<small>
					{kindName(door.kind)} · {doorAbout(door)}
				</small>
			</span>
			<ResultMark result={doorResult(door)} />
		</a>
	);
}

/** What stands there was said by who had the turf before, and came in after it was given on. */
export function isOthers({ last, do_not_knock }: DoorView): boolean {
	return !do_not_knock && last?.late === true && !last.mine;
}

/** "No hay nadie · 2 visitas · en este teléfono". */
export function doorAbout(door: DoorView): string {
	const words = [doorStateName(door)];
	if (door.attempts > 1)
		words.push(ngettext("%(n)s visita", "%(n)s visitas", door.attempts, { n: door.attempts }));
	if (isOthers(door)) words.push(_("otro equipo"));
	if (door.unsent) words.push(_("en este teléfono"));
	return words.join(" · ");
}
