import { PhoneCall } from "lucide";
import { sayReached } from "../device/cases";
import type { Note } from "../device/notes";
import { ActFault } from "./desk_faults";
import { dayWords } from "./desk_words";
import { _ } from "./i18n";
import { useAct } from "./server";
import { Button, showToast } from "./ui";

interface ReachedProps {
	/** The contact that it came from, whose phone learns of it. */
	contact: string;
	notes: readonly Note[];
	/** Notes it, with whatever that keeps. */
	note: (text: string) => Promise<void>;
}

/** "I have spoken with them": noted here, and the volunteer who met them learns just that. */
export function Reached({ contact, notes, note }: ReachedProps) {
	const act = useAct();
	const first = notes.find(({ body }) => body?.kind === "reached")?.body;
	if (first)
		return (
			<p class="soft">
				{_("%(who)s habló con la persona el %(day)s.", { who: first.by, day: dayWords(first.on) })}
			</p>
		);
	const say = () =>
		act.run(async () => {
			await sayReached(contact);
			await note(_("Ya se habló con la persona."));
			showToast({ text: _("Anotado") });
		});
	return (
		<section>
			<Button icon={PhoneCall} wide busy={act.busy} onClick={say}>
				{_("Ya hablé con la persona")}
			</Button>
			<ActFault of={act.fault} />
		</section>
	);
}
