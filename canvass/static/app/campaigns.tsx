import { CalendarPlus, ChevronRight, Megaphone } from "lucide";
import { type Campaign, listCampaigns } from "../device/campaigns";
import { session } from "../device/identity";
import { GettingStarted } from "./getting_started";
import { _, formatDate, ngettext } from "./i18n";
import { languageList } from "./languages";
import { Answered, useAnswer } from "./server";
import { ButtonLink, Empty, Icon, Notice, Page } from "./ui";
import { howManyWait } from "./waiting";
import "./styles/team.css";

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;

/** All campaigns, the open ones first; a new organisation finds its first steps here. */
export function Campaigns() {
	const answer = useAnswer(async () => {
		const [campaigns, { vaults_exist }] = await Promise.all([listCampaigns(), session()]);
		return { campaigns, vaults_exist };
	}, []);
	const none = answer.value?.campaigns.length === 0;
	return (
		<Page title={_("Campañas")} foot={answer.value && !none && <NewCampaignLink />}>
			<Answered answer={answer}>
				{({ campaigns, vaults_exist }) =>
					none ? (
						<>
							<Empty icon={Megaphone} title={_("Todavía no hay campañas")}>
								{_("Estos son los primeros pasos. Puede dejarlo y seguir otro día.")}
							</Empty>
							<GettingStarted vaultsExist={vaults_exist} />
						</>
					) : (
						<>
							<SomethingWaits />
							<CampaignList campaigns={campaigns} />
						</>
					)
				}
			</Answered>
		</Page>
	);
}

/** "1 nov 2026 – 20 dic 2026" */
export function campaignDays({ starts_on, ends_on }: Pick<Campaign, "starts_on" | "ends_on">): string {
	return `${formatDate(starts_on, DAY)} – ${formatDate(ends_on, DAY)}`;
}

export function campaignState(state: Campaign["state"]): string {
	return state === "open" ? _("Abierta") : _("Cerrada");
}

function SomethingWaits() {
	const n = howManyWait();
	if (n === 0) return null;
	return (
		<Notice>
			<a href="/pending">
				{ngettext("%(n)s cosa espera su decisión", "%(n)s cosas esperan su decisión", n, { n })}
			</a>
		</Notice>
	);
}

function NewCampaignLink() {
	return (
		<ButtonLink kind="main" icon={CalendarPlus} href="/campaigns/new">
			{_("Campaña nueva")}
		</ButtonLink>
	);
}

function CampaignList({ campaigns }: { campaigns: Campaign[] }) {
	const ordered = [...campaigns].sort(byStateAndStart);
	return (
		<ul class="record-list">
			{ordered.map((campaign) => (
				<li key={campaign.id}>
					<a class="record-link" href={`/campaigns/${campaign.id}`}>
						<span>
							<strong>{campaign.name}</strong>
							<small>
								{campaignDays(campaign)} · {languageList(campaign.languages)}
							</small>
						</span>
						<span class={`badge ${campaign.state === "open" ? "badge-live" : ""}`}>
							{campaignState(campaign.state)}
						</span>
						<Icon of={ChevronRight} />
					</a>
				</li>
			))}
		</ul>
	);
}

function byStateAndStart(a: Campaign, b: Campaign): number {
	if (a.state !== b.state) return a.state === "open" ? -1 : 1;
	return b.starts_on.localeCompare(a.starts_on) || a.name.localeCompare(b.name);
}
