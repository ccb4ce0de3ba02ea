import { CalendarPlus, ChevronRight, PartyPopper } from "lucide";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { listGatherings, type OpenGathering } from "../device/gatherings";
import { DeskFault } from "./desk_faults";
import { beside, today } from "./desk_words";
import { EventForm } from "./event_form";
import { eventState, whenAndWhere } from "./event_words";
import { _ } from "./i18n";
import { useAnswer } from "./server";
import { Button, Empty, Icon, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";

/** Events of the leadership track: those to come, and those that were. */
export function Events() {
	return (
		<Page title={_("Eventos")} back="/ladder" under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="leadership">{() => <Unlocked />}</BehindVault>
		</Page>
	);
}

function Unlocked() {
	const found = useAnswer(listGatherings, []);
	const [planning, setPlanning] = useState(false);
	const { route } = useLocation();
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (!found.value) return <p class="soft">{_("Abriendo…")}</p>;
	const coming = found.value.filter(isComing);
	const past = found.value.filter((one) => !isComing(one)).reverse();
	return (
		<>
			<p>
				<Button kind="main" icon={CalendarPlus} wide onClick={() => setPlanning(true)}>
					{_("Planear un evento")}
				</Button>
			</p>
			{found.value.length === 0 && (
				<Empty icon={PartyPopper} title={_("Todavía no hay eventos")}>
					{_("Un taller, una posada, una reunión: planéelo aquí e invite a quienes dijeron que sí a eso.")}
				</Empty>
			)}
			<Part title={_("Por venir")} events={coming} />
			<Part title={_("Ya pasaron")} events={past} />
			{planning && (
				<EventForm
					onClose={() => setPlanning(false)}
					onSaved={({ record }) => route(`/ladder/events/${record.id}`)}
				/>
			)}
		</>
	);
}

function isComing({ record }: OpenGathering): boolean {
	return record.state === "planned" && (record.next_on ?? "") >= today();
}

function Part({ title, events }: { title: string; events: readonly OpenGathering[] }) {
	if (events.length === 0) return null;
	return (
		<section class="day-part">
			<h2>{title}</h2>
			<ul class="record-list">
				{events.map((one) => (
					<li key={one.record.id}>
						<a class="record-link" href={`/ladder/events/${one.record.id}`}>
							<span>
								<strong>{one.body ? one.body.name || _("Sin nombre") : _("No se pudo abrir")}</strong>
								<small>{beside([whenAndWhere(one), eventState(one.record.state)])}</small>
							</span>
							<Icon of={ChevronRight} />
						</a>
					</li>
				))}
			</ul>
		</section>
	);
}
