import { useRef, useState } from "preact/hooks";
import { callMeeting, invitable, inviteTo, type OpenMeeting } from "../device/meetings";
import type { Pattern } from "../device/patterns";
import { householdsWords } from "./case_words";
import { ActFault } from "./desk_faults";
import { today } from "./desk_words";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _, ngettext } from "./i18n";
import { useAct } from "./server";
import { Button, Notice, Progress, Sheet, showToast, TextField } from "./ui";

const TITLE_LETTERS = 120;
const PLACE_LETTERS = 80;

interface MeetingFormProps {
	pattern: Pattern;
	onCalled: (meeting: OpenMeeting) => void;
	onClose: () => void;
}

/** Calls people with the same problem together: whoever carries each case invites, and only those who agreed to it. */
export function MeetingForm({ pattern, onCalled, onClose }: MeetingFormProps) {
	const [title, setTitle] = useState("");
	const [on, setOn] = useState("");
	const [time, setTime] = useState("");
	const [place, setPlace] = useState("");
	const [invited, setInvited] = useState(0);
	// Once it is called, what is left of the invitations is made up for; a second meeting is not called.
	const called = useRef<OpenMeeting | null>(null);
	const act = useAct();
	useDirty([title, on, time, place].some((text) => text !== ""));
	const who = invitable(pattern.cases);
	const { kind, name, households } = pattern;
	const call = async (event: Event) => {
		event.preventDefault();
		if (!(await mayKeep(title, place))) return;
		await act.run(async () => {
			called.current ??= await callMeeting({ title, time, place, kind, name }, on);
			await inviteTo(called.current, who, () => setInvited((n) => n + 1));
			showToast({ text: _("Reunión convocada") });
			onCalled(called.current);
		});
	};
	return (
		<Sheet
			open
			onClose={() => (called.current ? onCalled(called.current) : onClose())}
			title={_("Convocar a una reunión")}
		>
			<form class="stack" onSubmit={call} noValidate>
				<Notice kind="info">
					<p>
						{who.length === 0
							? _(
									"En estos casos todavía nadie dijo que sí a que la inviten, así que no hay a quién convocar. Se puede preguntar en la próxima llamada.",
								)
							: ngettext(
									"De %(households)s, %(n)s dijo que sí a que la inviten. Quien lleva su caso recibe el pendiente de invitarla.",
									"De %(households)s, %(n)s dijeron que sí a que las inviten. Quien lleva cada caso recibe el pendiente de invitar.",
									who.length,
									{ households: householdsWords(households), n: who.length },
								)}
					</p>
				</Notice>
				<TextField
					label={_("Para qué es la reunión")}
					hint={_("Así la leerá quien invita.")}
					value={title}
					maxLength={TITLE_LETTERS}
					autoCapitalize="sentences"
					onInput={setTitle}
				/>
				<div class="field-pair">
					<TextField label={_("Qué día")} type="date" min={today()} value={on} onInput={setOn} />
					<TextField label={_("Hora")} type="time" value={time} onInput={setTime} />
				</div>
				<TextField label={_("Dónde")} value={place} maxLength={PLACE_LETTERS} onInput={setPlace} />
				{act.busy && <Progress label={_("Invitando")} value={invited} max={who.length || 1} />}
				<ActFault of={act.fault} />
				<Button
					kind="main"
					type="submit"
					wide
					busy={act.busy}
					disabled={!title.trim() || !on || who.length === 0}
				>
					{_("Convocar e invitar")}
				</Button>
			</form>
		</Sheet>
	);
}
