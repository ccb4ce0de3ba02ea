import { ChevronLeft, Hand } from "lucide";
import { placeOf } from "../device/bodies";
import {
	isWithdrawal,
	type OpenedContact,
	type QueuedContact,
	type ReviewedContact,
	type UnreadableContact,
} from "../device/queue";
import { pickUp } from "../device/review";
import type { ContactBody, Source as ContactSource } from "../device/types";
import { interestName, needName, sourceName, urgencyName } from "./contact_words";
import {
	beside,
	contactState,
	dayWords,
	expectedWords,
	isOverdue,
	metWords,
	waitWords,
	weekWords,
} from "./desk_words";
import { ErasePerson } from "./erase_person";
import { _, formatList } from "./i18n";
import { ConsentWords, Fact, PersonCard } from "./person_card";
import { PromiseLine } from "./promised";
import { Alike } from "./review_alike";
import { Closing } from "./review_closing";
import { DeskConflict } from "./review_conflict";
import { Reviewed } from "./review_done";
import { HourOf } from "./review_hour";
import { useCampaigns } from "./review_queue";
import { Routing } from "./review_routing";
import type { OnTrack } from "./review_tracks";
import { type Answer, useAct } from "./server";
import { Button, ButtonLink, Notice } from "./ui";
import { Withdrawal } from "./withdrawal";

export interface ReviewRecordProps<One = ReviewedContact> {
	one: One;
	all: readonly ReviewedContact[];
	tracks: Answer<OnTrack[]>;
	/** The one after it in the list, or before it at the end. */
	next: ReviewedContact | undefined;
	onChange: (contact: QueuedContact) => void;
	onStale: () => void;
}

/** One contact, whole, and what is done with it. */
export function ReviewRecord(props: ReviewRecordProps) {
	return (
		<article class="contact" tabIndex={-1}>
			<div class="only-phone">
				<ButtonLink kind="quiet" icon={ChevronLeft} href="/review">
					{_("Lista")}
				</ButtonLink>
			</div>
			<Whole {...props} />
		</article>
	);
}

function Whole({ one, ...rest }: ReviewRecordProps) {
	if (one.body !== null) return <Opened one={one} {...rest} />;
	return isWithdrawal(one) ? <Withdrawal one={one} {...rest} /> : <Unreadable one={one} {...rest} />;
}

function Opened(props: ReviewRecordProps<OpenedContact>) {
	const { one, all, tracks, onChange, onStale } = props;
	const { body, contact } = one;
	const reviewed = contact.state === "routed" || contact.state === "closed";
	return (
		<>
			<Head one={one} />
			<Warnings one={one} />
			<HourOf one={one} onEnded={onStale} />
			<Alike {...{ one, all, tracks, onChange, onStale }} />
			{reviewed && <Reviewed one={one} next={props.next} />}
			<div class="contact-whole">
				<div class="contact-parts">
					<WhatFor body={body} />
					<PersonCard card={body} />
					<ConsentWords consent={body.consent} />
					<Source one={one} />
				</div>
				{!reviewed && <Acts {...props} />}
			</div>
			<ErasePerson from="contacts" id={contact.id} name={body.name || _("Sin nombre")} onErased={onStale} />
		</>
	);
}

function WhatFor({ body }: { body: ContactBody }) {
	return (
		<section>
			<h3>{_("Para qué")}</h3>
			<dl class="facts">
				<Fact label={_("Necesidades")}>{beside(body.needs.map(needName)) || _("Ninguna anotada")}</Fact>
				<Fact label={_("Le interesa")}>{beside(body.interests.map(interestName))}</Fact>
				<Fact label={_("Qué tan pronto")}>{waitWords(body.urgency)}</Fact>
			</dl>
			{body.note && <blockquote class="note">{body.note}</blockquote>}
		</section>
	);
}

