import { Inbox } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { fetchQueue, type QueuedContact, type ReviewedContact } from "../device/queue";
import { DeskFault } from "./desk_faults";
import { _ } from "./i18n";
import { useKeys } from "./keys";
import { KeysHelp } from "./keys_help";
import { ReviewFilter } from "./review_filter";
import { QueueFigures, Waiting } from "./review_known";
import { ReviewList } from "./review_list";
import { type Filter, useOpened, useShown } from "./review_queue";
import { ReviewRecord } from "./review_record";
import { type Answer, useAnswer } from "./server";
import { Empty, Page, Progress } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";
import "./styles/review.css";

/** New contacts: what the server may know of them while locked; opened in memory, the list and the record side by side. */
export function Review() {
	const queue = useAnswer(fetchQueue, []);
	useReturn(queue.again);
	return (
		<Page
			title={_("Revisión")}
			width="wide"
			under={isUnlocked.value && <DeskBar>{queue.value && <Waiting queue={queue.value} />}</DeskBar>}
		>
			<BehindVault vault="intake" known={queue.value && <QueueFigures queue={queue.value} />}>
				{() => <Unlocked queue={queue} />}
			</BehindVault>
		</Page>
	);
}

/** Who comes back to the tab sees what others have done meanwhile. */
function useReturn(again: () => void): void {
	useEffect(() => {
		const seen = () => document.visibilityState === "visible" && again();
		document.addEventListener("visibilitychange", seen);
		return () => document.removeEventListener("visibilitychange", seen);
	}, [again]);
}

function Unlocked({ queue }: { queue: Answer<QueuedContact[]> }) {
	useEffect(() => {
		// The session may have ended before; unlocking has opened it again. And sealed parts come only to keyholders.
		if (queue.fault !== null) queue.again();
	}, []);
	return (
		<>
			<DeskFault of={queue.fault} again={queue.again} />
			{queue.value && <Desk queue={queue.value} onChange={queue.take} onStale={queue.again} />}
		</>
	);
}

interface DeskProps {
	queue: QueuedContact[];
	onChange: (queue: QueuedContact[]) => void;
	onStale: () => void;
}

function Desk({ queue, onChange, onStale }: DeskProps) {
	const { contacts, done, fault } = useOpened(queue);
	if (fault !== null) return <DeskFault of={fault} again={onStale} />;
	if (!contacts) {
		return (
			<Progress
				label={_("Abriendo los contactos")}
				value={done}
				max={Math.max(1, queue.length)}
				text={_("Abriendo…")}
			/>
		);
	}
	if (contacts.length === 0) return <Nothing />;
	const take = (changed: QueuedContact) =>
		onChange(queue.map((one) => (one.id === changed.id ? changed : one)));
	return <Panes contacts={contacts} onChange={take} onStale={onStale} />;
}

function Nothing() {
	return (
		<Empty icon={Inbox} title={_("No hay contactos todavía")}>
			{_("Cuando un equipo vuelva con señal, aquí aparece cada persona que pidió que la llamen.")}
		</Empty>
	);
}

interface PanesProps {
	contacts: ReviewedContact[];
	onChange: (contact: QueuedContact) => void;
	onStale: () => void;
}

function Panes({ contacts, onChange, onStale }: PanesProps) {
	const { query, route } = useLocation();
	const [filter, setFilter] = useState<Filter>({ show: "new", campaign: "", words: "" });
	const [help, setHelp] = useState(false);
	const shown = useShown(contacts, filter);
	const chosen = contacts.find(({ contact }) => contact.id === query.c);
	const at = shown.findIndex(({ contact }) => contact.id === query.c);
	const next = shown[at + 1] ?? shown[at - 1];
	const go = (to: ReviewedContact | undefined) =>
		to && route(`/review?c=${to.contact.id}`, query.c !== undefined);
	useKeys({
		j: () => go(shown[Math.min(at + 1, shown.length - 1)]),
		k: () => go(shown[Math.max(at - 1, 0)]),
		Enter: () => document.querySelector<HTMLElement>(".desk-record > .contact")?.focus(),
		"/": () => document.querySelector<HTMLElement>(".desk-search input")?.focus(),
		"?": () => setHelp(true),
	});
	return (
		<div class={chosen ? "desk desk-open" : "desk"}>
			<section class="desk-list" aria-label={_("Contactos")}>
				<ReviewFilter contacts={contacts} filter={filter} onChange={setFilter} onHelp={() => setHelp(true)} />
				<ReviewList shown={shown} chosen={query.c} filter={filter} />
			</section>
			<section class="desk-record" aria-label={_("Contacto elegido")}>
				{chosen ? (
					<ReviewRecord
						key={chosen.contact.id}
						one={chosen}
						all={contacts}
						next={next?.contact.id === chosen.contact.id ? undefined : next}
						onChange={onChange}
						onStale={onStale}
					/>
				) : (
					<Empty icon={Inbox} title={_("Elija un contacto")}>
						{_("Los más urgentes están arriba. Con las teclas j y k se pasa de uno a otro.")}
					</Empty>
				)}
			</section>
			<KeysHelp open={help} onClose={() => setHelp(false)} />
		</div>
	);
}
