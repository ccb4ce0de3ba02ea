import { RotateCcw } from "lucide";
import { useState } from "preact/hooks";
import { placeOf, type Review } from "../device/bodies";
import type { OpenedWithdrawal } from "../device/queue";
import type { Stopped } from "../device/stopping";
import {
	alsoOf,
	type Candidate,
	canUndo,
	contactsOf,
	endWithdrawal,
	isOver,
	type Left,
	stopAll,
	stoppedFor,
	takenBack,
	toldOthers,
	tracksToTell,
	undoWithdrawal,
} from "../device/withdrawn";
import { sourceName } from "./contact_words";
import { beside, contactState, dayWords, trackName } from "./desk_words";
import { ErasePerson } from "./erase_person";
import { _, formatList } from "./i18n";
import { Fact, phoneWords } from "./person_card";
import { Closing } from "./review_closing";
import { DeskConflict } from "./review_conflict";
import type { ReviewRecordProps } from "./review_record";
import { useAct } from "./server";
import { Button, Notice } from "./ui";
import { EraseFound, NotUndone, StopPerson, StoppedList } from "./withdrawal_whom";
import { stopWords, takenWords } from "./withdrawal_words";

type WithdrawalProps = ReviewRecordProps<OpenedWithdrawal>;

/** Somebody does not want any more what they had agreed to: whose it is, and what it stops. */
export function Withdrawal(props: WithdrawalProps) {
	const { one, all, onChange, onStale } = props;
	const { withdrawal, contact } = one;
	const [left, setLeft] = useState<readonly Left[]>([]);
	const stop = async (chosen: readonly Candidate[]) => {
		const taken = takenBack(one, contactsOf(chosen));
		try {
			await stopAll(contact.id, chosen, taken, stopWords(withdrawal));
			onChange(await endWithdrawal(one, taken));
		} finally {
			// Whatever an undo left as it was is part of what is stopped now, be it all of it or not.
			setLeft([]);
		}
		// What was stopped for other contacts is read anew with them.
		onStale();
	};
	return (
		<>
			<Head one={one} />
			<NotUndone left={left} />
			<div role="status">{isOver(one) && <Over {...props} onLeft={setLeft} />}</div>
			{isOver(one) ? (
				withdrawal.erase && <EraseFound taken={takenBack(one)} contacts={all} onErased={onStale} />
			) : (
				<>
					<StopPerson taken={takenBack(one)} contacts={all} stop={stop} onStale={onStale} />
					<Tells one={one} />
					{canUndo(contact.id) ? (
						<HalfDone {...props} onLeft={setLeft} />
					) : (
						<Closing one={one} onClosed={onChange} onStale={onStale} />
					)}
				</>
			)}
			<ErasePerson
				from="contacts"
				id={contact.id}
				name={withdrawal.name || phoneWords(withdrawal.phone)}
				onErased={onStale}
			/>
		</>
	);
}

function Head({ one: { withdrawal, contact } }: { one: OpenedWithdrawal }) {
	const { source, met_by, on, phone, name, note } = withdrawal;
	return (
		<header class="contact-head">
			<h2 class="large">{name || phoneWords(phone)}</h2>
			<p class="row">
				<span class="badge urgency-today">{_("Ya no quiere")}</span>
				<span class="badge">{contactState(contact.state)}</span>
				<strong>{takenWords(withdrawal)}</strong>
			</p>
			<dl class="facts">
				<Fact label={_("Teléfono")}>{phoneWords(phone)}</Fact>
				<Fact label={_("Día")}>{dayWords(on)}</Fact>
				<Fact label={_("Dónde lo dijo")}>
					{beside([sourceName(source.kind), placeOf(source)].filter(Boolean))}
				</Fact>
				<Fact label={_("Lo anotó")}>{met_by}</Fact>
			</dl>
			{note && <blockquote class="note">{note}</blockquote>}
		</header>
	);
}

