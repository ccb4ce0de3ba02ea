import { ArrowUpRight } from "lucide";
import { useState } from "preact/hooks";
import type { OpenGathering } from "../device/gatherings";
import { couldMove, type Invitation } from "../device/invitations";
import { type LadderRecord, movePerson, type OpenPerson, openPerson } from "../device/ladder";
import type { LadderStep } from "../device/steps";
import { today } from "./desk_words";
import { _, ngettext } from "./i18n";
import { useAct } from "./server";
import { stepName } from "./step_words";
import { TrackConflict } from "./track_conflict";
import { Button, showToast } from "./ui";
import "./styles/events.css";

interface CameUpProps {
	event: OpenGathering;
	people: readonly OpenPerson[];
	invitations: ReadonlyMap<string, Invitation>;
	steps: readonly LadderStep[];
	onMoved: (person: OpenPerson) => void;
}

/** Who came to their first event: the move is offered, and somebody says yes to each. Nothing moves by itself. */
export function CameUp(props: CameUpProps) {
	if (couldMove(props.people, props.invitations, props.steps).people.length === 0) return null;
	return (
		<section>
			<h3>{_("Vinieron: ¿suben de paso?")}</h3>
			<CameList {...props} />
		</section>
	);
}

/** The same, folded under the event's name. */
export function CameUpFolded(props: CameUpProps) {
	const { length: n } = couldMove(props.people, props.invitations, props.steps).people;
	if (n === 0) return null;
	const event = props.event.body?.name || _("Sin nombre");
	return (
		<details>
			<summary>
				{ngettext(
					"%(event)s: vino %(n)s persona que podría subir de paso",
					"%(event)s: vinieron %(n)s personas que podrían subir de paso",
					n,
					{ event, n },
				)}
			</summary>
			<CameList {...props} />
		</details>
	);
}

function CameList({ event, people, invitations, steps, onMoved }: CameUpProps) {
	const found = couldMove(people, invitations, steps);
	const on = event.record.next_on ?? "";
	return (
		<ul class="record-list">
			{found.people.map((person) => (
				<li key={person.record.id}>
					<Came
						person={person}
						step={found.step}
						steps={steps}
						on={on && on < today() ? on : today()}
						note={event.body?.name ?? ""}
						onMoved={onMoved}
					/>
				</li>
			))}
		</ul>
	);
}

interface CameProps {
	person: OpenPerson;
	step: string;
	steps: readonly LadderStep[];
	on: string;
	note: string;
	onMoved: (person: OpenPerson) => void;
}

function Came({ person, step, steps, on, note, onMoved }: CameProps) {
	const [moved, setMoved] = useState(false);
	const act = useAct();
	const name = person.body?.card.name || _("Sin nombre");
	const to = stepName(steps, step);
	const move = () =>
		act.run(async () => {
			const { open } = await movePerson(person, { step, on, note });
			setMoved(true);
			showToast({ text: _("Ahora: %(step)s", { step: to }) });
			onMoved(open);
		});
	return (
		<div class="record came">
			<span>
				<a href={`/ladder/${person.record.id}`}>{name}</a>
				<small>{stepName(steps, person.record.step)}</small>
			</span>
			<Button
				icon={ArrowUpRight}
				busy={act.busy}
				disabled={moved}
				label={_("Mover a %(name)s: %(step)s", { name, step: to })}
				onClick={move}
			>
				{to}
			</Button>
			<TrackConflict of={act} reopen={(current: LadderRecord) => openPerson(current)} onCurrent={onMoved} />
		</div>
	);
}
