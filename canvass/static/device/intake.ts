/** Contacts that come from no door: the campaigns for which one can be written down, with the words of their consent. */

import { getScript, listCampaigns } from "./campaigns";
import { db } from "./db";
import type { HomeCampaign, Script } from "./types";

export interface IntakeCampaign {
	campaign: Pick<HomeCampaign, "id" | "name" | "languages">;
	script: Script;
}

/** Those of this phone's member, from its store: also without a network. One without a script has no words of consent. */
export async function ownCampaigns(): Promise<IntakeCampaign[]> {
	const home = await db.home.get("home");
	const found = await Promise.all(
		(home?.campaigns ?? []).map(async (campaign) => ({
			campaign,
			script: campaign.script ? await db.scripts.get(campaign.script) : undefined,
		})),
	);
	return found.flatMap(({ campaign, script }) => (script ? [{ campaign, script }] : []));
}

/** All that are open, as staff sees them. Throws ApiError, NetworkFault. */
export async function openCampaigns(): Promise<IntakeCampaign[]> {
	const open = (await listCampaigns()).filter(({ state }) => state === "open");
	const found = await Promise.all(
		open.map(async (campaign) => campaign.script && { campaign, script: await getScript(campaign.script) }),
	);
	return found.flatMap((one) => one || []);
}
