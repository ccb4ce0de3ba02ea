import { Check, Undo2 } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { countUnsent, onUnsent, sendUnsent, tick } from "../device/attendance";
import { getGathering } from "../device/gatherings";
import {
	type Invitation,
	invitationsOf,
	listReplies,
	personWith,
	type ReplyBody,
} from "../device/invitations";
import { listLadder, type OpenPerson } from "../device/ladder";
import { hasWords } from "../device/plain";
import { ActFault, DeskFault } from "./desk_faults";
import { useDirty } from "./dirty";
import { EventCamera } from "./event_camera";
import { needsWords } from "./event_words";
import { _, ngettext } from "./i18n";
import { useAct, useAnswer } from "./server";
import { Button, Notice, Page, TextField } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";
import "./styles/events.css";

/** At the door of an event: cards are scanned or typed, names looked for; it goes on without a signal while it is open. */
export function EventDoor() {
	const { id = "" } = useRoute().params;
	return (
		<Page title={_("En la entrada")} back={`/ladder/events/${id}`} under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="leadership">{() => <Unlocked key={id} id={id} />}</BehindVault>
		</Page>
	);
}

function Unlocked({ id }: { id: string }) {
	const found = useAnswer(() => Promise.all([getGathering(id), listReplies(id), listLadder()]), [id]);
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (!found.value) return <p class="soft">{_("Abriendo…")}</p>;
	const [event, replies, people] = found.value;
	return (
		<>
			<h2>{event.body?.name || _("Sin nombre")}</h2>
			<Door id={id} before={replies} people={people} />
		</>
	);
}

interface DoorProps {
	id: string;
	before: readonly ReplyBody[];
	people: readonly OpenPerson[];
}

/** Who was ticked last, or that a card is none of this event's. */
type Last = { person: OpenPerson; invitation: Invitation } | "unknown" | null;

function Door({ id, before, people }: DoorProps) {
	const [replies, setReplies] = useState(before);
	const [typed, setTyped] = useState("");
	const [words, setWords] = useState("");
	const [last, setLast] = useState<Last>(null);
	const act = useAct();
	const sending = useAct();
	const ticked = useRef<Promise<unknown>>(Promise.resolve());
	const door = useRef<HTMLDivElement>(null);
	const used = useRef<"text" | "search" | null>(null);
	// The queue goes on where the last one was ticked, and what they were ticked with is gone by then.
	const goOn = (from = used.current) => {
		used.current = from;
		if (from) door.current?.querySelector<HTMLElement>(`input[type=${from}]`)?.focus({ preventScroll: true });
	};
	const invitations = useMemo(() => invitationsOf(replies), [replies]);
	const invited = people.flatMap((person) => {
		const invitation = invitations.get(person.record.id);
		return invitation ? [{ person, invitation }] : [];
	});
	const mark = async (person: OpenPerson, came: boolean) => {
		const reply = await tick(id, person.record.id, came);
		setReplies((all) => [...all, reply]);
		const invitation = invitations.get(person.record.id);
		setLast(came && invitation ? { person, invitation } : null);
		setWords("");
		void sending.run(sendUnsent);
	};
	// One behind the other, and none left out: with little signal the next card is held out while the last is still being sealed.
	const say = (person: OpenPerson, came: boolean) => {
		ticked.current = ticked.current.then(() => act.run(() => mark(person, came)));
	};
	const read = (text: string) => {
		const whose = personWith(invitations.values(), text);
		const person = people.find(({ record }) => record.id === whose);
		const invitation = person && invitations.get(person.record.id);
		setTyped("");
		if (!person || !invitation) return setLast("unknown");
		// A card that is still held out says nothing new.
		if (invitation.came) return setLast({ person, invitation });
		say(person, true);
	};
	const matching = words.trim().length < 2 ? [] : invited.filter(({ person }) => isCalled(person, words));
	const came = invited.filter(({ invitation }) => invitation.came).length;
	return (
		<div ref={door} class="stack">
			<p class="large" role="status">
				{ngettext("%(came)s de %(n)s invitada", "%(came)s de %(n)s invitadas", invited.length, {
					came,
					n: invited.length,
				})}
			</p>
			<Unsent />
			<EventCamera onRead={read} />
			<form
				class="event-typed"
				onSubmit={(event) => {
					event.preventDefault();
					read(typed);
					goOn("text");
				}}
			>
				<TextField
					label={_("Código de la tarjeta")}
					value={typed}
					maxLength={12}
					autoCapitalize="none"
					onInput={setTyped}
				/>
				<Button kind="main" type="submit" icon={Check} disabled={typed.trim() === ""}>
					{_("Marcar")}
				</Button>
			</form>
			<LastOne
				last={last}
				onUndo={(person) => {
					say(person, false);
					goOn();
				}}
			/>
			<ActFault of={act.fault ?? sending.fault} />
			<TextField
				label={_("Sin tarjeta: busque el nombre")}
				hint={_("Aquí no se muestra la lista: quien espera en la fila no la lee.")}
				type="search"
				value={words}
				onInput={setWords}
			/>
			<ul class="record-list">
				{matching.map(({ person, invitation }) => (
					<li key={person.record.id} class="record">
						<span>{person.body?.card.name || _("Sin nombre")}</span>
						<Button
							pressed={invitation.came}
							busy={act.busy}
							label={_("Vino %(name)s", { name: person.body?.card.name || _("Sin nombre") })}
							onClick={() => {
								say(person, !invitation.came);
								goOn("search");
							}}
						>
							{_("Vino")}
						</Button>
					</li>
				))}
			</ul>
		</div>
	);
}

function isCalled({ body }: OpenPerson, words: string): boolean {
	return hasWords([body?.card.name], words);
}

function LastOne({ last, onUndo }: { last: Last; onUndo: (person: OpenPerson) => void }) {
	if (last === null) return null;
	if (last === "unknown")
		return (
			<Notice kind="attention" alert title={_("No es una tarjeta de este evento")}>
				{_("Revise el código, o busque el nombre.")}
			</Notice>
		);
	const name = last.person.body?.card.name || _("Sin nombre");
	return (
		<Notice kind="done" alert title={_("Llegó: %(name)s", { name })}>
			{needsWords(last.invitation) && <p>{needsWords(last.invitation)}</p>}
			<Button icon={Undo2} onClick={() => onUndo(last.person)}>
				{_("Deshacer")}
			</Button>
		</Notice>
	);
}

/** Ticks that wait for a signal; they go by themselves when there is one. */
function Unsent() {
	const [waiting, setWaiting] = useState(countUnsent);
	const act = useAct();
	useDirty(waiting > 0);
	useEffect(() => {
		const send = () => void act.run(sendUnsent);
		const stop = onUnsent(() => setWaiting(countUnsent()));
		addEventListener("online", send);
		return () => {
			stop();
			removeEventListener("online", send);
		};
	}, []);
	if (waiting === 0) return null;
	return (
		<Notice kind="attention">
			<p>
				{ngettext(
					"%(n)s llegada espera señal. No cierre esta página.",
					"%(n)s llegadas esperan señal. No cierre esta página.",
					waiting,
					{ n: waiting },
				)}
			</p>
			<ActFault of={act.fault} />
			<Button busy={act.busy} onClick={() => act.run(sendUnsent)}>
				{_("Enviar ahora")}
			</Button>
		</Notice>
	);
}
