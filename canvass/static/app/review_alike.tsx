import { Link2, Unlink } from "lucide";
import { useState } from "preact/hooks";
import { type Card, placeOf } from "../device/bodies";
import { isLive, listCases } from "../device/cases";
import { listLadder } from "../device/ladder";
import { type Match, matchesOf, type Why } from "../device/matching";
import { joinContact, joinedTo, joinRecord, mergedInto, separate } from "../device/merging";
import type { OpenedContact, QueuedContact, ReviewedContact } from "../device/queue";
import type { Track } from "../device/triage";
import { openVaults } from "../device/unlocked";
import { interestName, needName, sourceName } from "./contact_words";
import { DeskFault } from "./desk_faults";
import { beside, contactState, dayWords, trackName } from "./desk_words";
import { _, formatList } from "./i18n";
import { languageName } from "./languages";
import { phoneWords } from "./person_card";
import { DeskConflict } from "./review_conflict";
import { appointmentOf, useHour } from "./review_hours";
import { type Answer, useAct } from "./server";
import { Button, Notice, Sheet, showToast } from "./ui";

/** Somebody on a track, as far as this browser may open it. */
export interface OnTrack {
	track: Track;
	id: string;
	/** Which contact became it. */
	contact: string;
	card: Card;
	needs: string;
}

interface AlikeProps {
	one: OpenedContact;
	all: readonly ReviewedContact[];
	/** Who stands on a track already. */
	tracks: Answer<OnTrack[]>;
	onChange: (contact: QueuedContact) => void;
	onStale: () => void;
}

/** Who may be the same person, with the reason, side by side; joined by a tap, and taken apart by another. */
export function Alike(props: AlikeProps) {
	const { one, all, tracks } = props;
	const contacts = matchesOf(one.body, all.filter(isOther(one)), ({ body }) => body);
	// What it became itself is no other who is like it.
	const others = (tracks.value ?? []).filter(({ contact }) => contact !== one.contact.id);
	const records = matchesOf(one.body, others, ({ card }) => card);
	if (mergedInto(one)) return <Joined {...props} />;
	return (
		<>
			<DeskFault of={tracks.fault} again={tracks.again} />
			{TRACKS.map((track) => (
				<AlikeOn key={track} {...props} found={records.filter(({ other }) => other.track === track)} />
			))}
			{contacts.length > 0 && (
				<Notice title={_("Puede ser la misma persona")}>
					{contacts.map(({ other, match }) => (
						<div key={other.contact.id} class="alike">
							<p>
								<a href={`/review?c=${other.contact.id}`}>{other.body.name || _("Sin nombre")}</a> (
								{contactState(other.contact.state)}): {whyWords(match)}
							</p>
							<Compare {...props} with={{ contact: other }} joins={isOpen(one) && isOpen(other)} />
						</div>
					))}
				</Notice>
			)}
			{joinedTo(one, all).map((other) => (
				<AlsoSaid key={other.contact.id} {...props} one={other} />
			))}
		</>
	);
}

const TRACKS: readonly Track[] = ["consulta", "leadership"];

interface AlikeOnProps extends AlikeProps {
	/** All on the same track. */
	found: readonly { other: OnTrack; match: Match }[];
}

/** One notice for a track, however many have such a name: what was said at the door stands below it. */
function AlikeOn({ found, ...props }: AlikeOnProps) {
	const [first] = found;
	if (!first) return null;
	return (
		<Notice title={onTrackTitle(first.other.track)}>
			{found.map(({ other, match }) => (
				<div key={other.id} class="alike">
					<p>
						{other.card.name || _("Sin nombre")}: {whyWords(match)}
					</p>
					<Compare {...props} with={{ record: other }} joins={isOpen(props.one)} />
				</div>
			))}
		</Notice>
	);
}

/** All of them. A vault that is locked, or not this member's, is not asked for: nobody learns who stands there. */
export async function openTracks(): Promise<OnTrack[]> {
	const open = openVaults();
	const [cases, people] = await Promise.all([
		open.has("consulta") ? listCases() : [],
		open.has("leadership") ? listLadder() : [],
	]);
	return [
		...cases.flatMap(({ record, body }): OnTrack[] =>
			body && isLive(record) ? [onTrack("consulta", record.id, body, body.needs.map(needName))] : [],
		),
		...people.flatMap(({ record, body }): OnTrack[] =>
			body ? [onTrack("leadership", record.id, body, body.interests.map(interestName))] : [],
		),
	];
}

function onTrack(track: Track, id: string, { contact, card }: Became, needs: string[]): OnTrack {
	return { track, id, contact, card, needs: beside(needs) };
}

type Became = Pick<OnTrack, "contact" | "card">;

function isOther(one: OpenedContact) {
	return (other: ReviewedContact): other is OpenedContact =>
		other.body !== null && other.contact.id !== one.contact.id && mergedInto(other) === null;
}

function isOpen({ contact }: OpenedContact): boolean {
	return contact.state === "new" || contact.state === "picked_up";
}

function onTrackTitle(track: Track): string {
	return track === "consulta"
		? _("Parece que ya tiene un caso en Consulta")
		: _("Parece que ya está en la escalera");
}

const WHY_WORDS: Record<Why, () => string> = {
	phone: () => _("el mismo teléfono"),
	same_name: () => _("el mismo nombre"),
	like_name: () => _("un nombre que suena igual"),
	language: () => _("el mismo idioma"),
};

export function whyWords({ why }: Pick<Match, "why">): string {
	return formatList(why.map((reason) => WHY_WORDS[reason]()));
}

