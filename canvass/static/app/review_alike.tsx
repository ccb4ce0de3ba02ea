import { Unlink } from "lucide";
import { type Match, matchesOf, type Why } from "../device/matching";
import { joinedTo, mergedInto, separate } from "../device/merging";
import type { OpenedContact, QueuedContact, ReviewedContact } from "../device/queue";
import type { Track } from "../device/triage";
import { DeskFault } from "./desk_faults";
import { contactState, trackName } from "./desk_words";
import { _, formatList } from "./i18n";
import { Compare, factsOf, ofContact } from "./review_compare";
import { DeskConflict } from "./review_conflict";
import type { OnTrack } from "./review_tracks";
import { type Answer, useAct } from "./server";
import { Button, Notice } from "./ui";

export interface AlikeProps {
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
