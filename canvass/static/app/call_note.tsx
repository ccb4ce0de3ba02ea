import { MessageSquarePlus } from "lucide";
import { useState } from "preact/hooks";
import { CAME, type Callable, type Came, dayAfter, noteCall, takeBack } from "../device/calls";
import type { Owed } from "../device/owed";
import { dueWords, today } from "./desk_words";
import { _ } from "./i18n";
import { useAct } from "./server";
import { StaleFault } from "./stale_fault";
import { Button, Sheet, showToast, TextField } from "./ui";

interface CallNoteProps {
	one: Callable;
	onChange: (one: Owed) => void;
	/** Asks for the whole list anew, where somebody else was quicker. */
	again: () => void;
}

const CAME_WORDS: Record<Came, () => string> = {
	talked: () => _("Hablamos"),
	no_answer: () => _("No contestó"),
	message_left: () => _("Dejé recado"),
	another_day: () => _("Pidió otro día"),
	wrong_number: () => _("El número no es"),
};

/** To which day it is put off by what came of it. */
function dayWords(day: string | null): string {
	return day ? dueWords(day) : _("El día no cambia");
}

/** What came of a call or a message, in two taps: one opens this, the next notes it and sets the day. */
export function CallNote(props: CallNoteProps) {
	const [open, setOpen] = useState(false);
	const name = props.one.name || _("Sin nombre");
	return (
		<>
			<Button
				kind="quiet"
				icon={MessageSquarePlus}
				label={_("Anotar qué pasó con %(name)s", { name })}
				onClick={() => setOpen(true)}
			/>
			{open && <CameOf {...props} onClose={() => setOpen(false)} />}
		</>
	);
}

function CameOf({ one, onChange, again, onClose }: CallNoteProps & { onClose: () => void }) {
	const [other, setOther] = useState("");
	const act = useAct();
	const dayOf = (came: Came) => other || dayAfter(came, today(), one);
	const note = (came: Came) =>
		act.run(async () => {
			const words = CAME_WORDS[came]();
			const now = await noteCall(one, { came, text: words, on: dayOf(came) });
			onChange(now);
			onClose();
			// That somebody was reached has been told to whoever met them, and is not taken back.
			const undo = came === "talked" ? {} : { undo: () => back(now, words) };
			showToast({ text: `${words}. ${dayWords(now.on === one.on ? null : now.on)}`, ...undo });
		});
	const back = async (now: Callable, what: string) => {
		try {
			onChange(await takeBack(now, one, _("Se anotó por error: %(what)s", { what })));
			showToast({ text: _("Deshecho") });
		} catch {
			again();
			showToast({ text: _("No se pudo deshacer. Revise la fecha.") });
		}
	};
	return (
		<Sheet open onClose={onClose} title={_("¿Qué pasó con %(name)s?", { name: one.name || _("Sin nombre") })}>
			<div class="stack">
				<TextField
					label={_("Si queda para otro día")}
					hint={_("En blanco queda el día que dice cada botón.")}
					type="date"
					min={today()}
					value={other}
					onInput={setOther}
				/>
				<ul class="came">
					{CAME.map((came) => (
						<li key={came}>
							<Button wide busy={act.busy} onClick={() => note(came)}>
								{CAME_WORDS[came]()}
								<small>{dayWords(dayOf(came))}</small>
							</Button>
						</li>
					))}
				</ul>
				<StaleFault
					of={act}
					onCurrent={() => {
						onClose();
						again();
					}}
				/>
			</div>
		</Sheet>
	);
}
