import { ArrowRight } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import type { Review } from "../device/bodies";
import type { OpenedContact, ReviewedContact } from "../device/queue";
import { whereRouted } from "../device/review";
import { contactState, dayWords, trackName } from "./desk_words";
import { _, formatList } from "./i18n";
import { ButtonLink, Notice } from "./ui";

interface ReviewedProps {
	one: OpenedContact;
	next: ReviewedContact | undefined;
}

/** What was decided, by whom and why; where it went, if that was just now; and the next contact. */
export function Reviewed({ one: { review, contact }, next }: ReviewedProps) {
	const went = whereRouted(contact.id);
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (!went) return;
		// The form that was below is gone: eye and keys are led to what became of it.
		box.current?.scrollIntoView({ block: "center" });
		if (document.activeElement === document.body) box.current?.focus({ preventScroll: true });
	}, [went]);
	return (
		<div ref={box} role="status" tabIndex={-1}>
			<Notice kind="done" title={review ? decided(review) : contactState(contact.state)}>
				{review && (
					<p>
						{_("%(who)s, el %(day)s.", { who: review.by, day: dayWords(review.on) })} {review.reason}
					</p>
				)}
				{review?.slot && <p>{_("La hora que apartó quedó como cita de su caso.")}</p>}
				<div class="row">
					{went?.case && <ButtonLink href={`/cases/${went.case}`}>{_("Ver el caso")}</ButtonLink>}
					{went?.ladder && <ButtonLink href={`/ladder/${went.ladder}`}>{_("Ver en la escalera")}</ButtonLink>}
					{next && (
						<ButtonLink kind="main" icon={ArrowRight} href={`/review?c=${next.contact.id}`}>
							{_("Siguiente contacto")}
						</ButtonLink>
					)}
				</div>
			</Notice>
		</div>
	);
}

const DESTINATIONS = ["line", "consulta", "leadership", "events"] as const;

function decided({ chosen, merged_into }: Review): string {
	if (merged_into) return _("Unido: es la misma persona");
	const tracks = DESTINATIONS.filter((to) => chosen.includes(to)).map(trackName);
	if (tracks.length === 0) return _("Cerrado sin seguimiento");
	return _("Encaminado a %(tracks)s", { tracks: formatList(tracks) });
}