function Head({ one: { body, contact, dueOn } }: { one: OpenedContact }) {
	const waits = contact.state !== "routed" && contact.state !== "closed";
	return (
		<header class="contact-head">
			<h2 class="large">{body.name || _("Sin nombre")}</h2>
			<p class="row">
				<span class={`badge urgency-${body.urgency}`}>{urgencyName(body.urgency)}</span>
				<span class="badge">{contactState(contact.state)}</span>
				<span>{metWords(body.on)}</span>
				{waits && dueOn && (
					<strong class={isOverdue(dueOn) ? "attention" : ""}>{expectedWords(dueOn)}</strong>
				)}
			</p>
			<PromiseLine promise={body.promise} />
		</header>
	);
}

const FIELDS = {
	id: () => _("el número del contacto"),
	campaign: () => _("la campaña"),
	week: () => _("la semana"),
	urgent: () => _("la urgencia"),
};

function Warnings({ one }: { one: OpenedContact }) {
	return (
		<>
			{one.differences.length > 0 && (
				<Notice kind="attention" title={_("Algo no coincide")}>
					<p>
						{_(
							"Lo que dice el servidor no es lo que se selló en la puerta: %(fields)s. Alguien pudo cambiarlo. Créale a lo sellado y avise a quien administra.",
							{ fields: formatList(one.differences.map(({ field }) => FIELDS[field]())) },
						)}
					</p>
				</Notice>
			)}
		</>
	);
}

function Source({ one: { body } }: { one: OpenedContact }) {
	const campaigns = useCampaigns();
	return (
		<section>
			<h3>{_("De dónde viene")}</h3>
			<dl class="facts">
				<Fact label={_("Cómo llegó")}>{sourceName(body.source.kind)}</Fact>
				<Fact label={placeWord(body.source.kind)}>{placeOf(body.source)}</Fact>
				<Fact label={_("Día")}>{dayWords(body.on)}</Fact>
				<Fact label={_("Le conoció")}>{body.met_by}</Fact>
				<Fact label={_("Campaña")}>
					{campaigns.value?.find(({ id }) => id === body.campaign)?.name ?? ""}
				</Fact>
			</dl>
		</section>
	);
}

function placeWord(kind: ContactSource["kind"]): string {
	if (kind === "door") return _("Dirección");
	return kind === "table" ? _("Reunión o evento") : _("Quién la envió");
}

function Acts(props: ReviewRecordProps<OpenedContact>) {
	const { one, onChange, onStale } = props;
	const act = useAct();
	return (
		<section class="contact-acts">
			{one.contact.state === "new" && (
				<div class="row">
					<Button
						icon={Hand}
						busy={act.busy}
						onClick={() => act.run(async () => onChange(await pickUp(one)))}
					>
						{_("Lo tomo yo")}
					</Button>
					<span class="soft">{_("Quien estuvo en la puerta verá que alguien lo tomó, y nada más.")}</span>
				</div>
			)}
			<DeskConflict of={act} onCurrent={onChange} onStale={onStale} />
			<Routing {...props} />
			<Closing one={one} onClosed={onChange} onStale={onStale} />
		</section>
	);
}

const WHY_SEALED: Record<string, () => string> = {
	key_missing: () => _("Se selló con una llave que usted no tiene."),
	other_kind: () => _("Se abrió, pero no es un contacto que esta versión conozca."),
};

function Unreadable({ one, onChange, onStale }: ReviewRecordProps<UnreadableContact>) {
	const why = WHY_SEALED[one.code] ?? (() => _("Lo que llegó está dañado, o alguien lo cambió."));
	return (
		<>
			<h2 class="large">{_("No se pudo abrir")}</h2>
			<Notice kind="attention">
				<p>{why()}</p>
			</Notice>
			<dl class="facts">
				<Fact label={_("Semana")}>{weekWords(one.contact.week)}</Fact>
				<Fact label={_("Estado")}>{contactState(one.contact.state)}</Fact>
			</dl>
			{one.contact.state !== "closed" && one.contact.state !== "routed" && (
				<Closing one={one} onClosed={onChange} onStale={onStale} />
			)}
		</>
	);
}
