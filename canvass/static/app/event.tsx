import { DoorOpen, Pencil, Printer, UserPlus } from "lucide";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import {
	changeGathering,
	type GatheringState,
	getGathering,
	type OpenGathering,
	openGathering,
} from "../device/gatherings";
import { invitationsOf, listReplies, mayInvite, type ReplyBody } from "../device/invitations";
import { listLadder, type OpenPerson } from "../device/ladder";
import { getSteps, type LadderStep } from "../device/steps";
import { SealedRecord } from "./case";
import { DeskFault } from "./desk_faults";
import { beside } from "./desk_words";
import { CameUp } from "./event_came";
import { PrintedCards } from "./event_cards";
import { EventForm } from "./event_form";
import { EventInvite } from "./event_invite";
import { EventPeople } from "./event_people";
import { EventNeeds, PrintedNeeds } from "./event_plan";
import { eventState, offerName, whenAndWhere } from "./event_words";
import { _ } from "./i18n";
import { languageName } from "./languages";
import { Fact } from "./person_card";
import { ReasonSheet } from "./reason_sheet";
import { useAct, useAnswer } from "./server";
import { TrackConflict } from "./track_conflict";
import { Button, ButtonLink, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";
import "./styles/events.css";
import "./styles/printed.css";

/** One event: what it is, who is invited, what they need, and who came. */
export function EventScreen() {
	const { id = "" } = useRoute().params;
	return (
		<Page title={_("Evento")} back="/ladder/events" width="wide" under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="leadership">{() => <Unlocked key={id} id={id} />}</BehindVault>
		</Page>
	);
}

function Unlocked({ id }: { id: string }) {
	const found = useAnswer(() => getGathering(id), [id]);
	const said = useAnswer(() => listReplies(id), [id]);
	const people = useAnswer(listLadder, []);
	const steps = useAnswer(getSteps, []);
	for (const answer of [found, said, people, steps])
		if (answer.fault !== null) return <DeskFault of={answer.fault} again={answer.again} />;
	if (!found.value || !said.value || !people.value || !steps.value)
		return <p class="soft">{_("Abriendo…")}</p>;
	if (found.value.body === null) return <SealedRecord />;
	return (
		<Opened
			open={found.value}
			replies={said.value}
			people={people.value}
			steps={steps.value.items}
			onChange={found.take}
			onReply={(reply) => said.change((before) => [...before, reply])}
			onPerson={(moved) =>
				people.change((all) => all.map((one) => (one.record.id === moved.record.id ? moved : one)))
			}
		/>
	);
}

/** What was last sent to the printer; a new object prints anew. */
type Printing = { what: "cards" | "needs" } | null;

interface OpenedProps {
	open: OpenGathering;
	replies: readonly ReplyBody[];
	people: readonly OpenPerson[];
	steps: readonly LadderStep[];
	onChange: (open: OpenGathering) => void;
	onReply: (reply: ReplyBody) => void;
	onPerson: (person: OpenPerson) => void;
}

function Opened({ open, replies, people, steps, onChange, onReply, onPerson }: OpenedProps) {
	const invitations = useMemo(() => invitationsOf(replies), [replies]);
	const [inviting, setInviting] = useState(false);
	const [printing, setPrinting] = useState<Printing>(null);
	useEffect(() => {
		if (printing !== null) print();
	}, [printing]);
	const { id } = open.record;
	// Nobody counts with who took their consent back, and of who was erased nothing is left.
	const there = people.filter(mayInvite).flatMap(({ record }) => invitations.get(record.id) ?? []);
	return (
		<>
			<div class="sections not-printed">
				<article class="contact">
					<Head open={open} onChange={onChange} />
					<EventNeeds invitations={there} offers={open.body?.offers ?? []} />
					<div class="row event-acts">
						<Button
							icon={Printer}
							disabled={there.length === 0}
							onClick={() => setPrinting({ what: "needs" })}
						>
							{_("Imprimir lo que hace falta")}
						</Button>
						<Button
							icon={Printer}
							disabled={there.length === 0}
							onClick={() => setPrinting({ what: "cards" })}
						>
							{_("Imprimir las tarjetas")}
						</Button>
					</div>
					<CameUp event={open} people={people} invitations={invitations} steps={steps} onMoved={onPerson} />
				</article>
				<div class="stack">
					<div class="row">
						<Button kind="main" icon={UserPlus} onClick={() => setInviting(true)}>
							{_("Invitar")}
						</Button>
						<ButtonLink icon={DoorOpen} href={`/ladder/events/${id}/door`}>
							{_("En la entrada")}
						</ButtonLink>
					</div>
					<EventPeople gathering={id} people={people} invitations={invitations} onReply={onReply} />
				</div>
			</div>
			{printing?.what === "needs" && <PrintedNeeds event={open} invitations={there} />}
			{printing?.what === "cards" && <PrintedCards event={open} invitations={there} />}
			{inviting && (
				<EventInvite
					gathering={id}
					people={people}
					steps={steps}
					invitations={invitations}
					onReply={onReply}
					onClose={() => setInviting(false)}
				/>
			)}
		</>
	);
}

function Head({ open, onChange }: Pick<OpenedProps, "open" | "onChange">) {
	const [editing, setEditing] = useState(false);
	const [ending, setEnding] = useState<GatheringState | null>(null);
	const act = useAct();
	const { record, body } = open;
	const end = (state: GatheringState) => (outcome: string) =>
		act.run(async () => {
			onChange(await changeGathering(open, { state }, { outcome }));
			setEnding(null);
		});
	return (
		<header class="contact-head">
			<h2 class="large">{body?.name || _("Sin nombre")}</h2>
			<p class="soft">{beside([whenAndWhere(open), eventState(record.state)])}</p>
			<dl class="facts event-facts">
				<Fact label={_("Idiomas")}>{beside((body?.languages ?? []).map(languageName))}</Fact>
				<Fact label={_("Qué se ofrece")}>{beside((body?.offers ?? []).map(offerName))}</Fact>
				<Fact label={_("Resultado")}>{body?.outcome ?? ""}</Fact>
			</dl>
			<div class="row">
				<Button icon={Pencil} onClick={() => setEditing(true)}>
					{_("Cambiar")}
				</Button>
				{record.state === "planned" && (
					<>
						<Button kind="quiet" onClick={() => setEnding("held")}>
							{_("Ya fue")}
						</Button>
						<Button kind="quiet" onClick={() => setEnding("dropped")}>
							{_("No se hizo")}
						</Button>
					</>
				)}
			</div>
			{editing && (
				<EventForm
					key={record.rev}
					open={open}
					onClose={() => setEditing(false)}
					onSaved={(saved) => {
						setEditing(false);
						onChange(saved);
					}}
				/>
			)}
			{ending !== null && (
				<ReasonSheet
					title={body?.name ?? ""}
					about={_("Qué salió del evento, o por qué no se hizo. Sin nombres de quienes fueron.")}
					label={_("Qué pasó")}
					verb={eventState(ending)}
					act={act}
					onSend={end(ending)}
					onClose={() => setEnding(null)}
				>
					<TrackConflict of={act} reopen={openGathering} onCurrent={onChange} />
				</ReasonSheet>
			)}
		</header>
	);
}
