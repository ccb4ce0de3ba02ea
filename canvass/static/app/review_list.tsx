import { Inbox, LockKeyhole, TriangleAlert } from "lucide";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { isGiven } from "../device/promised";
import { isWithdrawal, type OpenedContact, type ReviewedContact } from "../device/queue";
import { needName, urgencyName } from "./contact_words";
import { beside, expectedWords, isOverdue, metWords, weekWords } from "./desk_words";
import { _ } from "./i18n";
import { languageName } from "./languages";
import { promiseWords } from "./promised";
import { HourBadge } from "./review_hour";
import type { Place } from "./review_place";
import type { Filter } from "./review_queue";
import { Empty, Icon, WindowedList } from "./ui";
import { WithdrawalRow } from "./withdrawal_row";

const ROW = 120;

interface ReviewListProps {
	shown: ReviewedContact[];
	chosen: string | undefined;
	filter: Filter;
	place: Place;
}

/** The contacts that the filter shows; the arrow keys go through them, Enter opens one. */
export function ReviewList({ shown, chosen, filter, place }: ReviewListProps) {
	const box = useRef<HTMLDivElement>(null);
	const at = shown.findIndex(({ contact }) => contact.id === chosen);
	useEffect(() => keepInSight(box.current, at), [at]);
	if (shown.length === 0) return <NoneShown filter={filter} />;
	return (
		<div class="desk-scroll" ref={box}>
			<WindowedList
				items={shown}
				keyOf={({ contact }) => contact.id}
				rowHeight={ROW}
				label={_("Contactos")}
				initialIndex={Math.max(0, at)}
			>
				{(one) => <Row one={one} chosen={one.contact.id === chosen} place={place} />}
			</WindowedList>
		</div>
	);
}

/** Scrolls the list just so far that the chosen row is seen, where keys have moved on to it. */
function keepInSight(box: HTMLElement | null, at: number): void {
	if (!box || at < 0) return;
	const row = (ROW * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16;
	const top = at * row;
	if (top < box.scrollTop) box.scrollTop = top;
	else if (top + row > box.scrollTop + box.clientHeight) box.scrollTop = top + row - box.clientHeight;
}

function NoneShown({ filter }: { filter: Filter }) {
	if (filter.words.trim()) {
		return (
			<Empty icon={Inbox} title={_("Nadie con esas palabras")}>
				{_("Busque por nombre, nota, dirección o unas cifras del teléfono.")}
			</Empty>
		);
	}
	if (filter.show === "new") {
		return (
			<Empty icon={Inbox} title={_("Todo está revisado")}>
				{_("Buen trabajo. Los que alguien tomó están en «Tomados».")}
			</Empty>
		);
	}
	return (
		<Empty icon={Inbox} title={_("Aquí no hay ninguno")}>
			{_("Elija arriba otros contactos.")}
		</Empty>
	);
}

interface RowProps {
	one: ReviewedContact;
	chosen: boolean;
	place: Place;
}

function Row({ one, chosen, place: { chosenByKeys, open } }: RowProps) {
	const link = useRef<HTMLAnchorElement>(null);
	useLayoutEffect(() => {
		// The keys are on the chosen row, so that Enter means it and no other; also where it is drawn only now, as the list was scrolled.
		if (!chosen || chosenByKeys.current !== one.contact.id) return;
		chosenByKeys.current = undefined;
		link.current?.focus({ preventScroll: true });
	}, [chosen]);
	return (
		<a
			ref={link}
			class="contact-row"
			href={`/review?c=${one.contact.id}`}
			aria-current={chosen ? "true" : undefined}
			onClick={(event) => open(one.contact.id, event)}
		>
			<Inside one={one} />
		</a>
	);
}

function Inside({ one }: { one: ReviewedContact }) {
	if (isWithdrawal(one)) return <WithdrawalRow one={one} />;
	return one.body === null ? <SealedRow one={one} /> : <OpenRow one={one} />;
}

function OpenRow({ one }: { one: OpenedContact }) {
	const { body, contact, differences, dueOn } = one;
	const waits = contact.state !== "routed" && contact.state !== "closed";
	return (
		<>
			<span class="contact-name">
				<strong>{body.name || _("Sin nombre")}</strong>
				{differences.length > 0 && <Icon of={TriangleAlert} size={20} label={_("Algo no coincide")} />}
				<span class={`badge urgency-${body.urgency}`}>{urgencyName(body.urgency)}</span>
			</span>
			<span class="contact-needs">
				<HourBadge one={one} />{" "}
				{body.needs.length > 0 ? beside(body.needs.map(needName)) : _("Sin necesidades anotadas")}
			</span>
			<small class={waits && isOverdue(dueOn) ? "attention" : ""}>
				{beside([waits && dueOn ? expectedWords(dueOn) : metWords(body.on), languageName(body.language)])}
			</small>
			{waits && isGiven(body.promise) && <small>{promiseWords(body.promise)}</small>}
		</>
	);
}

function SealedRow({ one }: { one: ReviewedContact }) {
	return (
		<>
			<span class="contact-name">
				<Icon of={LockKeyhole} size={20} />
				<strong>{_("No se pudo abrir")}</strong>
			</span>
			<small>{weekWords(one.contact.week)}</small>
		</>
	);
}
