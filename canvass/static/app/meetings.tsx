import { useState } from "preact/hooks";
import {
	endMeeting,
	invitationsTo,
	MEETINGS,
	type MeetingBody,
	type MeetingRecord,
	type MeetingState,
	type OpenMeeting,
} from "../device/meetings";
import { openTrack } from "../device/tracks";
import { beside, dayWords } from "./desk_words";
import { clockWords } from "./hours_words";
import { _ } from "./i18n";
import { ReasonSheet } from "./reason_sheet";
import { useAct, useAnswer } from "./server";
import { TrackConflict } from "./track_conflict";
import { Button } from "./ui";

interface MeetingsProps {
	meetings: readonly OpenMeeting[];
	onChange: (meeting: OpenMeeting) => void;
}

/** The meetings that were called, how many were invited, and what came of each. */
export function Meetings({ meetings, onChange }: MeetingsProps) {
	if (meetings.length === 0) return null;
	return (
		<section>
			<h2>{_("Reuniones")}</h2>
			<ul class="tasks">
				{meetings.map((one) => (
					<li key={one.record.id} class={one.record.state === "planned" ? "task" : "task task-over"}>
						<Meeting one={one} onChange={onChange} />
					</li>
				))}
			</ul>
		</section>
	);
}

const STATE_WORDS: Record<MeetingState, () => string> = {
	planned: () => _("Convocada"),
	held: () => _("Ya fue"),
	dropped: () => _("No se hizo"),
};

function Meeting({ one, onChange }: { one: OpenMeeting; onChange: (meeting: OpenMeeting) => void }) {
	const { record, body } = one;
	const invited = useAnswer(() => invitationsTo(record.id), [record.id]);
	const [ending, setEnding] = useState<MeetingState | null>(null);
	const act = useAct();
	if (body === null) return <p class="soft">{_("No se pudo abrir esta reunión.")}</p>;
	const end = (state: MeetingState) => (outcome: string) =>
		act.run(async () => {
			onChange(await endMeeting(one, state, outcome));
			setEnding(null);
		});
	const answered = (invited.value ?? []).filter((task) => task.record.state === "done").length;
	return (
		<>
			<p>
				<small>{beside([STATE_WORDS[record.state](), body.name].filter(Boolean))}</small>
				<strong>{body.title}</strong>
				<small>
					{beside(
						[record.next_on ? dayWords(record.next_on) : "", clockWords(body.time), body.place].filter(
							Boolean,
						),
					)}
				</small>
				{invited.value && (
					<small>
						{_("Invitaciones: %(n)s; ya se invitó a %(done)s", { n: invited.value.length, done: answered })}
					</small>
				)}
				{body.outcome && <small>{_("Resultado: %(outcome)s", { outcome: body.outcome })}</small>}
			</p>
			{record.state === "planned" && (
				<div class="row">
					<Button onClick={() => setEnding("held")}>{_("Ya fue")}</Button>
					<Button kind="quiet" onClick={() => setEnding("dropped")}>
						{_("No se hizo")}
					</Button>
				</div>
			)}
			{ending !== null && (
				<ReasonSheet
					title={body.title}
					about={_("Qué salió de la reunión, o por qué no se hizo. Sin nombres de quienes fueron.")}
					label={_("Qué pasó")}
					verb={STATE_WORDS[ending]()}
					act={act}
					onSend={end(ending)}
					onClose={() => setEnding(null)}
				>
					<TrackConflict
						of={act}
						reopen={(current: MeetingRecord) => openTrack<MeetingRecord, MeetingBody>(MEETINGS, current)}
						onCurrent={onChange}
					/>
				</ReasonSheet>
			)}
		</>
	);
}