interface CompareProps extends AlikeProps {
	with: { contact: OpenedContact } | { record: OnTrack };
	/** Whether they can be joined: only what is still under review. */
	joins: boolean;
}

function Compare({ one, with: other, joins, onChange, onStale }: CompareProps) {
	const [open, setOpen] = useState(false);
	const act = useAct();
	const hour = useHour(one);
	// Whoever was promised an hour that was another's is called by who carries their case.
	const said = ({ track, card }: OnTrack) =>
		[
			whatWasNew(one, card),
			hour?.isTheirs === false && track === "consulta" && _("Llamar para buscar otra hora"),
		]
			.filter(Boolean)
			.join("\n");
	const join = () =>
		act.run(async () => {
			const changed =
				"contact" in other
					? await joinContact(one, other.contact)
					: await joinRecord(one, other.record, said(other.record), appointmentOf(hour));
			showToast({ text: _("Unido: lo que dijo sigue ahí, y se puede separar") });
			setOpen(false);
			onChange(changed);
		});
	const there =
		"contact" in other ? factsOf(other.contact.body, ofContact(other.contact)) : onTrackFacts(other.record);
	return (
		<>
			<Button
				label={_("Comparar con %(name)s", { name: there[0]?.[1] || _("Sin nombre") })}
				onClick={() => setOpen(true)}
			>
				{_("Comparar")}
			</Button>
			<Sheet open={open} onClose={() => setOpen(false)} title={_("¿Es la misma persona?")}>
				<table class="compare">
					<thead>
						<tr>
							<th>
								<span class="visually-hidden">{_("Qué")}</span>
							</th>
							<th scope="col">{_("Este contacto")}</th>
							<th scope="col">{"contact" in other ? _("El otro") : trackName(other.record.track)}</th>
						</tr>
					</thead>
					<tbody>
						{factsOf(one.body, ofContact(one)).map(([label, value], row) => (
							<tr key={label}>
								<th scope="row">{label}</th>
								<td>{value || "—"}</td>
								<td>{there[row]?.[1] || "—"}</td>
							</tr>
						))}
					</tbody>
				</table>
				<DeskConflict of={act} onCurrent={onChange} onStale={onStale} />
				{joins && (
					<Button kind="main" icon={Link2} wide busy={act.busy} onClick={join}>
						{_("Sí: unir este contacto con el otro")}
					</Button>
				)}
			</Sheet>
		</>
	);
}

type Facts = [string, string][];

function factsOf(
	card: Pick<Card, "name" | "phone" | "language">,
	[what, note, source, day]: readonly string[],
): Facts {
	return [
		[_("Nombre"), card.name],
		[_("Teléfono"), phoneWords(card.phone)],
		[_("Idioma"), languageName(card.language)],
		[_("Para qué"), what ?? ""],
		[_("Nota"), note ?? ""],
		[_("De dónde viene"), source ?? ""],
		[_("Día"), day ?? ""],
	];
}

function ofContact({ body }: OpenedContact): string[] {
	const what = beside([...body.needs.map(needName), ...body.interests.map(interestName)]);
	const source = beside([sourceName(body.source.kind), placeOf(body.source)].filter(Boolean));
	return [what, body.note, source, dayWords(body.on)];
}

function onTrackFacts({ card, needs }: OnTrack): Facts {
	return factsOf(card, [needs]);
}

/** The note that goes to the case or person: what was said now, and what differs from what stands there. */
function whatWasNew(one: OpenedContact, there: Card): string {
	const { body } = one;
	const [what = "", note = "", , day = ""] = ofContact(one);
	// Where the door was stays in the review: a case has no address.
	const differs = [
		body.name !== there.name && body.name,
		body.phone !== there.phone && body.phone,
		body.language !== there.language && languageName(body.language),
	].filter((part) => part !== false && part !== "");
	return [beside([sourceName(body.source.kind), day, body.met_by]), what, beside(differs as string[]), note]
		.filter(Boolean)
		.join("\n");
}

/** What another contact said, who is the same person. */
function AlsoSaid(props: AlikeProps) {
	const { one } = props;
	return (
		<Notice title={_("También dijo, en otro encuentro")}>
			<dl class="facts">
				{factsOf(one.body, ofContact(one))
					.filter(([, value]) => value)
					.map(([label, value]) => (
						<div class="fact" key={label}>
							<dt>{label}</dt>
							<dd>{value}</dd>
						</div>
					))}
			</dl>
			<Separate {...props} />
		</Notice>
	);
}

function Joined(props: AlikeProps) {
	const { one } = props;
	const track = one.review?.track ?? null;
	const to = mergedInto(one);
	const href = track === "consulta" ? `/cases/${to}` : track ? `/ladder/${to}` : `/review?c=${to}`;
	return (
		<Notice title={_("Con quién se unió")}>
			<p>
				<a href={href}>{track ? trackName(track) : _("Ver el otro contacto")}</a>
			</p>
			<Separate {...props} />
		</Notice>
	);
}

function Separate({ one, onChange, onStale }: AlikeProps) {
	const act = useAct();
	return (
		<>
			<Button
				icon={Unlink}
				busy={act.busy}
				onClick={() =>
					act.run(async () =>
						onChange(await separate(one, _("No era la misma persona: %(name)s", { name: one.body.name }))),
					)
				}
			>
				{_("Separar: no es la misma persona")}
			</Button>
			<DeskConflict of={act} onCurrent={onChange} onStale={onStale} />
		</>
	);
}