/** Which vaults that are not open here will be told. */
function Tells({ one: { withdrawal } }: { one: OpenedWithdrawal }) {
	const told = tracksToTell(withdrawal);
	if (told.length === 0) return null;
	return (
		<Notice>
			{_(
				"A %(tracks)s, que usted no abre, le llega un aviso sellado: quien tenga esa llave confirma y para.",
				{
					tracks: formatList(told.map(trackName)),
				},
			)}
		</Notice>
	);
}

interface OverProps extends WithdrawalProps {
	onLeft: (left: readonly Left[]) => void;
}

/** Some of it was stopped when it was cut off: nobody's it is no more. */
function HalfDone(props: OverProps) {
	return (
		<Notice kind="attention" title={_("Quedó a medias")}>
			<p>
				{_("Esto ya se detuvo. Para terminar, toque arriba otra vez; si no era esta persona, deshágalo.")}
			</p>
			<StoppedList stopped={stoppedFor(props.one.contact.id)} />
			<Undo {...props} />
		</Notice>
	);
}

/** The way back, as long as the vaults are open. */
function Undo({ one, all, onChange, onStale, onLeft }: OverProps) {
	const act = useAct();
	const undo = () =>
		act.run(async () => {
			const undone = await undoWithdrawal(one);
			onLeft(undone.left);
			if (undone.contact) onChange(undone.contact);
			onStale();
		});
	const [also] = alsoOf(one, all);
	return (
		<>
			{also && (
				<Notice kind="attention">
					{_(
						"Otro retiro, del %(day)s, parece de la misma persona. Si lo es, no deshaga este: también le devolvería lo que quitó con el otro.",
						{ day: dayWords(also.withdrawal.on) },
					)}
				</Notice>
			)}
			<Button icon={RotateCcw} busy={act.busy} onClick={undo}>
				{_("Deshacer: que todo siga como antes")}
			</Button>
			<DeskConflict of={act} onCurrent={onChange} onStale={onStale} />
		</>
	);
}

/** What was stopped, thing by thing where it was just now; and the way back. */
function Over(props: OverProps) {
	const { contact, review } = props.one;
	const stopped = stoppedFor(contact.id);
	return (
		<Notice kind="done" title={overTitle(review)}>
			{review && <p>{_("%(who)s, el %(day)s.", { who: review.by, day: dayWords(review.on) })}</p>}
			{stopped.length > 0 ? <StoppedList stopped={stopped} /> : <Counted review={review} />}
			{canUndo(contact.id) && <Undo {...props} />}
			{toldOthers(props.one) && (
				<p>
					{_(
						"El aviso que llegó a otras bóvedas no se retira desde aquí. Si no era así, dígaselo a quien tenga esa llave: esa persona lo quita.",
					)}
				</p>
			)}
		</Notice>
	);
}

function overTitle(review: Review | null): string {
	if (review?.undone) return _("Se deshizo aquí el %(day)s", { day: dayWords(review.undone) });
	return Object.keys(review?.stopped ?? {}).length > 0
		? _("Se detuvo")
		: _("Terminado: no había nada que parar");
}

const KINDS: readonly Stopped["what"][] = ["contact", "case", "person", "task", "offer", "notice"];

/** The same of an earlier day: how many of each. */
function Counted({ review }: { review: Review | null }) {
	const counts = review?.undone ? {} : (review?.stopped ?? {});
	return (
		<ul class="stopped">
			{KINDS.filter((what) => (counts[what] ?? 0) > 0).map((what) => (
				<li key={what}>{_("%(what)s: %(n)s", { what: countedWords(what), n: counts[what] ?? 0 })}</li>
			))}
		</ul>
	);
}

const COUNTED_WORDS: Record<Stopped["what"], () => string> = {
	contact: () => _("Contactos"),
	case: () => _("Casos"),
	person: () => _("Personas en la escalera"),
	task: () => _("Tareas pendientes"),
	offer: () => _("Ofrecimientos"),
	notice: () => _("Avisos sellados a otras bóvedas"),
};

const countedWords = (what: Stopped["what"]): string => COUNTED_WORDS[what]();
