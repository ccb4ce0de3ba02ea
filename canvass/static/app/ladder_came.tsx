import { listGatherings, type OpenGathering } from "../device/gatherings";
import { type Invitation, invitationsOf, listReplies } from "../device/invitations";
import type { OpenPerson } from "../device/ladder";
import type { LadderStep } from "../device/steps";
import { daysUntil } from "./desk_words";
import { CameUpFolded } from "./event_came";
import { useAnswer } from "./server";

/** For how long after an event its moves are offered here; its own screen goes on offering them. */
const DAYS = 30;

interface LadderCameProps {
	people: readonly OpenPerson[];
	steps: readonly LadderStep[];
	onMoved: (person: OpenPerson) => void;
}

/** Who came to an event of the last weeks and could be moved up for it: offered, event by event. */
export function LadderCame({ people, steps, onMoved }: LadderCameProps) {
	// What was not answered is offered next time: the board stands without it.
	const found = useAnswer(recentEvents, []);
	return (
		<>
			{(found.value ?? []).map(({ event, invitations }) => (
				<CameUpFolded
					key={event.record.id}
					event={event}
					people={people}
					invitations={invitations}
					steps={steps}
					onMoved={onMoved}
				/>
			))}
		</>
	);
}

async function recentEvents(): Promise<{ event: OpenGathering; invitations: Map<string, Invitation> }[]> {
	const recent = (await listGatherings()).filter(({ record }) => isRecent(record.next_on));
	return Promise.all(
		recent.map(async (event) => ({
			event,
			invitations: invitationsOf(await listReplies(event.record.id)),
		})),
	);
}

function isRecent(day: string | null): boolean {
	const days = day ? daysUntil(day) : 1;
	return days <= 0 && days >= -DAYS;
}
