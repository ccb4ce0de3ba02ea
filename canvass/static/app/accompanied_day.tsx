import { type AccompaniedDay, roomOn } from "../device/accompaniment";
import type { TeamMember } from "../device/members";
import type { OpenTask } from "../device/tasks";
import { aliasOf } from "./follow_up";
import { clockWords } from "./hours_words";
import { _, formatList, ngettext } from "./i18n";
import { Notice } from "./ui";

interface AccompaniedDayNoticeProps {
	day: AccompaniedDay;
	team: readonly TeamMember[];
}

/** Who is accompanied on that day already, and whether one more fits. Nobody is named who is accompanied. */
export function AccompaniedDayNotice({ day, team }: AccompaniedDayNoticeProps) {
	const room = roomOn(day);
	if (room === null || (room > 1 && day.planned.length === 0)) return null;
	const title =
		room === 0
			? _("Ese día ya no cabe otro acompañamiento")
			: ngettext("Ese día cabe %(n)s más", "Ese día caben %(n)s más", room, { n: room });
	return (
		<Notice kind={room > 1 ? "info" : "attention"} alert={room === 0} title={title}>
			{room === 0 && <p>{_("Escoja otro día, o pida a quien coordina que suba el número.")}</p>}
			{day.planned.length > 0 && (
				<>
					<p>{_("Ya está planeado:")}</p>
					<ul>
						{day.planned.map((task) => (
							<li key={task.record.id}>{goesWords(task, team)}</li>
						))}
					</ul>
				</>
			)}
		</Notice>
	);
}

/** "9:30: Beto y Ana, Corte del condado". */
function goesWords({ record, body }: OpenTask, team: readonly TeamMember[]): string {
	const who = record.assignee ?? record.offered_to;
	const going = [...(who ? [aliasOf(team, who)] : []), ...(body?.going ?? [])];
	const names = going.length > 0 ? formatList(going) : _("Todavía nadie");
	const where = body?.place ? `, ${body.place}` : "";
	return `${clockWords(body?.time ?? "") || _("Sin hora")}: ${names}${where}`;
}
