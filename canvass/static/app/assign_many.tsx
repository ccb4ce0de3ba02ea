import { useState } from "preact/hooks";
import { handOut } from "../device/assignments";
import type { Campaign } from "../device/campaigns";
import type { CutTurf } from "../device/cutting";
import type { TeamMember } from "../device/members";
import { whereabouts } from "./assignment_words";
import { UntilField, useUntil, Walkers } from "./hand_out";
import { _, formatList, ngettext } from "./i18n";
import { Fault, useAct } from "./server";
import { type Share, type Sharing, shareOut } from "./share_out";
import { TurfChoice } from "./turf_choice";
import { Button, ChoiceChips, Notice, showToast } from "./ui";

interface AssignManyProps {
	turfs: readonly CutTurf[];
	campaign: Campaign;
	team: TeamMember[];
	/** After some or all were handed out. */
	onDone: () => Promise<void>;
}

/** Several turfs at once: one for each person in turn, or all to the same people. */
export function AssignMany({ turfs, campaign, team, onDone }: AssignManyProps) {
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const [people, setPeople] = useState<string[]>([]);
	const [sharing, setSharing] = useState<Sharing>("each");
	/** Handed out in a run that failed further on. They stay chosen, so that the rest goes to whom it was to go. */
	const [given, setGiven] = useState<readonly string[]>([]);
	const until = useUntil();
	const act = useAct();
	const choose = (ids: readonly string[]) => {
		setChosen(ids);
		setGiven((before) => before.filter((id) => ids.includes(id)));
	};
	const picked = turfs.filter(({ id }) => chosen.includes(id));
	const plan = shareOut(picked, people, sharing, given);
	const end = until.past ? null : until.end;
	const give = (event: Event) => {
		event.preventDefault();
		if (!end || plan.length === 0) return;
		return act.run(async () => {
			try {
				// One after another: what was handed out before a failure stays, and the list shows it.
				for (const { turf, members } of plan) {
					await handOut(turf.id, members, end.toISOString());
					setGiven((before) => [...before, turf.id]);
				}
				choose([]);
				showToast({
					text: ngettext("%(n)s zona repartida", "%(n)s zonas repartidas", plan.length, { n: plan.length }),
				});
			} finally {
				await onDone();
			}
		});
	};
	return (
		<form class="card" onSubmit={give} noValidate>
			<TurfChoice turfs={turfs} chosen={chosen} onChange={choose} />
			<Walkers team={team} campaign={campaign} value={people} onChange={setPeople} />
			{people.length > 1 && (
				<ChoiceChips
					legend={_("Cómo se reparten")}
					options={[
						{ value: "each", label: _("Una para cada persona") },
						{ value: "together", label: _("Todas a las mismas personas") },
					]}
					value={sharing}
					onChange={setSharing}
				/>
			)}
			<UntilField until={until} fault={act.fault} />
			{plan.length > 0 && <Sharings plan={plan} team={team} />}
			<Fault of={act.fault} />
			<Button kind="main" type="submit" wide busy={act.busy} disabled={!end || plan.length === 0}>
				{plan.length === 0
					? _("Elija zonas y personas")
					: ngettext("Repartir %(n)s zona", "Repartir %(n)s zonas", plan.length, { n: plan.length })}
			</Button>
		</form>
	);
}

const LISTED = 12;

function Sharings({ plan, team }: { plan: readonly Share[]; team: readonly TeamMember[] }) {
	const alias = (id: string) => team.find((member) => member.id === id)?.alias ?? "";
	const taken = plan.filter(({ turf }) => {
		const state = whereabouts(turf.assignment);
		return state === "out" || state === "overdue";
	}).length;
	return (
		<>
			<ul class="many-plan">
				{plan.slice(0, LISTED).map(({ turf, members }) => (
					<li key={turf.id}>
						<strong>{turf.name}</strong>: {formatList(members.map(alias))}
					</li>
				))}
				{plan.length > LISTED && (
					<li>
						{ngettext("Y %(n)s más.", "Y %(n)s más.", plan.length - LISTED, { n: plan.length - LISTED })}
					</li>
				)}
			</ul>
			{taken > 0 && (
				<Notice kind="attention">
					<p>
						{ngettext(
							"%(n)s ya la tiene otra persona. Al entregarla de nuevo, deja de verla; lo que anotó se sigue enviando.",
							"%(n)s ya las tienen otras personas. Al entregarlas de nuevo, dejan de verlas; lo que anotaron se sigue enviando.",
							taken,
							{ n: taken },
						)}
					</p>
				</Notice>
			)}
		</>
	);
}
