import { Inbox } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { type QueuedContact, type ReviewedContact, withArrivals } from "../device/queue";
import { fetchRules } from "../device/triage_rules";
import { DeskFault } from "./desk_faults";
import { _, ngettext } from "./i18n";
import { useKeys } from "./keys";
import { KeysHelp, reviewKeys } from "./keys_help";
import { ReviewFilter } from "./review_filter";
import { HeldHours, useHours, useOrdered } from "./review_hours";
import { QueueFigures, Waiting } from "./review_known";
import { ReviewList } from "./review_list";
import { NOT_NARROWED } from "./review_narrowing";
import { enterRecord, usePlace } from "./review_place";
import { type Filter, type Queue, useArrivals, useOpened, useQueue, useShown } from "./review_queue";
import { ReviewRecord } from "./review_record";
import { openTracks } from "./review_tracks";
import { Fault, useAct, useAnswer } from "./server";
import { Button, Empty, Page, Progress } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";
import "./styles/review.css";

/** New contacts: what the server may know of them while locked; opened in memory, the list and the record side by side. */
export function Review() {
	const queue = useQueue();
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

function Unlocked({ queue }: { queue: Queue }) {
	useEffect(() => {
		// The session may have ended before; unlocking has opened it again. And sealed parts come only to keyholders.
		if (queue.fault !== null) queue.again();
	}, []);
	return (
		<>
			<DeskFault of={queue.fault} again={queue.again} />
			{queue.value ? (
				<Desk queue={queue.value} onChange={queue.take} onStale={queue.again} />
			) : (
				queue.first && <Desk queue={queue.first} more onChange={queue.again} onStale={queue.again} />
			)}
		</>
	);
}

interface DeskProps {
	queue: QueuedContact[];
	/** Whether there are others, which are still to come. */
	more?: boolean;
	onChange: (queue: QueuedContact[]) => void;
	onStale: () => void;
}

function Desk({ queue, more = false, onChange, onStale }: DeskProps) {
	const rules = useAnswer(fetchRules, []);
	const { contacts: opened, done, fault } = useOpened(queue, rules.value);
	const isWhole = !more && opened?.length === queue.length;
	const hours = useHours(queue, opened, isWhole);
	const contacts = useOrdered(opened, hours);
	if (fault !== null) return <DeskFault of={fault} again={onStale} />;
	const opening = !isWhole && <Opening done={done} of={more ? undefined : queue.length} />;
	if (!contacts) return opening;
	if (queue.length === 0) return <Nothing />;
	const take = (changed: QueuedContact) =>
		onChange(queue.map((one) => (one.id === changed.id ? changed : one)));
	const news = !more && <Arrivals queue={queue} onShow={onChange} />;
	return (
		<HeldHours.Provider value={hours}>
			<DeskFault of={rules.fault} again={rules.again} />
			<Panes {...{ queue, contacts, opening, news, onStale }} onChange={take} />
		</HeldHours.Provider>
	);
}

interface ArrivalsProps {
	queue: QueuedContact[];
	onShow: (queue: QueuedContact[]) => void;
}

/** Says that new ones came; they are shown when asked for, so that nothing moves under the hand. */
function Arrivals({ queue, onShow }: ArrivalsProps) {
	const ids = useArrivals(queue);
	const act = useAct();
	return (
		<div class="arrivals" role="status">
			{ids.length > 0 && (
				<Button
					icon={Inbox}
					wide
					busy={act.busy}
					onClick={() => act.run(async () => onShow(await withArrivals(queue, ids)))}
				>
					{ngettext("Ver %(n)s nuevo", "Ver %(n)s nuevos", ids.length, { n: ids.length })}
				</Button>
			)}
			<Fault of={act.fault} />
		</div>
	);
}

function Opening({ done, of }: { done: number; of: number | undefined }) {
	const known = of === undefined ? {} : { value: done };
	return (
		<div class="desk-opening">
			<Progress label={_("Abriendo los contactos")} {...known} max={of || 1} text={_("Abriendo…")} />
		</div>
	);
}

function Nothing() {
	return (
		<Empty icon={Inbox} title={_("No hay contactos todavía")}>
			{_("Cuando un equipo vuelva con señal, aquí aparece cada persona que pidió que la llamen.")}
		</Empty>
	);
}

interface PanesProps {
	queue: readonly QueuedContact[];
	/** Those that are open by now. */
	contacts: ReviewedContact[];
	/** How far the others are; nothing once all are open. */
	opening: ComponentChildren;
	/** What came while the page was open. */
	news: ComponentChildren;
	onChange: (contact: QueuedContact) => void;
	onStale: () => void;
}

function Panes({ queue, contacts, opening, news, onChange, onStale }: PanesProps) {
	const { query, route } = useLocation();
	const [filter, setFilter] = useState<Filter>({
		show: "new",
		campaign: "",
		words: "",
		narrowing: NOT_NARROWED,
	});
	const [help, setHelp] = useState(false);
	const shown = useShown(contacts, filter);
	const chosen = contacts.find(({ contact }) => contact.id === query.c);
	// Once for all contacts that are looked at, and anew when one of them may have become a case.
	const tracks = useAnswer(async () => (query.c ? openTracks() : []), [queue, query.c === undefined]);
	const at = shown.findIndex(({ contact }) => contact.id === query.c);
	const next = shown[at + 1] ?? shown[at - 1];
	const place = usePlace(query.c);
	const go = (to: ReviewedContact | undefined) => {
		if (!to) return;
		place.choose(to.contact.id);
		route(`/review?c=${to.contact.id}`, query.c !== undefined);
	};
	useKeys({
		j: () => go(shown[Math.min(at + 1, shown.length - 1)]),
		k: () => go(shown[Math.max(at - 1, 0)]),
		Enter: enterRecord,
		"/": () => document.querySelector<HTMLElement>(".desk-search input")?.focus(),
		"?": () => setHelp(true),
	});
	return (
		<div class={chosen ? "desk desk-open" : "desk"}>
			<section class="desk-list" aria-label={_("Contactos")}>
				<ReviewFilter
					queue={queue}
					contacts={contacts}
					filter={filter}
					onChange={setFilter}
					onHelp={() => setHelp(true)}
				/>
				{news}
				{(shown.length > 0 || !opening) && <ReviewList {...{ shown, filter, place }} chosen={query.c} />}
				{opening}
			</section>
			<section class="desk-record" aria-label={_("Contacto elegido")}>
				{chosen ? (
					<ReviewRecord
						key={chosen.contact.id}
						one={chosen}
						all={contacts}
						tracks={tracks}
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
			<KeysHelp keys={reviewKeys()} open={help} onClose={() => setHelp(false)} />
		</div>
	);
}
