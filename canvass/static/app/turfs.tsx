import { ChevronRight, Map as MapIcon } from "lucide";
import { useState } from "preact/hooks";
import { sync } from "../device/sync";
import { syncState } from "../device/truth";
import { myTurfs, type TurfCard } from "../device/turfs";
import { _, formatDate, formatList, formatTime, ngettext } from "./i18n";
import { member } from "./organisation";
import { useStore } from "./store";
import { Button, Empty, Icon, Notice, Page, Progress } from "./ui";
import "./turfs.css";

const SOON_MS = 60 * 60_000;

/** The zones that are this person's now: the way into each. */
export function MyTurfs() {
	const turfs = useStore(myTurfs, []);
	const state = useStore(syncState, []);
	if (!turfs || !state) return null;
	// What is said of an access that ended says what to do; to look for turfs would find none.
	const shutOut = state.push_refused || state.session === "ended";
	return (
		<Page title={_("Mis zonas")}>
			<Standing />
			{turfs.length ? (
				<ul class="turf-cards">
					{turfs.map((turf) => (
						<li key={turf.assignment}>
							<Card {...turf} />
						</li>
					))}
				</ul>
			) : (
				!shutOut && <NoTurfs />
			)}
		</Page>
	);
}

/** What keeps this phone from getting or handing in what it should, in words. */
export function Standing() {
	const state = useStore(syncState, []);
	if (state?.push_refused)
		return (
			<Notice kind="attention" title={_("Este teléfono ya no está inscrito")}>
				<p>{_("Lo guardado sigue aquí. Hable con quien coordina antes de borrar nada.")}</p>
			</Notice>
		);
	if (state?.session === "ended")
		return (
			<Notice kind="attention" title={_("Su acceso terminó")}>
				<p>
					{_("Lo que guarde todavía se envía. Para recibir zonas, pida a quien coordina un enlace nuevo.")}
				</p>
			</Notice>
		);
	if (state?.keys === "refused")
		return (
			<Notice kind="attention" title={_("No guarde contactos ahora")}>
				<p>{_("Las llaves de la organización cambiaron de un modo inesperado. Avise a quien coordina.")}</p>
			</Notice>
		);
	if (state?.update_needed)
		return (
			<Notice kind="attention" title={_("Hace falta la versión nueva")}>
				<p>{_("Con señal, cierre y abra la aplicación, y toque «Actualizar». Lo guardado se queda aquí.")}</p>
			</Notice>
		);
	return null;
}

function NoTurfs() {
	const [looking, setLooking] = useState(false);
	const [offline, setOffline] = useState(false);
	const look = async () => {
		setLooking(true);
		setOffline(!(await sync({ tapped: true })).ok);
		setLooking(false);
	};
	return (
		<Empty
			icon={MapIcon}
			title={
				member.value
					? _("%(name)s, todavía no tiene zona", { name: member.value.alias })
					: _("Todavía no tiene zona")
			}
			act={
				<>
					<Button kind="main" busy={looking} onClick={look}>
						{_("Buscar ahora")}
					</Button>
					<p role="status">{offline && _("No hubo señal. Inténtelo donde la haya.")}</p>
				</>
			}
		>
			{_(
				"Quien coordina se la entrega. Antes de salir, ábrala una vez con señal: después funciona sin ella.",
			)}
		</Empty>
	);
}

function Card(turf: TurfCard) {
	if (turf.state === "ended")
		return (
			<div class="card turf-card">
				<h2>{turf.name || _("Zona nueva")}</h2>
				<p class="soft">{_("Terminó. Lo que usted guardó se envía igual.")}</p>
			</div>
		);
	const { doors, visited } = turf.progress;
	return (
		<a class="card turf-card" href={`/turfs/${turf.turf}`}>
			<div class="turf-card-head">
				<h2>{turf.name || _("Zona nueva")}</h2>
				<Icon of={ChevronRight} />
			</div>
			{turf.campaign && <p class="soft">{turf.campaign.name}</p>}
			{turf.loaded ? (
				<Progress
					value={visited}
					max={Math.max(1, doors)}
					label={_("Puertas visitadas")}
					text={_("%(visited)s de %(doors)s", { visited, doors })}
				/>
			) : (
				<p>{_("Sus puertas llegan en cuanto haya señal.")}</p>
			)}
			<p class={endsSoon(turf.until) ? "attention" : "soft"}>{untilText(turf.until)}</p>
			<With members={turf.members} />
		</a>
	);
}

/** Who walks along. */
export function With({ members }: Pick<TurfCard, "members">) {
	const others = members.filter(({ id }) => id !== member.value?.id).map(({ alias }) => alias);
	if (!others.length) return null;
	return <p class="soft">{_("Con %(names)s", { names: formatList(others) })}</p>;
}

/** "Hasta las 18:00", with the day where it is not today's. */
export function untilText(until: string): string {
	const time = formatTime(until);
	if (formatDate(until) === formatDate(new Date())) return _("Hasta hoy, %(time)s", { time });
	return _("Hasta el %(day)s, %(time)s", { day: formatDate(until), time });
}

/** Less than an hour is left. */
export function endsSoon(until: string): boolean {
	return Date.parse(until) - Date.now() < SOON_MS;
}

export function conversationsText(n: number): string {
	return ngettext("%(n)s conversación", "%(n)s conversaciones", n, { n });
}
