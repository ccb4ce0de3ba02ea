import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { type Campaign, getCampaign } from "../device/campaigns";
import { type CutTurf, listTurfs } from "../device/cutting";
import { listMembers, type TeamMember } from "../device/members";
import { AssignMany } from "./assign_many";
import { AssignSummary } from "./assign_summary";
import { AssignTurfs } from "./assign_turfs";
import { whereabouts } from "./assignment_words";
import { HandOutForm } from "./hand_out";
import { _ } from "./i18n";
import { Answered, useAnswer } from "./server";
import { byName } from "./turf_list";
import { Button, ButtonLink, ChoiceChips, Notice, Page, Progress } from "./ui";
import "./styles/team.css";

interface Handing {
	campaign: Campaign;
	turfs: CutTurf[];
	team: TeamMember[];
}

/** Handing out is a queue: a turf, who walks it, until when, next. */
export function Assign() {
	const { params, query } = useRoute();
	const { id = "" } = params;
	const answer = useAnswer<Handing>(async () => {
		const [campaign, turfs, team] = await Promise.all([getCampaign(id), listTurfs(id), listMembers()]);
		return { campaign, turfs: turfs.sort(byName), team };
	}, [id]);
	return (
		<Page title={_("Repartir zonas")} back={`/campaigns/${id}`}>
			<Answered answer={answer}>
				{(found) => <Queue {...found} first={query.turf ?? null} onChange={answer.again} />}
			</Answered>
		</Page>
	);
}

interface QueueProps extends Handing {
	/** The turf that the caller came for. */
	first: string | null;
	onChange: () => Promise<void>;
}

function Queue({ campaign, turfs, team, first, onChange }: QueueProps) {
	const [chosen, setChosen] = useState(first ?? nextFree(turfs, null));
	const [many, setMany] = useState(false);
	const turf = turfs.find(({ id }) => id === chosen);
	const out = turfs.filter(({ assignment }) => whereabouts(assignment) === "out").length;
	if (campaign.state !== "open") return <CampaignClosed campaign={campaign.id} />;
	if (turfs.length === 0) return <NothingToHandOut campaign={campaign.id} />;
	const done = async () => {
		await onChange();
		setChosen(nextFree(turfs, chosen));
	};
	return (
		<div class="stack">
			<Progress
				value={out}
				max={turfs.length}
				label={_("Zonas repartidas")}
				text={_("%(out)s de %(all)s repartidas", { out, all: turfs.length })}
			/>
			<AssignSummary turfs={turfs} />
			<ChoiceChips
				legend={_("Cuántas a la vez")}
				legendHidden
				options={[
					{ value: "one", label: _("Una por una") },
					{ value: "many", label: _("Varias a la vez") },
				]}
				value={many ? "many" : "one"}
				onChange={(value) => setMany(value === "many")}
			/>
			{many ? (
				<AssignMany turfs={turfs} campaign={campaign} team={team} onDone={onChange} />
			) : (
				<>
					<AssignTurfs turfs={turfs} value={chosen} onChange={setChosen} />
					{turf ? (
						<HandOutForm key={turf.id} turf={turf} campaign={campaign} team={team} onDone={done} />
					) : (
						<AllOut onMore={() => setChosen(turfs[0]?.id ?? null)} />
					)}
				</>
			)}
		</div>
	);
}

/** The next turf after this one that waits for somebody, beginning again from the top. */
function nextFree(turfs: readonly CutTurf[], after: string | null): string | null {
	const start = turfs.findIndex(({ id }) => id === after) + 1;
	const queue = [...turfs.slice(start), ...turfs.slice(0, start)];
	return queue.find((turf) => turf.id !== after && waits(turf))?.id ?? null;
}

/** Nobody has it, or its time is over; one that came back waits only while it has doors without a visit. */
function waits({ assignment, progress }: CutTurf): boolean {
	const state = whereabouts(assignment);
	return state === "returned" ? progress.visited < progress.doors : state !== "out";
}

function CampaignClosed({ campaign }: { campaign: string }) {
	return (
		<Notice title={_("Esta campaña está cerrada")}>
			<p>{_("Para trazar o repartir zonas, vuelva a abrirla.")}</p>
			<ButtonLink href={`/campaigns/${campaign}`}>{_("Ver la campaña")}</ButtonLink>
		</Notice>
	);
}

function NothingToHandOut({ campaign }: { campaign: string }) {
	return (
		<Notice title={_("Todavía no hay zonas")}>
			<p>{_("Primero trace en el mapa por lo menos una.")}</p>
			<ButtonLink href={`/campaigns/${campaign}/map`}>{_("Trazar zonas")}</ButtonLink>
		</Notice>
	);
}

function AllOut({ onMore }: { onMore: () => void }) {
	return (
		<Notice kind="done" title={_("No queda ninguna zona por repartir")}>
			<p>{_("Puede elegir una arriba para dársela a otra persona.")}</p>
			<Button onClick={onMore}>{_("Cambiar una")}</Button>
		</Notice>
	);
}
