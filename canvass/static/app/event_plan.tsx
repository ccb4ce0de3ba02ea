import type { Offer, OpenGathering } from "../device/gatherings";
import { countNeeds, type Invitation, type NeedsCounted } from "../device/invitations";
import { beside, dayWords, today } from "./desk_words";
import { whenAndWhere } from "./event_words";
import { _, formatNumber } from "./i18n";
import { languageName } from "./languages";
import { Fact } from "./person_card";

interface EventNeedsProps {
	invitations: readonly Invitation[];
	offers: readonly Offer[];
}

/** How much of what has to be there, without a name; what is needed and not offered stands out. */
export function EventNeeds({ invitations, offers }: EventNeedsProps) {
	if (invitations.length === 0) return null;
	const counted = countNeeds(invitations);
	const missing = LINES.filter(({ offer, count }) => offer && !offers.includes(offer) && count(counted) > 0);
	return (
		<section>
			<h3>{_("Lo que hace falta")}</h3>
			<Counted counted={counted} invitations={invitations} />
			{missing.length > 0 && (
				<p class="attention">
					{_("Hace falta y no se ofrece: %(what)s", { what: missing.map(({ label }) => label()).join(", ") })}
				</p>
			)}
		</section>
	);
}

interface Line {
	label: () => string;
	count: (counted: NeedsCounted) => number;
	offer?: Offer;
	more?: (counted: NeedsCounted) => string;
}

const LINES: readonly Line[] = [
	{ label: () => _("Dijeron que vienen"), count: ({ coming }) => coming },
	{ label: () => _("Personas en total"), count: ({ people }) => people },
	{ label: () => _("Niños que cuidar"), count: ({ children }) => children, offer: "childcare" },
	{ label: () => _("Lugares de transporte"), count: ({ rides }) => rides, offer: "ride" },
	{
		label: () => _("Con intérprete"),
		count: ({ interpreters }) => interpreters.reduce((all, [, n]) => all + n, 0),
		offer: "interpreter",
		more: ({ interpreters }) => interpreters.map(([code, n]) => `${languageName(code)} ${n}`).join(", "),
	},
	{
		label: () => _("Comida aparte"),
		count: ({ food }) => food.reduce((all, [, n]) => all + n, 0),
		more: ({ food }) => food.map(([wish, n]) => `${wish} ${n}`).join(", "),
	},
];

interface CountedProps {
	counted: NeedsCounted;
	invitations: readonly Invitation[];
}

function Counted({ counted, invitations }: CountedProps) {
	const waiting = invitations.filter(({ answer }) => answer === "unknown").length;
	const came = invitations.filter((one) => one.came).length;
	return (
		<dl class="facts">
			{LINES.map(({ label, count, more }) => (
				<Fact key={label()} label={label()}>
					{beside([formatNumber(count(counted)), more?.(counted) ?? ""].filter(Boolean))}
				</Fact>
			))}
			<Fact label={_("Falta su respuesta")}>{formatNumber(waiting)}</Fact>
			<Fact label={_("Vinieron")}>{came > 0 ? formatNumber(came) : ""}</Fact>
		</dl>
	);
}

interface PrintedNeedsProps {
	event: OpenGathering;
	invitations: readonly Invitation[];
}

/** The same on paper, for whoever cooks, drives or minds the children: numbers, and nobody. */
export function PrintedNeeds({ event, invitations }: PrintedNeedsProps) {
	return (
		<section class="printed">
			<h2>{event.body?.name}</h2>
			<p>{whenAndWhere(event)}</p>
			<Counted counted={countNeeds(invitations)} invitations={invitations} />
			<p>{_("Contado el %(day)s. No lleva nombres.", { day: dayWords(today()) })}</p>
		</section>
	);
}
