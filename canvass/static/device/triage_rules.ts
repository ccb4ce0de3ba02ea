/** The triage rules of campaigns, as the server keeps them. */

import { request } from "./api";
import { DEFAULT_RULES, type Rule } from "./triage";

export interface CampaignRules {
	campaign: string;
	/** 0: it has none of its own, and those that this build brings along count. */
	rev: number;
	rules: readonly Rule[];
}

/** The rules of those campaigns that have their own. Throws ApiError, NetworkFault. */
export async function fetchRules(): Promise<CampaignRules[]> {
	return (await request<{ items: CampaignRules[] }>("GET", "/triage-rules")).items;
}

/** A campaign's rules among those that were fetched, or else those that this build brings along. */
export function rulesOf(all: readonly CampaignRules[], campaign: string): CampaignRules {
	return all.find((one) => one.campaign === campaign) ?? { campaign, rev: 0, rules: DEFAULT_RULES };
}

/** Gives a campaign other rules. Throws ApiError `stale`, whose answer's `current` stands now; NetworkFault. */
export function changeRules({ campaign, rev, rules }: CampaignRules): Promise<CampaignRules> {
	return request("PUT", `/campaigns/${campaign}/triage-rules`, { body: { rev, rules } });
}
