import { useMemo } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import {
	type Campaign,
	type CampaignDraft,
	changeCampaign,
	getCampaign,
	openCampaign,
} from "../device/campaigns";
import { listMembers, type TeamMember } from "../device/members";
import { CampaignForm } from "./campaign_form";
import { campaignDays } from "./campaigns";
import { dayInZone } from "./days";
import { _, formatList } from "./i18n";
import { languageList } from "./languages";
import { member, organisation } from "./organisation";
import { Answered, staleRecord, useAct, useAnswer } from "./server";
import { Stale } from "./stale";
import { Rules } from "./triage_rules";
import { Page, showToast } from "./ui";
import "./styles/team.css";

/** Two months: the usual length of a campaign, to be changed. */
const USUAL_DAYS = 60;

/** A campaign's first form; it leads on to the script. */
export function NewCampaign() {
	const team = useAnswer(listMembers, []);
	return (
		<Page title={_("Campaña nueva")} back="/campaigns">
			<Answered answer={team}>{(members) => <NewForm team={members} />}</Answered>
		</Page>
	);
}

function NewForm({ team }: { team: TeamMember[] }) {
	const act = useAct();
	const { route } = useLocation();
	const initial = useMemo(() => firstDraft(team), [team]);
	const save = (draft: CampaignDraft) =>
		act.run(async () => {
			const campaign = await openCampaign(draft);
			route(`/campaigns/${campaign.id}/script`);
		});
	return (
		<CampaignForm
			initial={initial}
			team={team}
			act={act}
			verb={_("Crear y seguir con el guion")}
			onSave={save}
		/>
	);
}

/** Starts today, with all languages and everybody: taking away is quicker than adding. */
function firstDraft(team: readonly TeamMember[]): CampaignDraft {
	const zone = organisation.value?.time_zone;
	return {
		name: "",
		starts_on: dayInZone(zone),
		ends_on: dayInZone(zone, USUAL_DAYS),
		languages: organisation.value?.languages ?? ["es", "en"],
		members: team.filter(({ active }) => active).map(({ id }) => id),
	};
}

/** Changes a campaign's name, days, languages and people. */
export function EditCampaign() {
	const { id = "" } = useRoute().params;
	const answer = useAnswer(async () => {
		const [campaign, team] = await Promise.all([getCampaign(id), listMembers()]);
		return { campaign, team };
	}, [id]);
	return (
		<Page title={_("Cambiar la campaña")} back={`/campaigns/${id}`}>
			<Answered answer={answer}>
				{(found) => (
					<EditForm
						key={found.campaign.rev}
						{...found}
						onCurrent={(campaign) => answer.take({ ...found, campaign })}
					/>
				)}
			</Answered>
			{member.value?.role === "administrator" && (
				<section>
					<h2>{_("Reglas de la sugerencia")}</h2>
					<Rules campaign={id} />
				</section>
			)}
		</Page>
	);
}

interface EditFormProps {
	campaign: Campaign;
	team: TeamMember[];
	onCurrent: (campaign: Campaign) => void;
}

function EditForm({ campaign, team, onCurrent }: EditFormProps) {
	const act = useAct();
	const { route } = useLocation();
	const initial = useMemo(() => draftOf(campaign), [campaign]);
	const current = staleRecord<Campaign>(act.fault);
	const mine = useMemo<{ draft: CampaignDraft }>(() => ({ draft: initial }), [initial]);
	const save = (draft: CampaignDraft, rev = campaign.rev) => {
		mine.draft = draft;
		return act.run(async () => {
			await changeCampaign(campaign.id, { ...draft, rev });
			showToast({ text: _("Guardado") });
			route(`/campaigns/${campaign.id}`);
		});
	};
	return (
		<>
			{current && (
				<Stale
					differences={differences(current, mine.draft, team)}
					onTheirs={() => onCurrent(current)}
					onMine={() => save(mine.draft, current.rev)}
				/>
			)}
			<CampaignForm initial={initial} team={team} act={act} verb={_("Guardar")} onSave={save} />
		</>
	);
}

function draftOf({ name, starts_on, ends_on, languages, members }: Campaign): CampaignDraft {
	return { name, starts_on, ends_on, languages, members };
}

function differences(theirs: Campaign, mine: CampaignDraft, team: readonly TeamMember[]) {
	const names = (ids: readonly string[]) =>
		formatList(ids.map((id) => team.find((member) => member.id === id)?.alias ?? "…"));
	const rows = [
		{ label: _("Nombre"), theirs: theirs.name, mine: mine.name },
		{ label: _("Días"), theirs: campaignDays(theirs), mine: campaignDays(mine) },
		{
			label: _("Idiomas del guion"),
			theirs: languageList(theirs.languages),
			mine: languageList(mine.languages),
		},
		{ label: _("Quiénes participan"), theirs: names(theirs.members), mine: names(mine.members) },
	];
	return rows.filter((row) => row.theirs !== row.mine);
}
